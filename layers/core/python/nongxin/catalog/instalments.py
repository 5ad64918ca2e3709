"""How a product's instalments are rounded, and what a day of rest does to a due date."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import rows

ROUNDINGS = ("half_up", "half_even", "up", "down")
HOLIDAYS = ("none", "grace", "move")


class InstalmentRule(NamedTuple):
    """Interest in whole fen by a mode (one of ROUNDINGS), level instalments in whole multiples of
    so many fen by the same mode, due dates on days of rest by one of HOLIDAYS.
    """

    rounding: str = "half_up"
    multiple_fen: int = 1
    holidays: str = "grace"


@lru_cache(maxsize=64)
def instalment_rule(product: str, on: date) -> InstalmentRule:
    """Of contracts made on the day; the defaults for a product without a row."""
    for row in rows("instalments.csv"):
        first, last = row.validity()
        if row.cells["product"] == product and first <= on <= last:
            return InstalmentRule(
                row.choice("rounding", ROUNDINGS),
                row.whole("multiple_fen"),
                row.choice("holidays", HOLIDAYS),
            )
    return InstalmentRule()
