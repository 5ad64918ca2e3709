"""Dormant accounts (睡眠户) and deposit insurance (存款保险) as rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import rows


class DormancyRule(NamedTuple):
    """Dormant: nothing done by the owner for so many days, and no more than so much on it."""

    kind: str
    idle_days: int
    most_fen: int


@lru_cache(maxsize=1)
def dormancy_rules() -> Mapping[str, DormancyRule]:
    """By account kind; others never become dormant."""
    return {
        row.text("kind"): DormancyRule(
            row.text("kind"), row.whole("idle_days"), row.whole("most_fen")
        )
        for row in rows("dormancy.csv")
    }


def most_insured_fen(on: date) -> int:
    """What is paid at most to one depositor of one legal entity; 0 before there was insurance."""
    for row in rows("deposit_insurance.csv"):
        first, last = row.validity()
        if first <= on <= last:
            return row.whole("most_fen")
    return 0
