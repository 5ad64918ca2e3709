"""Loans with plans of other systems, for the tests; in whole minor units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from nongxin.kernel.money import Rounding
from nongxin.lending.loans.entries import CalledDue, Draw, Entry, Repayment, Respread, Reversal
from nongxin.lending.progressive.account import Account
from nongxin.lending.progressive.accrual import earned_by
from nongxin.lending.progressive.product import (
    Allocation,
    Future,
    Product,
    Recalculation,
    YearDays,
)
from nongxin.lending.progressive.quote import payoff
from nongxin.lending.progressive.replay import replay
from nongxin.lending.reckoning.due_dates import MONTHLY, Every, Grid

ORDER = ("penalty", "fee", "interest", "principal")
NEXT = Allocation(ORDER, ORDER, ORDER, Future.NEXT)
LENT_ON = date(2024, 1, 1)
BY = "st_1"


@dataclass(frozen=True)
class Told:
    """A loan from elsewhere and its entries; every change gives another one."""

    product: Product
    lent_on: date
    dues: tuple[date, ...]
    entries: tuple[Entry, ...] = ()

    def state(self, day: date, known_on: date | None = None) -> Account:
        before = [e for e in self.entries if e.on <= day]
        return replay(self.product, self.lent_on, self.dues, before, day, known_on)

    def payoff(self, day: date) -> int:
        before = [e for e in self.entries if e.on <= day]
        return payoff(self.product, self.lent_on, self.dues, before, day)

    def accrued(self, day: date) -> int:
        return earned_by(self.state(day), day)["interest"]

    def lend(self, amount: int, on: date) -> Told:
        return self.told(Draw(on, on, BY, amount, "ac_1"))

    def pay(self, amount: int, on: date, booked_on: date | None = None) -> Told:
        return self.told(Repayment(on, booked_on or on, BY, amount, "ac_1"))

    def reverse(self, nr: int, on: date) -> Told:
        return self.told(Reversal(on, on, BY, nr))

    def call_due(self, on: date) -> Told:
        return self.told(CalledDue(on, on, BY))

    def respread(self, on: date, *, split: bool = False) -> Told:
        return self.told(Respread(on, on, BY, split))

    def told(self, entry: Entry) -> Told:
        return replace(self, entries=(*self.entries, entry))


def a_product(rate: str = "0.07", instalments: int = 6, **other: Any) -> Product:
    usual: dict[str, Any] = {
        "rate": Fraction(rate),
        "every": MONTHLY,
        "instalments": instalments,
        "year_days": YearDays.D360,
        "month_days_30": True,
        "rounding": Rounding.HALF_EVEN,
        "recalculation": Recalculation(),
        "allocation": NEXT,
    }
    return Product(**(usual | other))


def a_told_loan(
    product: Product | None = None, lent: int = 10_000, lent_on: date = LENT_ON
) -> Told:
    """A loan whose money has gone out."""
    return unlent(product or a_product(), lent_on).lend(lent, lent_on)


def unlent(product: Product, lent_on: date = LENT_ON) -> Told:
    grid = Grid(lent_on, product.every)
    return Told(product, lent_on, tuple(grid.at(nr + 1) for nr in range(product.instalments)))


__all__ = ["LENT_ON", "NEXT", "ORDER", "Every", "Told", "a_product", "a_told_loan", "unlent"]
