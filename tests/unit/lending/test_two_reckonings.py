"""The loans' own reckoning and the engine's, which reckons as other systems do, on one history.

They round differently: a loan rounds its interest at each early payment, the engine once a period.
So a pay-off may differ by a fen per early payment, and by no more.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from nongxin.lending.due_dates import MONTHLY
from nongxin.lending.engine.loan_history import LoanHistory
from nongxin.lending.engine.product import Product, Recalculation, Repay, YearDays
from nongxin.lending.history import History
from nongxin.lending.terms import Method
from tests.unit.lending.histories import LENT, PRINCIPAL, a_history, paid

EARLY_PAYMENTS = 4
METHODS = [
    (Method.INTEREST_MONTHLY, Repay.AT_END),
    (Method.EQUAL_INSTALMENT, Repay.LEVEL),
    (Method.EQUAL_PRINCIPAL, Repay.LINEAR),
]


class Both:
    def __init__(self, method: Method, repay: Repay) -> None:
        self.ours: History = a_history(method=method)
        self.dues = [due.row.due_on for due in self.ours.base.dues]
        rests = Recalculation(daily=True, on_past_due=False)
        product = Product(Fraction(6, 100), MONTHLY, 12, repay, YearDays.D360, recalculation=rests)
        engine = LoanHistory(product, LENT, tuple(self.dues), PRINCIPAL)
        self.engine = engine.lend(PRINCIPAL, LENT, LENT)

    def pay(self, fen: int, on: date) -> None:
        self.ours = self.ours.with_entry(paid(fen, on))
        self.engine = self.engine.pay(fen, on, on)

    def pay_what_falls_due(self, until: date) -> None:
        while self.dues and self.dues[0] <= until:
            on = self.dues.pop(0)
            if fen := self.ours.loan().due_on(on).total_fen:
                self.pay(fen, on)


@pytest.mark.parametrize(("method", "repay"), METHODS)
@pytest.mark.parametrize("seed", range(20))
def test_they_agree_but_for_rounding(method: Method, repay: Repay, seed: int) -> None:
    random, both, day = Random(seed), Both(method, repay), LENT
    for _ in range(EARLY_PAYMENTS):
        day += timedelta(days=random.randint(1, 25))
        both.pay_what_falls_due(day)
        both.pay(random.randint(1, 500_000), day)
    ours, engines = both.ours.loan().payoff_on(day).total_fen, both.engine.payoff(day)
    assert abs(ours - engines) <= EARLY_PAYMENTS
    assert PRINCIPAL // 4 < ours < PRINCIPAL
