"""Deposits as rows: interest by account kind (结息日, rate, which day's), and time deposits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.rates import base_rate
from nongxin.catalog.reading import rows

_DAY = timedelta(days=1)


class InterestRule(NamedTuple):
    """`settles_on` are the 结息日 of a year as (month, day): interest counts up to and with them.

    `by_each_day`: when the listed rate changes, each part of the period has its own (分段计息);
    otherwise the rate of the settlement day holds for the whole period.
    """

    kind: str
    series: str
    tenor: str
    settles_on: tuple[tuple[int, int], ...]
    by_each_day: bool

    def settlement_from(self, day: date) -> date:
        """The first settlement day that is not before a day."""
        return next(each for each in self._days(day.year) if each >= day)

    def settlement_before(self, day: date) -> date:
        """The last settlement day that is over."""
        return max(each for each in self._days(day.year - 1) if each < day)

    def rate_on(self, day: date, until: date) -> Decimal:
        """The annual rate (a fraction) that a day earns, if interest is reckoned up to `until`.

        A period that is broken off has the rate of the day after: the day of closing.
        """
        if not self.by_each_day:
            settles = self.settlement_from(day)
            day = settles if settles <= until else until + _DAY
        return base_rate(self.series, self.tenor, day).rate_annual

    def _days(self, year: int) -> Iterator[date]:
        """Those of three years from the given one, in order."""
        for each in range(year, year + 3):
            for month, day in self.settles_on:
                yield date(each, month, day)


@lru_cache(maxsize=1)
def interest_rules() -> Mapping[str, InterestRule]:
    """By account kind; what has no row bears no interest of this sort."""
    found: dict[str, InterestRule] = {}
    for row in rows("deposit_interest.csv"):
        days = tuple((int(word[:2]), int(word[3:])) for word in row.words("settles_on"))
        if not days or list(days) != sorted(days):
            raise row.fault("settles_on are days as MM-DD, in order")
        found[row.text("kind")] = InterestRule(
            kind=row.text("kind"),
            series=row.text("series"),
            tenor=row.text("tenor"),
            settles_on=days,
            by_each_day=row.choice("rate_of", ("settlement", "each_day")) == "each_day",
        )
    return found


@lru_cache(maxsize=64)
def rates_summed(rule: InterestRule, first: date, until: date) -> tuple[Decimal, ...]:
    """For each day from `first`, the sum of the daily rates up to it (annual rates, not divided).

    Many accounts ask for the same span, so it is kept.
    """
    sums, total, day = [], Decimal(0), first
    while day <= until:
        total += rule.rate_on(day, until)
        sums.append(total)
        day += _DAY
    return tuple(sums)


class TimeProduct(NamedTuple):
    """整存整取 of so many `months`, or 通知存款 with so many days' notice (the other is 0).

    `least_fen` is the least that may be paid in; of a notice deposit also the least that may be
    taken out or left.
    """

    code: str
    name_zh: str
    kind: str
    tenor: str
    months: int
    notice_days: int
    least_fen: int

    def rate_on(self, day: date) -> Decimal:
        """The listed annual rate, a fraction."""
        return base_rate("LISTED_DEPOSIT", self.tenor, day).rate_annual


@lru_cache(maxsize=1)
def time_products() -> Mapping[str, TimeProduct]:
    found: dict[str, TimeProduct] = {}
    for row in rows("time_deposits.csv"):
        months, notice_days = row.whole("months"), row.whole("notice_days")
        if bool(months) == bool(notice_days):
            raise row.fault("a time deposit has either months or days of notice")
        found[row.text("code")] = TimeProduct(
            code=row.text("code"),
            name_zh=row.text("name_zh"),
            kind=row.text("kind"),
            tenor=row.text("tenor"),
            months=months,
            notice_days=notice_days,
            least_fen=row.whole("least_fen"),
        )
    return found


def timed_kinds() -> frozenset[str]:
    """The account kinds of time and notice deposits."""
    return frozenset(product.kind for product in time_products().values())


def demand_rate(day: date) -> Decimal:
    """The listed annual rate of demand deposits, a fraction."""
    return base_rate("LISTED_DEPOSIT", "DEMAND", day).rate_annual
