"""Which card challenges which, from when, for what share of applications (`challengers.csv`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.cards import card_codes
from nongxin.catalog.reading import Row, rows


class Challenge(NamedTuple):
    """Every draw below `share_percent` of a hundred is scored by the challenger."""

    line: int
    champion: str
    challenger: str
    share_percent: int


@lru_cache(maxsize=8)
def challenges(on: date) -> tuple[Challenge, ...]:
    return challenges_in(rows("challengers.csv"), on)


def challenges_in(lines: Iterable[Row], on: date) -> tuple[Challenge, ...]:
    """Those in force on a day; raises CatalogError for a card that is none, or one against itself,
    or shares beyond 100.
    """
    found: list[Challenge] = []
    for row in lines:
        first, last = row.validity()
        if not first <= on <= last:
            continue
        new = Challenge(
            line=row.line,
            champion=row.text("champion"),
            challenger=row.text("challenger"),
            share_percent=row.whole("share_percent"),
        )
        for code in (new.champion, new.challenger):
            if code not in card_codes(on):
                raise row.fault(f"there is no card {code} on {on}")
        if new.challenger == new.champion:
            raise row.fault(f"{new.champion} does not challenge itself")
        taken = sum(c.share_percent for c in found if c.champion == new.champion)
        if new.share_percent < 1 or taken + new.share_percent > 100:
            raise row.fault(f"shares of {new.champion} are 1 to 100 together")
        found.append(new)
    return tuple(found)
