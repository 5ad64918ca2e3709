"""Conclude a run over a payout file: sum up its batches, return what failed, write the report."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.records import StaleRecord
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, credit, debit
from nongxin.ledger.store import JournalRecord
from nongxin.payments.subsidies.decide_file import transit_of
from nongxin.payments.subsidies.events import SubsidiesPaid
from nongxin.payments.subsidies.ports import SubsidyParts
from nongxin.payments.subsidies.read_file import report_key
from nongxin.payments.subsidies.subsidy_csv import LINES_A_BATCH
from nongxin.payments.subsidies.subsidy_file import FileStatus, SubsidyFile, Sums
from nongxin.payments.subsidies.subsidy_line import OTHERWISE, REASONS
from nongxin.payments.subsidies.subsidy_store import BatchResult, Fault

_RETURNED = "SUBSIDY_RETURNED"
_HEADER = ("line", "amount", "reason", "reason_zh", "reason_en")


def conclude_file(file_id: str, parts: SubsidyParts) -> bool:
    """Whether the run is whole. Safe to repeat, and for two at once. Raises Missing, Busy."""
    file = parts.files.get(file_id)
    checked = parts.files.batches(file_id, "C")
    if file.status is FileStatus.CHECKING:
        return _checked(file, checked, parts)
    if file.status is FileStatus.PAYING:
        return _paid(file, checked, parts)
    return True


def _checked(file: SubsidyFile, checked: Sequence[BatchResult], parts: SubsidyParts) -> bool:
    if not _all_there(file, checked):
        return False
    good = _sum(checked)
    _report(file, checked, parts)
    after = file.checked(good) if good.lines else file.refused("nothing-to-pay")
    try:
        parts.files.storage.commit(parts.files.save(after))
    except StaleRecord:
        return conclude_file(file.id, parts)
    return True


def _paid(file: SubsidyFile, checked: Sequence[BatchResult], parts: SubsidyParts) -> bool:
    paid = parts.files.batches(file.id, "P")
    if not _all_there(file, paid):
        return False
    _report(file, [*checked, *paid], parts)
    key = file.step_key("return")

    def act() -> Outcome:
        """What could not be credited goes back, in the transaction that ends the file."""
        after = parts.files.get(file.id).ended(_sum(paid))
        saved = parts.files.save(after, outbox([_told(after)], parts.clock))
        back_fen = after.good.amount_fen - after.paid.amount_fen
        if not back_fen:
            return Outcome({"returned_fen": 0}, [saved], JournalRecord())
        legs = [debit(transit_of(file), back_fen), credit(file.account_id, back_fen)]
        booked = book(Posting(_RETURNED, None, None, legs), key, parts.books)
        return booked.outcome({"returned_fen": back_fen}, saved)

    parts.post(key, act)
    return True


def _all_there(file: SubsidyFile, results: Sequence[BatchResult]) -> bool:
    return len(results) == -(-file.announced.lines // LINES_A_BATCH)


def _sum(results: Iterable[BatchResult]) -> Sums:
    total = Sums()
    for each in results:
        total = total.plus(each.well)
    return total


def _report(file: SubsidyFile, results: Iterable[BatchResult], parts: SubsidyParts) -> None:
    """By line number: the bureau knows whom a line is for, and nobody else need."""
    faults = sorted(fault for result in results for fault in result.faults)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_HEADER)
    rows.writerows(map(_row, faults))
    parts.uploads.keep(report_key(file), text.getvalue().encode(), "text/csv; charset=utf-8")


def _row(fault: Fault) -> tuple[str, ...]:
    number, code, fen = fault
    return str(number), f"{fen // 100}.{fen % 100:02d}", code, *REASONS.get(code, OTHERWISE)


def _told(file: SubsidyFile) -> SubsidiesPaid:
    return SubsidiesPaid(
        county=file.county,
        file_id=file.id,
        account_id=file.account_id,
        paid_lines=file.paid.lines,
        paid_fen=file.paid.amount_fen,
        failed_lines=file.announced.lines - file.paid.lines,
        returned_fen=file.good.amount_fen - file.paid.amount_fen,
    )
