"""Published base rates by day: LPR, and the PBOC benchmark and deposit rates before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import rows
from nongxin.kernel.errors import Rule


class RateNotPublished(Rule):
    code = "rate-not-published"
    zh = "{day}尚无{series} {tenor}利率"
    en = "There is no {series} {tenor} rate on {day}"


class BaseRate(NamedTuple):
    """A published rate (annual, Decimal fraction) and the day from which it holds."""

    series: str
    tenor: str
    effective: date
    rate_annual: Decimal


@lru_cache(maxsize=1)
def _published() -> Mapping[tuple[str, str], tuple[BaseRate, ...]]:
    found: dict[tuple[str, str], list[BaseRate]] = {}
    for row in rows("rates.csv"):
        key = (row.text("series"), row.text("tenor"))
        known = found.setdefault(key, [])
        rate = BaseRate(*key, row.day("effective_date"), row.number("rate_pct") / 100)
        if known and known[-1].effective >= rate.effective:
            raise row.fault("rates of one series must stand in order of their days")
        known.append(rate)
    return {key: tuple(known) for key, known in found.items()}


def base_rate(series: str, tenor: str, on: date) -> BaseRate:
    """The rate in force on a day, e.g. ("LPR", "1Y"); raises RateNotPublished."""
    for rate in reversed(_published().get((series, tenor), ())):
        if rate.effective <= on:
            return rate
    raise RateNotPublished(series=series, tenor=tenor, day=on.isoformat())
