"""When a floating rate follows the LPR, and to what: 中国人民银行公告〔2019〕第15号, 〔2019〕第30号.

A reset is an entry of the loan's history like any other change of its rate: rates that are
published later never change what was reckoned before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from nongxin.catalog.interest import rate_reset
from nongxin.catalog.rates import base_rate
from nongxin.kernel.dates import add_months
from nongxin.kernel.value import value
from nongxin.lending.loans.entries import Entry, RateChange

BY = "rate_reset"  # who makes these entries


class ResetDay(StrEnum):
    FIXED = "fixed"
    JANUARY = "january"  # 每年1月1日
    ANNIVERSARY = "anniversary"  # 对月对日, every year after lending
    DUE_DATE = "due_date"  # with every instalment

    @staticmethod
    def of(product: str, lent_on: date) -> ResetDay:
        return ResetDay(rate_reset(product, lent_on))


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


def reset_days(floating: Floating, lent_on: date, dues: Sequence[date]) -> Iterator[date]:
    """Within the term, in order; never the day of lending, nor the day on which all is due."""
    matures_on = dues[-1]
    if floating.resets is ResetDay.DUE_DATE:
        yield from (due for due in dues if lent_on < due < matures_on)
    years = range(1, matures_on.year - lent_on.year + 1)
    if floating.resets is ResetDay.JANUARY:
        days = [date(lent_on.year + nr, 1, 1) for nr in years]
    elif floating.resets is ResetDay.ANNIVERSARY:
        days = [add_months(lent_on, 12 * nr) for nr in years]
    else:
        days = []
    yield from (day for day in days if day < matures_on)


def resets_due(
    floating: Floating, lent_on: date, dues: Sequence[date], entries: Sequence[Entry], today: date
) -> list[RateChange]:
    """The entries that are due by today and not made yet; none where the rate stays as it was."""
    made = {e.on for e in entries if isinstance(e, RateChange) and e.by == BY}
    found, before = [], floating.rate_on(lent_on)
    for day in reset_days(floating, lent_on, dues):
        rate = floating.rate_on(day) if day <= today else before
        if rate != before and day not in made:
            found.append(RateChange(day, today, BY, rate))
        before = rate
    return found
