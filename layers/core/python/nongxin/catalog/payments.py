"""Parameters of payments: limits by channel, and the words that a statement shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import Row, rows
from nongxin.catalog.services import service_narrative


class PaymentLimits(NamedTuple):
    """Of one person and calendar day, in fen. Above a `step_up_…` figure a payment is confirmed by
    a second factor: a single one, or the day's total with it.
    """

    channel: str
    single_fen: int
    day_fen: int
    day_count: int
    step_up_single_fen: int
    step_up_day_fen: int
    valid_from: date
    valid_to: date


@lru_cache(maxsize=1)
def _every_limit() -> tuple[PaymentLimits, ...]:
    return tuple(_limits(row) for row in rows("payment_limits.csv"))


def _limits(row: Row) -> PaymentLimits:
    first, last = row.validity()
    return PaymentLimits(
        channel=row.text("channel"),
        single_fen=row.whole("single_fen"),
        day_fen=row.whole("day_fen"),
        day_count=row.whole("day_count"),
        step_up_single_fen=row.whole("step_up_single_fen"),
        step_up_day_fen=row.whole("step_up_day_fen"),
        valid_from=first,
        valid_to=last,
    )


def payment_limits(channel: str, on: date) -> PaymentLimits:
    """The limits of a channel in force on a day; raises LookupError if nobody set any."""
    for limits in _every_limit():
        if limits.channel == channel and limits.valid_from <= on <= limits.valid_to:
            return limits
    raise LookupError(f"no payment limits for {channel} on {on}")


@lru_cache(maxsize=1)
def _narratives() -> Mapping[str, str]:
    return {row.text("code"): row.text("zh") for row in rows("narratives.csv")}


def narrative(code: str) -> str:
    """What a statement calls a posting (摘要); a code without words stands for itself."""
    return _narratives().get(code) or service_narrative(code) or code
