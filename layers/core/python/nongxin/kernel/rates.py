"""Interest rates: annual, as a Decimal fraction (0.0560 is 5.60 %)."""

from __future__ import annotations

from decimal import Decimal

DAYS_IN_YEAR_FOR_RATES = 360  # 银发〔2003〕251号: daily rate = annual / 360, monthly = annual / 12


def percent(text: str) -> Decimal:
    """A rate from a percentage text: "5.60" -> 0.0560."""
    return Decimal(text) / 100


def bp(points: int) -> Decimal:
    """A rate from basis points: 260 -> 0.0260."""
    return Decimal(points) / 10_000


def daily(rate_annual: Decimal) -> Decimal:
    return rate_annual / DAYS_IN_YEAR_FOR_RATES


def monthly(rate_annual: Decimal) -> Decimal:
    return rate_annual / 12


def shown(rate: Decimal, places: int = 2) -> str:
    """A rate for people: 0.0560 -> "5.60%"."""
    return f"{rate * 100:.{places}f}%"
