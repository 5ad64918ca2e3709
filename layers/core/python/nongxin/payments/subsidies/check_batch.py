"""Look at the lines of a batch: is each one's payee known, theirs the account, able to take it."""

from __future__ import annotations

from nongxin.accounts.demand import NotADemandDeposit, check_demand
from nongxin.accounts.transfers.transfer import PayeeCannotReceive, check_payee
from nongxin.kernel.errors import Missing
from nongxin.kernel.records import StaleRecord
from nongxin.payments.subsidies.ports import SubsidyParts
from nongxin.payments.subsidies.split_file import content_key, day_of
from nongxin.payments.subsidies.subsidy_csv import Batch, lines_in
from nongxin.payments.subsidies.subsidy_file import SubsidyFile, Sums
from nongxin.payments.subsidies.subsidy_line import TWICE, SubsidyLine
from nongxin.payments.subsidies.subsidy_store import BatchResult, Fault, Step


def check_batch(file: SubsidyFile, batch: Batch, parts: SubsidyParts) -> None:
    """Kept once: whoever looks again later finds what the first one saw."""
    if parts.files.batch(file.id, "C", batch.number):
        return
    twice, faults, well = frozenset(file.twice), list[Fault](), Sums()
    for line in lines_of(file, batch, parts):
        fault = line.fault or (TWICE if line.number in twice else _fault(line, parts))
        if fault:
            faults.append((line.number, fault, line.amount_fen))
        else:
            well = well.plus(Sums(1, line.amount_fen))
    kept_once(file, batch, BatchResult(well, faults), "C", parts)


def lines_of(file: SubsidyFile, batch: Batch, parts: SubsidyParts) -> list[SubsidyLine]:
    raw = parts.uploads.read_part(content_key(file), batch.first, batch.size)
    return lines_in(raw, file.pays_on, day_of(file))


def kept_once(
    file: SubsidyFile, batch: Batch, result: BatchResult, step: Step, parts: SubsidyParts
) -> None:
    write = parts.files.keep_batch(file.id, step, batch.number, result)
    try:
        parts.files.storage.commit(write)
    except StaleRecord:  # another run was first
        return


def _fault(line: SubsidyLine, parts: SubsidyParts) -> str:
    try:
        account = parts.payees.by_number(line.account_no)
        check_demand(account)
        check_payee(account)
    except Missing:
        return "no-account"
    except (NotADemandDeposit, PayeeCannotReceive) as refusal:
        return refusal.code
    return parts.payees.stranger(account, line.id_no, line.name)
