"""The story of a loan: what was entered, in its order. The loan as it stands is its replay.

Nothing entered is ever changed or removed: a reversal is an entry of its own, and an entry made
today may count from an earlier day. So the loan can be told as it is known now, and as it was
known on any day before (as-known history).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.value import value
from nongxin.lending.loans import changes
from nongxin.lending.loans.entries import (
    ChargeOff,
    Diversion,
    Draw,
    Entry,
    NewPlan,
    Pause,
    RateChange,
    Refund,
    Repayment,
    Reversal,
    Waiver,
    WriteOff,
)
from nongxin.lending.loans.loan import Loan
from nongxin.lending.loans.order import in_force

# A loan has an entry per payment and per change of its terms: even one repaid every day for five
# years stays below. A hundred entries are about 20 KB, read in one query.
MOST_ENTRIES = 2_000


class HistoryFull(Conflict):
    code = "loan-history-full"
    zh = "该贷款已有{most}笔记录，不能再记"
    en = "The loan has {most} entries: it takes no more"


class EntryInFuture(Rule):
    code = "loan-entry-in-future"
    zh = "生效日{on}晚于会计日期{today}"
    en = "The entry of {on} is after the business date, {today}"


class EntryTooEarly(Rule):
    code = "loan-entry-too-early"
    zh = "生效日{on}早于{first_on}，不能补记"
    en = "The entry of {on} is before {first_on}, where this loan's history begins"


class NothingToReverse(Rule):
    code = "loan-entry-not-reversible"
    zh = "该笔记录不存在或不可冲正"
    en = "There is no such entry, or it is none that can be reversed"


class EntryReversed(Conflict):
    code = "loan-entry-reversed"
    zh = "该笔记录已冲正"
    en = "This entry has been reversed already"


class RefundInTheWay(Conflict):
    """What a correction would take back has been refunded to the borrower already."""

    code = "loan-refund-in-the-way"
    zh = "已退还借款人{refunded_yuan}元，须先收回"
    en = "CNY {refunded_yuan} of it were refunded to the borrower: take that back first"


_APPLY: dict[type[Entry], Callable[[Loan, Any], Loan]] = {
    Repayment: lambda loan, e: loan.take(e.amount_fen, e.on, e.ahead).loan,
    Refund: lambda loan, e: changes.refund(loan, e.amount_fen),
    Draw: lambda loan, e: changes.draw(loan, e.on, e.amount_fen),
    Waiver: lambda loan, e: changes.waive(loan, e.on, e.parts),
    RateChange: lambda loan, e: changes.reprice(loan, e.on, e.rate_annual),
    Diversion: lambda loan, e: changes.divert(loan, e.on, e.amount_fen),
    Pause: lambda loan, e: changes.pause(loan, e.on, e.until),
    NewPlan: lambda loan, e: replace(
        changes.replan(loan, e.on, e.dates, capitalise=e.capitalises),
        anchor_on=e.anchor_on or loan.anchor_on,
    ),
    ChargeOff: lambda loan, e: changes.charge_off(loan, e.on),
    WriteOff: lambda loan, e: changes.write_off(loan, e.on),
}


@value
class History:
    """`base` is the loan before the first entry: as it was lent, or as a release that kept no
    entries has left it. Entries are numbered from 1; `version` is the record's. `ahead` are rates
    that were decided on and wait for their day: the day close enters them.
    """

    base: Loan
    entries: tuple[Entry, ...]
    version: int
    ahead: tuple[RateChange, ...] = ()

    def loan(self, known_on: date | None = None) -> Loan:
        """As it is known now, or as it was known at the end of a day."""
        loan = self.base
        for _, entry in in_force(self.entries, known_on):
            loan = replace(_APPLY[type(entry)](loan, entry), last_on=entry.on)
        return replace(loan, version=self.version)

    def with_entry(self, entry: Entry) -> History:
        """With one entry more.

        Raises HistoryFull, EntryInFuture, EntryTooEarly, NothingToReverse, EntryReversed,
        RefundInTheWay, and what the plans refuse (InterestAboveInstalment).
        """
        if len(self.entries) >= MOST_ENTRIES:
            raise HistoryFull(most=MOST_ENTRIES)
        if entry.on > entry.booked_on:
            raise EntryInFuture(on=entry.on.isoformat(), today=entry.booked_on.isoformat())
        if entry.on < self.base.last_on:
            first_on = self.base.last_on.isoformat()
            raise EntryTooEarly(on=entry.on.isoformat(), first_on=first_on)
        if isinstance(entry, Reversal):
            self._check_reversal(entry)
        after = self.plus(entry)
        credit_fen = after.loan().credit_fen
        if credit_fen < 0:
            raise RefundInTheWay(refunded_fen=-credit_fen)
        return after

    def plus(self, entry: Entry) -> History:
        """The same without a look at whether it may be."""
        ahead = tuple(each for each in self.ahead if (each.on, each.by) != (entry.on, entry.by))
        return History(self.base, (*self.entries, entry), self.version + 1, ahead)

    def waiting(self, change: RateChange) -> History:
        """With a rate for a day to come, in place of another for the same day."""
        others = (each for each in self.ahead if each.on != change.on)
        ahead = tuple(sorted([*others, change], key=lambda each: each.on))
        return replace(self, ahead=ahead, version=self.version + 1)

    def entry(self, nr: int) -> Entry:
        """Raises NothingToReverse for a number that no entry has."""
        if not 1 <= nr <= len(self.entries):
            raise NothingToReverse()
        return self.entries[nr - 1]

    def number_by(self, maker: str) -> int:
        """The number of the first entry that somebody or something made; 0 if there is none."""
        return next((nr for nr, e in enumerate(self.entries, start=1) if e.by == maker), 0)

    def _check_reversal(self, reversal: Reversal) -> None:
        if isinstance(self.entry(reversal.of), Reversal):
            raise NothingToReverse()
        if any(isinstance(e, Reversal) and e.of == reversal.of for e in self.entries):
            raise EntryReversed()
