"""How a product's interest is borne and reset: 财政贴息 and the days on which a rate follows LPR."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.rates import base_rate
from nongxin.catalog.reading import Row, rows

FIXED = "fixed"
RESETS = (FIXED, "january", "anniversary", "due_date")


class InterestSubsidy(NamedTuple):
    """Finance bears the share of the interest up to an annual rate, on principal up to `most_fen`
    (fractions; the rate is the one published on the day of lending).
    """

    ceiling: Decimal
    share: Decimal
    most_fen: int


@lru_cache(maxsize=512)
def interest_subsidy(product: str, months: int, lent_on: date) -> InterestSubsidy | None:
    """Of a loan for so many months; None if nobody else bears its interest."""
    for row in _in_force("interest_subsidies.csv", product, lent_on):
        if row.whole("term_from") <= months <= row.whole("term_to"):
            base = base_rate(row.text("series"), row.text("tenor"), lent_on)
            share = Decimal(row.whole("percent")) / 100
            return InterestSubsidy(base.rate_annual, share, row.whole("most_cny") * 100)
    return None


class RateReset(NamedTuple):
    """On which days (one of RESETS) a rate follows which base; a fixed one follows none."""

    resets: str
    series: str = ""
    tenor: str = ""


@lru_cache(maxsize=64)
def rate_reset(product: str, on: date) -> RateReset:
    """Of contracts made on the day."""
    for row in _in_force("rate_resets.csv", product, on):
        resets = row.choice("resets", RESETS)
        if resets != FIXED:
            return RateReset(resets, row.text("series"), row.text("tenor"))
    return RateReset(FIXED)


def _in_force(file: str, product: str, on: date) -> Iterator[Row]:
    for row in rows(file):
        first, last = row.validity()
        if row.cells["product"] == product and first <= on <= last:
            yield row
