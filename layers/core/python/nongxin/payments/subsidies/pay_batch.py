"""Credit the lines of a batch, each in a posting of its own under its own key.

A line is paid or refused for ever under file number + line number; so a batch may be killed at any
point, run again, or by two at once: every run comes to the same end.
"""

from __future__ import annotations

from nongxin.accounts.transfers.transfer import check_payee
from nongxin.kernel import deadline
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Conflict, KeyReused, Missing, Rule
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, credit, debit
from nongxin.ledger.store import JournalRecord
from nongxin.payments.subsidies.check_batch import kept_once, lines_of
from nongxin.payments.subsidies.decide_file import transit_of
from nongxin.payments.subsidies.ports import SubsidyParts
from nongxin.payments.subsidies.subsidy_csv import Batch
from nongxin.payments.subsidies.subsidy_file import SubsidyFile, Sums
from nongxin.payments.subsidies.subsidy_line import SubsidyLine
from nongxin.payments.subsidies.subsidy_store import BatchResult, Fault

PAID = "SUBSIDY_PAID"
_SECONDS_A_LINE = 10


def pay_batch(file: SubsidyFile, batch: Batch, parts: SubsidyParts) -> None:
    """Raises Busy: the same batch is safe to run again. Its result is kept when all is done."""
    if parts.files.batch(file.id, "P", batch.number):
        return
    checked = parts.files.batch(file.id, "C", batch.number)
    assert checked is not None  # else the file would not have been released
    known = {number for number, _, _ in checked.faults}
    faults, paid = list[Fault](), list[SubsidyLine]()
    for line in lines_of(file, batch, parts):
        if line.number in known:
            continue
        with deadline.within(_SECONDS_A_LINE):
            refused = _pay(file, line, parts)
        if refused:
            faults.append((line.number, refused, line.amount_fen))
        else:
            paid.append(line)
    parts.tell(file, paid)
    well = Sums(len(paid), sum(line.amount_fen for line in paid))
    kept_once(file, batch, BatchResult(well, faults), "P", parts)


def _pay(file: SubsidyFile, line: SubsidyLine, parts: SubsidyParts) -> str:
    """Why it was refused, or "". What is refused once stays so, whatever the account does later."""
    key = file.line_key(line)

    def act() -> Outcome:
        account = parts.payees.by_number(line.account_no)
        check_payee(account)
        legs = [debit(transit_of(file), line.amount_fen), credit(account.id, line.amount_fen)]
        posting = Posting(PAID, None, None, legs)
        counted = parts.payees.counted(posting, [account])
        booked = book(posting, key, parts.books)
        return booked.outcome({"refused": ""}, parts.files.line_paid(file, line), *counted)

    try:
        done = parts.post(key, act)
    except KeyReused:
        raise
    except (Rule, Conflict, Missing) as refusal:
        answer = {"refused": refusal.code}
        done = parts.post(key, lambda: Outcome(answer, (), JournalRecord()))
    return str(done.answer["refused"])
