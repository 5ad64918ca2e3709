"""Close a legal entity's day (日终): refuse postings, let the last ones arrive, switch, seal.

Every step may be done again, by whoever comes next: a run that dies is simply started anew, and two
at once do each other's work. Postings are refused only while the last ones arrive.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

from nongxin.kernel.calendar import DRAIN_SECONDS, BusinessCalendar
from nongxin.kernel.directory import BusinessDateRecord, Directory
from nongxin.kernel.errors import Rule
from nongxin.kernel.evidence import Evidence
from nongxin.kernel.records import StaleRecord, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value
from nongxin.ledger.carry_year import carry_year
from nongxin.ledger.day_store import DynamoDays, SealRecord
from nongxin.ledger.post import DayNotOpen
from nongxin.ledger.seal_day import seal_day


class DayNotOver(Rule):
    code = "day-not-over"
    zh = "{day}尚未到来，不能日终"
    en = "{day} has not come yet: it cannot be closed"


@value
class ClosingParts:
    """`wait` takes seconds; a test need not sit them out."""

    storage: Storage
    directory: Directory
    calendar: BusinessCalendar
    days: DynamoDays
    evidence: Evidence
    wait: Callable[[int], None]


def open_books(entity: str, day: date, parts: ClosingParts) -> bool:
    """Gives an entity its business date before it books anything; False if it has one."""
    if parts.directory.business_date(entity) is not None:
        return False
    _save(create(parts.directory.first_business_date(entity, day)), parts)
    return True


def close_day(entity: str, day: date, parts: ClosingParts) -> SealRecord:
    """Raises DayNotOver, DayNotOpen, BooksBroken (nothing is sealed then, business goes on)."""
    open_books(entity, day, parts)
    switch_day(entity, day, parts)
    return keep_seal(entity, day, parts)


def switch_day(entity: str, day: date, parts: ClosingParts) -> None:
    """To the day after `day`, if that is the open one; done already, it does nothing.

    Raises DayNotOver, DayNotOpen.
    """
    if day > parts.calendar.clock.today():
        raise DayNotOver(day=str(day))
    if _mark(entity, day, parts):
        parts.wait(DRAIN_SECONDS)
        _switch(entity, day, parts)
    if _row(entity, parts).business_date <= str(day):
        raise StaleRecord()  # somebody undid a step by hand: begin again


def keep_seal(entity: str, day: date, parts: ClosingParts) -> SealRecord:
    """Of a day that is over. Raises BooksBroken."""
    seal = seal_day(entity, day, parts.days, parts.evidence, parts.storage)
    row = _row(entity, parts)
    if row.first_unsealed == day:
        row.sealed_to = str(day)
        _save(replace(row), parts)
    return seal


def _mark(entity: str, day: date, parts: ClosingParts) -> bool:
    """Whether the day is closing now (and not over already)."""
    row = _row(entity, parts)
    if row.business_date > str(day):
        return False
    if row.business_date < str(day):
        raise DayNotOpen(booking_date=str(day), open_date=row.business_date)
    if not row.closing:
        row.closing = True
        _save(replace(row), parts)
    return True


def _switch(entity: str, day: date, parts: ClosingParts) -> None:
    """To the next calendar day; the books of a year are carried before its last day ends."""
    row = _row(entity, parts)
    if row.business_date != str(day) or not row.closing:
        return  # another run was quicker
    next_day = day + timedelta(days=1)
    if next_day.year != day.year:
        carry_year(entity, day, parts.days, parts.calendar, parts.storage)
        row.open_from = str(next_day)
    row.business_date, row.closing = str(next_day), False
    _save(replace(row), parts)


def _row(entity: str, parts: ClosingParts) -> BusinessDateRecord:
    row = parts.directory.business_date(entity)
    assert row is not None, "open_books made it"
    return row


def _save(write: Write, parts: ClosingParts) -> None:
    """A step that somebody else took first is as good as taken."""
    with suppress(StaleRecord):
        parts.storage.commit(write)
    parts.calendar.forget()
