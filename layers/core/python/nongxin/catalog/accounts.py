"""Classes of personal settlement accounts (Ⅰ/Ⅱ/Ⅲ类户) and what each may hold and move."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import rows


class Tier(NamedTuple):
    """Limits in fen, None for none. In and out count what goes to or comes from accounts that are
    not bound, cash included. `most_open`: accounts of one person at one legal entity.
    """

    code: str
    kind: str
    name_zh: str
    most_open: int
    balance_most_fen: int | None
    in_day_most_fen: int | None
    in_year_most_fen: int | None
    out_day_most_fen: int | None
    out_year_most_fen: int | None

    @property
    def is_limited(self) -> bool:
        return any(most is not None for most in self[4:])


@lru_cache(maxsize=1)
def tiers() -> Mapping[str, Tier]:
    """The classes by the account kind that they are kept under."""
    found: dict[str, Tier] = {}
    for row in rows("account_tiers.csv"):
        kind = row.text("kind")
        if kind in found:
            raise row.fault(f"kind {kind} twice")
        most = (row.optional_whole(name) for name in Tier._fields[4:])
        found[kind] = Tier(
            row.text("tier"), kind, row.text("name_zh"), row.whole("most_open"), *most
        )
    return found


def tier_named(code: str) -> Tier | None:
    return next((tier for tier in tiers().values() if tier.code == code), None)
