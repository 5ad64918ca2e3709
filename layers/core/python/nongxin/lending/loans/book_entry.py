"""Make an entry in a loan's history: the entry, the head and what it moves in the ledger, at once.

Every verb that services a loan ends here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

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
    """One entry, and what it moves. `more` legs and `writes` go along with it.

    Raises InsufficientFunds, AccountNotOpen, DayClosing and what else booking refuses.
    """
    return book_made(
        [(history, made)],
        key,
        parts,
        text=text,
        answer=made.answer if answer is None else answer,
        events=[event or changed(history, made)],
        more=more,
        writes=writes,
    )


def book_made(
    made: Sequence[tuple[History, Made]],
    key: CommandKey,
    parts: ServicingParts,
    *,
    text: str,
    answer: Answer,
    events: Sequence[Event],
    more: Sequence[Leg] = (),
    writes: Sequence[Write] = (),
) -> Outcome:
    """Entries of one loan or of several, each with the history that it was made in and its event,
    in one transaction: all of it, or nothing. Raises as above.
    """
    all_writes = [*writes, *_entered(made, events, parts)]
    moved = [legs_between(each.before, each.after, _cash(history, each)) for history, each in made]
    legs = joined([*chain.from_iterable(moved), *more])
    if not legs:
        entity = made[0][1].after.identity.entity
        parts.books.day(entity)
        return Outcome(answer, all_writes, JournalRecord(), parts.calendar.good_until(entity))
    day = made[0][1].entry.booked_on if made else None
    try:
        booked = book(Posting(text, day, day, legs), key, parts.books)
    except InsufficientFunds:
        for history, _ in made:
            _must_be_newest(history, parts)
        raise
    return booked.outcome(answer, *all_writes)


def _entered(
    made: Sequence[tuple[History, Made]], events: Sequence[Event], parts: ServicingParts
) -> Iterator[Write]:
    """A loan's entries in the order in which they are made, its events with the last of them."""
    told: dict[str, list[Event]] = defaultdict(list)
    steps: dict[str, list[tuple[History, Made]]] = defaultdict(list)
    for step, event in zip(made, events, strict=True):
        loan_id = step[1].after.identity.id
        steps[loan_id].append(step)
        told[loan_id].append(event)
    for loan_id, each in steps.items():
        last, newest = each[-1]
        events_text = outbox(told[loan_id], parts.calendar.clock)
        yield from parts.loans.enter(each[0][0], last.plus(newest.entry), events_text)


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

    Then the shortfall is only what that one has paid already, from either account. What was made
    here alone is not stored yet, so it is never newer.
    """
    newest = parts.loans.history(history.base.identity.id)
    if newest.version > history.version:
        raise StaleRecord()
