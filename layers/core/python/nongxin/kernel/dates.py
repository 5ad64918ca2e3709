"""Calendar months from a day on (对年对月对日)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def add_months(anchor: date, months: int, day: int = 0) -> date:
    """Months on (or back); `day` of that month, else the anchor's own, never past its last."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return date(year, month + 1, min(day or anchor.day, monthrange(year, month + 1)[1]))
