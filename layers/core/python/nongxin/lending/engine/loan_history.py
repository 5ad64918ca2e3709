"""A loan as what happened to it. State is never kept: it is replayed, as of a day, as known on one.

history = LoanHistory(product, lent_on, dues, limit)
history = history.lend(amount, on, today)
history = history.pay(amount, on, today)          # backdated: on < today
history.state(day).lines, .owed, .overpaid        # as known now
history.state(day, known_on=then)                 # as known then
history.payoff(day)                               # paid that day, it leaves nothing
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from nongxin.lending.engine.account import Account
from nongxin.lending.engine.accrual import earned_by
from nongxin.lending.engine.events import (
    CalledDue,
    ChargedOff,
    Disbursed,
    Event,
    Extended,
    Paid,
    Paused,
    RateChanged,
    Refunded,
    Respread,
    Reversed,
    WrittenOff,
)
from nongxin.lending.engine.order import in_force
from nongxin.lending.engine.product import Product
from nongxin.lending.engine.quote import payoff
from nongxin.lending.engine.refusals import (
    AmountNotAboveZero,
    AmountOutsideProduct,
    BeforeLending,
    FutureDated,
    LoanIsSettled,
    NothingToReverse,
    RateAbsurd,
)
from nongxin.lending.engine.replay import replay

_CEILING = Fraction(24, 100)  # 最高法 2020: four times LPR at most; the terms' own default


@dataclass(frozen=True)
class LoanHistory:
    """`limit` is the contract's amount in fen. Every change gives a new history with one event
    more; nothing in it is ever altered, so what was known on a day can always be told.
    """

    product: Product
    lent_on: date
    dues: tuple[date, ...]
    limit: int
    events: tuple[Event, ...] = ()

    def state(self, day: date, known_on: date | None = None) -> Account:
        """The loan at the end of the day; with `known_on` by what had been entered by then."""
        before = [e for e in self.events if e.on <= day]
        return replay(self.product, self.lent_on, self.dues, before, day, known_on)

    def payoff(self, day: date) -> int:
        """What closes the loan on the day, in fen."""
        before = [e for e in self.events if e.on <= day]
        return payoff(self.product, self.lent_on, self.dues, before, day)

    def accrued(self, day: date) -> int:
        """Interest earned by the day, in fen, paid or not: reproducible for any day."""
        return earned_by(self.state(day), day)["interest"]

    def lend(self, amount: int, on: date, today: date) -> LoanHistory:
        """Raises FutureDated, BeforeLending, AmountNotAboveZero, AmountOutsideProduct."""
        self._check(on, today, amount)
        lent = sum(e.amount for e in in_force(self.events) if isinstance(e, Disbursed)) + amount
        if lent > self.limit:
            raise AmountOutsideProduct(amount_fen=lent, limit_fen=self.limit)
        return self._with(Disbursed(len(self.events), on, today, amount))

    def pay(self, amount: int, on: date, today: date, kind: str = "repayment") -> LoanHistory:
        """Raises FutureDated, BeforeLending, AmountNotAboveZero, LoanIsSettled."""
        self._check(on, today, amount)
        if not self.state(on).owed:
            raise LoanIsSettled(on=on.isoformat())
        return self._with(Paid(len(self.events), on, today, amount, kind))

    def refund(self, amount: int, on: date, today: date) -> LoanHistory:
        """A credit balance back to the borrower; never more than there is."""
        self._check(on, today, amount)
        if amount > self.state(today).overpaid:
            raise AmountOutsideProduct(amount_fen=amount, limit_fen=self.state(today).overpaid)
        return self._with(Refunded(len(self.events), on, today, amount))

    def reverse(self, nr: int, today: date) -> LoanHistory:
        """The event counts no longer; the original stays. Raises NothingToReverse."""
        if all(e.nr != nr for e in in_force(self.events)):
            raise NothingToReverse(nr=nr)
        return self._with(Reversed(len(self.events), today, today, nr))

    def change_rate(self, rate: Fraction, since: date, today: date) -> LoanHistory:
        """Raises RateAbsurd, BeforeLending. A rate agreed for later may be entered now."""
        if not 0 <= rate <= _CEILING:
            raise RateAbsurd(rate=_six(rate), ceiling=_six(_CEILING))
        self._check_start(since)
        return self._with(RateChanged(len(self.events), since, today, rate))

    def pause(self, since: date, until: date, today: date) -> LoanHistory:
        """Interest rests from `since` to `until`, both included."""
        self._check_start(since)
        return self._with(Paused(len(self.events), since, today, until))

    def extend(self, instalments: int, since: date, today: date) -> LoanHistory:
        """展期: so many instalments more."""
        self._check_start(since)
        return self._with(Extended(len(self.events), since, today, instalments))

    def respread(self, on: date, today: date, *, split: bool = False) -> LoanHistory:
        """What is overdue goes into the instalments to come; see `Respread`."""
        self._check(on, today, 1)
        return self._with(Respread(len(self.events), on, today, split))

    def call_due(self, on: date, today: date) -> LoanHistory:
        """提前到期: all of it due on the day. Raises LoanIsSettled when nothing is owed."""
        self._check(on, today, 1)
        if not self.state(on).owed:
            raise LoanIsSettled(on=on.isoformat())
        return self._with(CalledDue(len(self.events), on, today))

    def charge_off(self, on: date, today: date) -> LoanHistory:
        self._check(on, today, 1)
        return self._with(ChargedOff(len(self.events), on, today))

    def write_off(self, on: date, today: date) -> LoanHistory:
        """核销. Raises LoanIsSettled when there is nothing to write off."""
        self._check(on, today, 1)
        if not self.state(on).owed:
            raise LoanIsSettled(on=on.isoformat())
        return self._with(WrittenOff(len(self.events), on, today))

    def _with(self, event: Event) -> LoanHistory:
        return replace(self, events=(*self.events, event))

    def _check(self, on: date, today: date, amount: int) -> None:
        if amount <= 0:
            raise AmountNotAboveZero()
        if on > today:
            raise FutureDated(on=on.isoformat(), today=today.isoformat())
        self._check_start(on)

    def _check_start(self, on: date) -> None:
        if on < self.lent_on:
            raise BeforeLending(on=on.isoformat(), lent_on=self.lent_on.isoformat())


def _six(rate: Fraction) -> str:
    millionths = round(rate * 10**6)
    return f"{millionths // 10**6}.{millionths % 10**6:06d}"
