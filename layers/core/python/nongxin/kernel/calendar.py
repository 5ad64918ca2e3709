"""The business date (会计日期) of each legal entity: a row that the day close moves, read under a
short lease.
"""

from __future__ import annotations

import time
from datetime import date

from nongxin.kernel.clock import Clock
from nongxin.kernel.counties import LEASE_SECONDS
from nongxin.kernel.directory import Directory


class BusinessCalendar:
    """An entity without a row has never closed a day: its business date is Shaanxi's
    calendar day.
    """

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self.clock = clock
        self._leases: dict[str, tuple[float, date | None]] = {}

    def business_date(self, entity: str) -> date:
        until, day = self._leases.get(entity, (0.0, None))
        if time.monotonic() >= until:
            day = self._directory.business_date(entity)
            self._leases[entity] = (time.monotonic() + LEASE_SECONDS, day)
        return day or self.clock.today()
