"""Which products pay out a loan in several tranches (分次放款), and how far."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import rows


class Tranches(NamedTuple):
    """At most so many after the first, until so many months after it."""

    most_further: int
    within_months: int


@lru_cache(maxsize=64)
def tranches(product: str, on: date) -> Tranches | None:
    """Of contracts made on the day; None for a product that is paid out at once."""
    for row in rows("tranches.csv"):
        first, last = row.validity()
        if row.cells["product"] == product and first <= on <= last:
            return Tranches(row.whole("most_further"), row.whole("within_months"))
    return None
