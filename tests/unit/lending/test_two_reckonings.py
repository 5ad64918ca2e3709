"""One history reckoned by the loans, by exact fractions, and by the engine, which reckons as other
systems do.

They round differently: a loan rounds its interest at each early payment, the engine once a period.
So a pay-off may differ by a fen per payment, and by no more.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from nongxin.lending.loans.entries import Repayment
from nongxin.lending.loans.history import History
from nongxin.lending.progressive.product import Product, Recalculation, Repay, YearDays
from nongxin.lending.reckoning.due_dates import MONTHLY
from nongxin.lending.reckoning.terms import Method
from tests.unit.lending.histories import LENT, PRINCIPAL, a_history, paid
from tests.unit.lending.loans import Told

EARLY_PAYMENTS = 4
METHODS = [
    (Method.EQUAL_INSTALMENT, Repay.LEVEL),
    (Method.EQUAL_PRINCIPAL, Repay.LINEAR),
    (Method.INTEREST_MONTHLY, Repay.AT_END),
]


class Both:
    """One list of entries for both."""

    def __init__(self, method: Method, repay: Repay) -> None:
        self.ours: History = a_history(method=method)
        self.dues = [due.row.due_on for due in self.ours.base.dues]
        self.all_dues = tuple(self.dues)
        rests = Recalculation(daily=True, on_past_due=False)
        self.product = Product(
            Fraction(6, 100), MONTHLY, 12, repay, YearDays.D360, recalculation=rests
        )

    def payoffs(self, day: date) -> tuple[int, int]:
        lent = Told(self.product, LENT, self.all_dues).lend(PRINCIPAL, LENT)
        told = replace(lent, entries=(*lent.entries, *self.ours.entries))
        return self.ours.loan().payoff_on(day).total_fen, told.payoff(day)

    def pay_what_falls_due(self, until: date) -> None:
        while self.dues and self.dues[0] <= until:
            on = self.dues.pop(0)
            if fen := self.ours.loan().due_on(on).total_fen:
                self.pay(fen, on)

    def pay(self, fen: int, on: date) -> None:
        self.ours = self.ours.with_entry(paid(fen, on))

    def live(self, random: Random) -> date:
        """Early payments between the due dates; the day of the last one."""
        day = LENT
        for _ in range(EARLY_PAYMENTS):
            day += timedelta(days=random.randint(1, 25))
            self.pay_what_falls_due(day)
            self.pay(random.randint(1, 500_000), day)
        return day


def exact_payoff(history: History, day: date) -> Fraction:
    """6 % of 360 days on what is owed each day; a payment settles interest first."""
    principal, interest, last = Fraction(PRINCIPAL), Fraction(0), LENT
    for entry in history.entries:
        assert isinstance(entry, Repayment)
        interest += principal * Fraction(6, 100) * (entry.on - last).days / 360
        settled = min(Fraction(entry.amount_fen), interest)
        interest, principal = interest - settled, principal - entry.amount_fen + settled
        last = entry.on
    return principal + interest + principal * Fraction(6, 100) * (day - last).days / 360


@pytest.mark.parametrize("method", [m for m, _ in METHODS])
@pytest.mark.parametrize("seed", range(20))
def test_a_payoff_is_the_exact_sum_but_for_rounding(method: Method, seed: int) -> None:
    both = Both(method, Repay.AT_END)
    day = both.live(Random(seed))
    payoff_fen = both.ours.loan().payoff_on(day).total_fen
    assert abs(payoff_fen - exact_payoff(both.ours, day)) <= len(both.ours.entries)
    assert PRINCIPAL // 4 < payoff_fen < PRINCIPAL


@pytest.mark.parametrize(("method", "repay"), METHODS)
@pytest.mark.parametrize("seed", range(20))
def test_the_engine_agrees_but_for_rounding(method: Method, repay: Repay, seed: int) -> None:
    both = Both(method, repay)
    day = both.live(Random(seed))
    ours, theirs = both.payoffs(day)
    assert abs(ours - theirs) <= EARLY_PAYMENTS
