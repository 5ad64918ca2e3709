"""Pre-approved limits of a county (批量授信名单), renewed by passes over its archives.

A pass goes through every live archive, in as many runs as it takes; the list that officers read is
what the newest pass found, under reserve, until each limit's own last day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from nongxin.kernel.value import value

# A pass begins anew before the limits of the last one lapse (DEC009: 15 days at the shortest).
EVERY = timedelta(days=14)


@value
class Listed:
    """A pre-approved limit as officers read it."""

    household_id: str
    village: str
    product: str
    limit_fen: int
    rate_annual: Decimal
    grade: str
    score: int
    unasked: tuple[str, ...]
    terms: str
    decided_on: date
    valid_until: date


@value
class Pass:
    """One pass over a county; `after` is where its next run goes on."""

    county: str
    begun_on: date
    after: dict[str, Any] | None = None
    looked_at: int = 0
    limits: int = 0
    list_from: str = ""
    is_through: bool = False
    version: int = 0

    def gone_on(self, looked_at: int, limits: int, after: dict[str, Any] | None) -> Pass:
        """After a page of archives; through, once there is no page after it."""
        through = after is None
        return replace(
            self,
            after=after,
            looked_at=self.looked_at + looked_at,
            limits=self.limits + limits,
            is_through=through,
            list_from=self.begun_on.isoformat() if through else self.list_from,
            version=self.version + 1,
        )

    def is_due(self, today: date) -> bool:
        return not self.is_through or today - self.begun_on >= EVERY

    def anew(self, today: date) -> Pass:
        """Another pass begins; the list stays that of the last one until it is through."""
        return Pass(self.county, today, list_from=self.list_from, version=self.version)
