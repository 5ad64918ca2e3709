"""A rate that follows a published base (LPR): the base, what is added, and on which days it is set
anew. 中国人民银行公告〔2019〕第15号, 〔2019〕第30号: the spread is fixed for the whole term.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from nongxin.catalog.interest import rate_reset
from nongxin.catalog.rates import base_rate
from nongxin.kernel.value import value


class ResetDay(StrEnum):
    FIXED = "fixed"
    JANUARY = "january"  # 每年1月1日
    ANNIVERSARY = "anniversary"  # 对月对日, every year after lending
    DUE_DATE = "due_date"  # with every instalment

    @property
    def zh(self) -> str:
        return _ZH[self]


_ZH = {
    ResetDay.FIXED: "合同期内固定不变",
    ResetDay.JANUARY: "每年1月1日",
    ResetDay.ANNIVERSARY: "每满一年的放款对应日",
    ResetDay.DUE_DATE: "每期还款日",
}


@value
class Floating:
    """The base, e.g. ("LPR", "1Y"), and what is added to it (an annual fraction) for the whole
    term; `ceiling` is the highest annual rate that the contract allows.
    """

    series: str
    tenor: str
    spread: Decimal
    resets: ResetDay
    ceiling: Decimal = Decimal("0.24")

    def rate_on(self, day: date) -> Decimal:
        """By the newest rate published by the day. Raises RateNotPublished."""
        exact = base_rate(self.series, self.tenor, day).rate_annual + self.spread
        return min(max(exact, Decimal(0)), self.ceiling)


def floating_of(product: str, rate_annual: Decimal, on: date, ceiling: Decimal) -> Floating | None:
    """How a rate agreed on the day goes on, by the product's row; None for a fixed one.

    Raises RateNotPublished.
    """
    row = rate_reset(product, on)
    if row.resets == ResetDay.FIXED:
        return None
    spread = rate_annual - base_rate(row.series, row.tenor, on).rate_annual
    return Floating(row.series, row.tenor, spread, ResetDay(row.resets), ceiling)
