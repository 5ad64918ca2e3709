"""Dormant accounts (睡眠户) and deposit insurance (存款保险) as rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import Row, rows


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
    row = _insurance(on)
    return row.whole("most_fen") if row else 0


def premium_rate_yearly(on: date) -> Decimal:
    """Of the deposits that are insured (费率). One for all, assumed: banks' own follow their risk."""
    row = _insurance(on)
    return row.number("premium_rate_yearly") if row else Decimal(0)


def _insurance(on: date) -> Row | None:
    for row in rows("deposit_insurance.csv"):
        first, last = row.validity()
        if first <= on <= last:
            return row
    return None
