"""Booking: a posting becomes the writes that a caller commits with whatever else its command
writes.

Every legal entity in a posting balances by itself and books it on its own open day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile

from nongxin.kernel.calendar import BusinessCalendar, BusinessDay
from nongxin.kernel.commands import Answer, CommandKey, Outcome
from nongxin.kernel.deadline import Monotonic
from nongxin.kernel.errors import Busy, Problem, Rule
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import StaleRecord, Write
from nongxin.kernel.value import value
from nongxin.ledger.account import Account, Moment, Movement
from nongxin.ledger.backdate import OverdrawnThen, lowest_since
from nongxin.ledger.chart import NotInChart, check_chart, kind_named
from nongxin.ledger.clearing import balanced
from nongxin.ledger.general_store import derived
from nongxin.ledger.line import Entry
from nongxin.ledger.mapping import line_of
from nongxin.ledger.posting import Leg, Posting, is_general, read_general
from nongxin.ledger.store import JournalRecord, LedgerAccounts, journal_row


class DayClosing(Busy):
    """Nothing was booked; the same key is safe in a minute, on the next day."""

    code = "day-closing"
    zh = "会计日正在日终，请稍后以相同的请求编号重试"
    en = "The books are closing their day: try again shortly with the same idempotency key"


class DayNotOpen(Rule):
    code = "day-not-open"
    zh = "会计日期{booking_date}未开放，当前会计日期为{open_date}"
    en = "{booking_date} is not the open business date, which is {open_date}"


class OutsidePeriod(Rule):
    code = "outside-open-period"
    zh = "起息日{value_date}不在开放期间{open_from}至{open_date}内"
    en = "The value date {value_date} is outside the open period, {open_from} to {open_date}"


@value
class Books:
    """The ledger as a use case has it in hand. `closing`: the day close's own postings."""

    accounts: LedgerAccounts
    calendar: BusinessCalendar
    closing: bool = False

    def day(self, entity: str) -> BusinessDay:
        """The entity's open day; raises DayClosing."""
        day = self.calendar.day(entity)
        if day.closing and not self.closing:
            raise DayClosing()
        return day

    def moment(self, entity: str, key: CommandKey, text: str) -> Moment:
        """What a line that moves nothing says."""
        day = self.day(entity).today
        return Moment(key.digest, text, day, day, self.calendar.clock.now())


@value
class Booked:
    """The writes of a posting, leg by leg, and its journal row."""

    writes: Sequence[Write]
    row: JournalRecord
    good_until: Monotonic

    def outcome(self, answer: Answer, *others: Write) -> Outcome:
        """With what else the command writes."""
        return Outcome(answer, [*others, *self.writes], self.row, self.good_until)


def book(posting: Posting, key: CommandKey, books: Books, events: str = "[]") -> Booked:
    """Decides on the exact accounts: as this process wrote them last, whose conditions then tell
    whether that was the latest, or read strongly consistent. Refuses on what was read only.

    Raises Missing (an account), UnknownKind, NotInChart, what an account refuses (see `moved`),
    OverdrawnThen, DayNotOpen, OutsidePeriod, TooManyLegs, DayClosing.
    """
    try:
        return _book(posting, key, books, events)
    except Problem:
        if not books.accounts.doubt(leg.account for leg in posting.legs):
            raise
        return _book(posting, key, books, events)


def _book(posting: Posting, key: CommandKey, books: Books, events: str) -> Booked:
    accounts = {leg.account: _account(leg, books) for leg in posting.legs}
    homes = {name: _home(name, account) for name, account in accounts.items()}
    legs = balanced(posting.legs, homes)
    entities = {entity for entity, _ in homes.values()}
    moments = {entity: _moment(posting, entity, key, books) for entity in entities}
    writes = [_write(leg, accounts.get(leg.account), moments, books) for leg in legs]
    first = moments[homes[posting.legs[0].account][0]]
    dates = (first.value_date.isoformat(), first.booking_date.isoformat())
    good_until = min(books.calendar.good_until(entity) for entity in entities)
    return Booked(writes, journal_row(posting.text, dates, legs, events), good_until)


def opening(account: Account, books: Books) -> Write:
    """The write of entry 0: an account without a movement. Raises NotInChart, DayClosing."""
    day = books.day(account.entity).today
    moment = Moment("", "ACCOUNT_OPENED", day, day, books.calendar.clock.now())
    _check_opens(account, day)
    return books.accounts.add(Entry(account.opened(moment), "open", 0, moment))


def _account(leg: Leg, books: Books) -> Account | None:
    if is_general(leg.account):
        return None
    if leg.opens is None:
        return books.accounts.latest(leg.account)
    new = leg.opens
    return Account(leg.account, new.kind, new.entity, new.owner, limit_fen=new.limit_fen)


def _home(name: str, account: Account | None) -> tuple[str, str]:
    """Legal entity and county."""
    if account is not None:
        return account.entity, county_of(account.id)
    place = read_general(name)
    return place.entity, place.county


def _moment(posting: Posting, entity: str, key: CommandKey, books: Books) -> Moment:
    day = books.day(entity)
    booked_on = posting.booking_date or day.today
    if booked_on != day.today:
        if books.calendar.date_before(entity) == booked_on:
            raise StaleRecord()  # the day went over between two questions of one use case
        raise DayNotOpen(booking_date=str(booked_on), open_date=str(day.today))
    value_date = posting.value_date or day.today
    if not day.open_from <= value_date <= day.today:
        raise OutsidePeriod(
            value_date=str(value_date), open_from=str(day.open_from), open_date=str(day.today)
        )
    return Moment(key.digest, posting.text, value_date, booked_on, books.calendar.clock.now())


def _write(leg: Leg, account: Account | None, moments: dict[str, Moment], books: Books) -> Write:
    if account is None:
        place = read_general(leg.account)
        moment = moments[place.entity]
        check_chart(place.entity, place.county, place.kind, moment.booking_date)
        if kind_named(place.kind).exact:
            raise NotInChart(entity=place.entity, county=place.county, kind=place.kind)
        return derived(leg, moment)
    moment = moments[account.entity]
    if leg.opens is not None:
        _check_opens(account, moment.booking_date)
    after = account.moved(Movement(leg.side, leg.amount_fen, leg.hold, leg.last), moment)
    if moment.value_date < moment.booking_date and leg.side is not account.kind.side:
        _check_since(account, after, moment.value_date, books)
    return books.accounts.add(Entry(after, leg.side.value, leg.amount_fen, moment))


def _check_opens(account: Account, day: date) -> None:
    county = county_of(account.id)
    check_chart(account.entity, county, account.kind_code, day)
    if not account.kind.exact:
        raise NotInChart(entity=account.entity, county=county, kind=account.kind_code)


def _check_since(before: Account, after: Account, value_date: date, books: Books) -> None:
    """Entries booked before the value date cannot have a later one, so reading ends there."""
    if not before.kind.exact:
        return
    taken_fen = before.balance_fen - after.balance_fen
    since = takewhile(
        lambda r: str(r.booking_date) >= value_date.isoformat(), books.accounts.back_from(before.id)
    )
    lines = (line_of(record) for record in since if record.seq <= before.seq)
    lowest = lowest_since(before.balance_fen, lines, before.kind.side, value_date)
    if lowest - taken_fen < before.floor_fen:
        raise OverdrawnThen(value_date=str(value_date))


def against(legs: Sequence[Leg]) -> list[Leg]:
    """The legs of the posting that takes another back."""
    return [replace(leg, side=leg.side.other, opens=None, hold="", last=False) for leg in legs]
