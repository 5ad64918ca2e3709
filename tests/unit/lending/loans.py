"""Loans for the tests of the engine, in whole minor units."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from nongxin.kernel.money import Rounding
from nongxin.lending.due_dates import MONTHLY, Every, Grid
from nongxin.lending.engine.loan_history import LoanHistory
from nongxin.lending.engine.product import (
    Allocation,
    Future,
    Product,
    Recalculation,
    YearDays,
)

ORDER = ("penalty", "fee", "interest", "principal")
NEXT = Allocation(ORDER, ORDER, ORDER, Future.NEXT)
LENT_ON = date(2024, 1, 1)


def a_product(rate: str = "0.07", instalments: int = 6, **other: object) -> Product:
    usual: dict[str, object] = {
        "rate": Fraction(rate),
        "every": MONTHLY,
        "instalments": instalments,
        "year_days": YearDays.D360,
        "month_days_30": True,
        "rounding": Rounding.HALF_EVEN,
        "recalculation": Recalculation(),
        "allocation": NEXT,
    }
    return Product(**(usual | other))  # type: ignore[arg-type]


def a_history(
    product: Product | None = None, lent: int = 10_000, lent_on: date = LENT_ON
) -> LoanHistory:
    """A loan whose money has gone out."""
    product = product or a_product()
    return unlent(product, lent, lent_on).lend(lent, lent_on, lent_on)


def unlent(product: Product, limit: int, lent_on: date = LENT_ON) -> LoanHistory:
    grid = Grid(lent_on, product.every)
    dues = tuple(grid.at(nr + 1) for nr in range(product.instalments))
    return LoanHistory(product, lent_on, dues, limit)


__all__ = ["LENT_ON", "NEXT", "ORDER", "Every", "a_history", "a_product", "unlent"]
