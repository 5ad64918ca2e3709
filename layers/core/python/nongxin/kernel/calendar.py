"""The business date (会计日期) of each legal entity: a row that the day close moves, under a lease."""

from __future__ import annotations

import time
from datetime import date

from nongxin.kernel.clock import Clock
from nongxin.kernel.counties import LEASE_SECONDS
from nongxin.kernel.deadline import DOOR_SECONDS, Monotonic
from nongxin.kernel.directory import BusinessDateRecord, Directory
from nongxin.kernel.value import value

# What was decided on a lease may be sent until then; afterwards nothing of the old day can come.
# A request that is on its way when its sender gives up is given ten seconds more (assumed).
DRAIN_SECONDS = round(LEASE_SECONDS) + DOOR_SECONDS + 10


@value
class BusinessDay:
    """`open_from` is the first value date of the open period; `closing`: no posting is taken."""

    today: date
    open_from: date
    closing: bool = False


@value
class _Lease:
    day: BusinessDay | None
    ends_at: Monotonic
    date_before: date | None


class BusinessCalendar:
    """An entity without a row has never closed a day: its business date is Shaanxi's calendar
    day.
    """

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self.clock = clock
        self._leases: dict[str, _Lease] = {}

    def business_date(self, entity: str) -> date:
        return self.day(entity).today

    def day(self, entity: str) -> BusinessDay:
        return self._lease(entity).day or day_without_row(self.clock.today())

    def good_until(self, entity: str) -> Monotonic:
        """Until when (monotonic seconds) a decision that stands on this day may be sent."""
        return self._lease(entity).ends_at + DOOR_SECONDS

    def date_before(self, entity: str) -> date | None:
        """What this calendar said of an entity until its latest look; None if nothing else."""
        return self._lease(entity).date_before

    def forget(self) -> None:
        """Look again at the next question."""
        self._leases = {e: _Lease(o.day, 0.0, o.date_before) for e, o in self._leases.items()}

    def _lease(self, entity: str) -> _Lease:
        lease = self._leases.get(entity)
        if lease is None or time.monotonic() >= lease.ends_at:
            began = time.monotonic()
            found = self._directory.business_date(entity)
            day = None if found is None else _day(found)
            lease = _Lease(day, began + LEASE_SECONDS, _date_of(lease))
            self._leases[entity] = lease
        return lease


def _date_of(lease: _Lease | None) -> date | None:
    if lease is None:
        return None
    return lease.day.today if lease.day else lease.date_before


def day_without_row(today: date) -> BusinessDay:
    return BusinessDay(today, date(today.year, 1, 1))


def _day(record: BusinessDateRecord) -> BusinessDay:
    """A period that nobody set is the calendar year: 年终结转 closes a year (assumed)."""
    day = date.fromisoformat(str(record.business_date))
    text = record.open_from
    opened = date.fromisoformat(str(text)) if text else date(day.year, 1, 1)
    return BusinessDay(day, opened, bool(record.closing))
