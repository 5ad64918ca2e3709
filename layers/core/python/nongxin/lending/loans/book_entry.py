"""Make an entry in a loan's history: the entry, the head and what it moves in the ledger, at once.

Every verb that services a loan ends here.
"""

from __future__ import annotations

from collections.abc import Sequence

from nongxin.kernel.commands import Answer, CommandKey, Outcome
from nongxin.kernel.events import Event, outbox
from nongxin.kernel.records import StaleRecord, Write
from nongxin.kernel.value import value
from nongxin.ledger.account import InsufficientFunds
from nongxin.ledger.post import book
from nongxin.ledger.posting import Leg, Posting
from nongxin.ledger.store import JournalRecord
from nongxin.lending.events import LoanChanged, LoanRepriced
from nongxin.lending.loans.entries import Draw, Entry, RateChange, Refund, Repayment, Reversal
from nongxin.lending.loans.history import History
from nongxin.lending.loans.loan import Loan, LoanStatus
from nongxin.lending.loans.loan_books import joined, legs_between
from nongxin.lending.loans.ports import ServicingParts


@value
class Made:
    """An entry made: the loan before and after it, and the entry's number."""

    nr: int
    entry: Entry
    before: Loan
    after: Loan

    @property
    def answer(self) -> Answer:
        loan = self.after
        return {
            "loan_id": loan.identity.id,
            "entry": self.nr,
            "principal_left_fen": loan.claim_fen,
            "credit_fen": loan.credit_fen,
            "status": loan.status.value,
        }


def make(history: History, entry: Entry) -> Made:
    """Raises what `History.with_entry` raises."""
    after = history.with_entry(entry)
    return Made(len(after.entries), entry, history.loan(), after.loan())


def book_entry(
    history: History,
    made: Made,
    key: CommandKey,
    parts: ServicingParts,
    *,
    text: str = "LOAN_CORRECTED",
    answer: Answer | None = None,
    event: Event | None = None,
    more: Sequence[Leg] = (),
    writes: Sequence[Write] = (),
) -> Outcome:
    """One transaction: all of it, or nothing. `more` legs and `writes` go along with it.

    Raises InsufficientFunds, AccountNotOpen, DayClosing and what else booking refuses.
    """
    after = history.plus(made.entry)
    told = outbox([event or changed(history, made)], parts.calendar.clock)
    all_writes = [*writes, *parts.loans.enter(history, after, told)]
    legs = joined([*legs_between(made.before, made.after, _cash(history, made)), *more])
    said = made.answer if answer is None else answer
    if not legs:
        entity = made.after.identity.entity
        parts.books.day(entity)
        return Outcome(said, all_writes, JournalRecord(), parts.calendar.good_until(entity))
    day = made.entry.booked_on
    try:
        booked = book(Posting(text, day, day, legs), key, parts.books)
    except InsufficientFunds:
        _must_be_newest(history, parts)
        raise
    return booked.outcome(said, *all_writes)


def changed(history: History, made: Made) -> Event:
    """What is told of an entry. `principal_fen` is what went out of the books."""
    entry, identity = made.entry, made.after.identity
    if isinstance(entry, RateChange):
        return LoanRepriced(
            county=identity.county,
            loan_id=identity.id,
            borrower_id=identity.borrower_id,
            entity=identity.entity,
            on=entry.on.isoformat(),
            entry=made.nr,
            rate_annual=str(entry.rate_annual),
        )
    return LoanChanged(
        county=identity.county,
        loan_id=identity.id,
        borrower_id=identity.borrower_id,
        entity=identity.entity,
        entry=made.nr,
        kind=type(entry).__name__,
        on=entry.on.isoformat(),
        reverses=entry.of if isinstance(entry, Reversal) else 0,
        principal_fen=made.before.principal_fen - made.after.principal_fen,
        closed=made.after.status is LoanStatus.CLOSED,
    )


def _cash(history: History, made: Made) -> str:
    """The account that the entry's money comes from or goes to."""
    entry = made.entry
    if isinstance(entry, Reversal):
        entry = history.entry(entry.of)
    if isinstance(entry, Repayment | Refund | Draw):
        return entry.account
    return made.after.identity.account_id


def _must_be_newest(history: History, parts: ServicingParts) -> None:
    """Raises StaleRecord if another entry came between reading the loan and its accounts.

    Then the shortfall is only what that one has paid already, from either account.
    """
    newest = parts.loans.history(history.base.identity.id)
    if newest.version != history.version:
        raise StaleRecord()
