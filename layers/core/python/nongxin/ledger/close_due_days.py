"""Close what is due of a legal entity (日终批量): the days that are over by Shaanxi's calendar.

The clock starts it again and again, so whatever a run leaves undone, the next one does. Books that
do not balance stop the sealing, not the business: the date goes on, and people look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from nongxin.kernel.directory import BusinessDateRecord, Directory
from nongxin.kernel.records import StaleRecord
from nongxin.ledger.close_day import ClosingParts, keep_seal, switch_day

_DAY = timedelta(days=1)


def find_due(
    entities: Iterable[str], today: date, directory: Directory
) -> dict[str, BusinessDateRecord]:
    """The entities that have something to close, by code. One whose books are not open has not."""
    rows = directory.business_dates(entities)
    return {code: row for code, row in rows.items() if row.first_unsealed < today}


def close_due_days(
    entity: str, parts: ClosingParts, enough_time: Callable[[], bool] = lambda: True
) -> list[date]:
    """Answers the days sealed now; stops early when time runs out. Raises BooksBroken."""
    today = parts.calendar.clock.today()
    while (day := _open_day(entity, parts)) < today and enough_time():
        switch_day(entity, day, parts)
    sealed: list[date] = []
    day = _row(entity, parts).first_unsealed
    while day < min(today, _open_day(entity, parts)) and enough_time():
        keep_seal(entity, day, parts)
        sealed.append(day)
        day += _DAY
    return sealed


def _open_day(entity: str, parts: ClosingParts) -> date:
    return date.fromisoformat(str(_row(entity, parts).business_date))


def _row(entity: str, parts: ClosingParts) -> BusinessDateRecord:
    row = parts.directory.business_date(entity)
    if row is None:
        raise StaleRecord()  # it was there when the run was started
    return row
