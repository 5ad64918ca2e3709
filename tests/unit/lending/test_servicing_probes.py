"""Faults that users of other systems met, as probes of a loan being serviced."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from nongxin.kernel.directory import Directory
from nongxin.kernel.records import create
from nongxin.lending.loans.entries import ChargeOff
from nongxin.lending.loans.history import History
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.due_dates import MONTHLY
from nongxin.lending.reckoning.terms import Method
from tests.builders.lending import ENTITY
from tests.builders.servicing import ServicedLoan
from tests.unit.lending.examples import a_loan
from tests.unit.lending.histories import after, back


def june(day: int) -> date:
    return date(2024, 6, day)


def test_accrual_around_a_charge_off() -> None:
    """apache/fineract#4350: none is lost, none goes on; after the undo the missing days follow."""
    loan = a_loan(
        june(1), principal_fen=25_000, rate_annual=Decimal("0.1"), instalments=4, term_months=0,
        every=MONTHLY, method=Method.EQUAL_INSTALMENT, day_count=DayCount.THIRTY_360,
    )  # fmt: skip
    active = History(loan, (), 1)
    off = after(active, ChargeOff(june(3), june(3), "st_1"))
    undone = after(off, back(1, june(7)))
    assert _earned(active, 2, 3) == [7, 14]
    assert _earned(off, 2, 3, 4, 5) == [7, 14, 14, 14]
    assert _earned(undone, 5, 6) == [28, 35]
    as_known = undone.loan(known_on=june(5))
    assert as_known.earned_by(june(5)) == 14


def _earned(history: History, *days: int) -> list[int]:
    loan = history.loan()
    return [loan.earned_by(june(day)) for day in days]


@pytest.mark.parametrize(
    ("instant", "day"),
    [(datetime(2026, 11, 30, 17, 30, tzinfo=UTC), date(2026, 12, 1)),
     (datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC), date(2026, 11, 30))],
)  # fmt: skip
def test_a_repayment_without_a_date_is_of_the_day_in_shaanxi(instant: datetime, day: date) -> None:
    """apache/fineract#1857: not of the server's zone, nor of the browser's."""
    world = ServicedLoan()
    _at(world, instant)
    world.pay("key-1", 100)
    entry = world.history.entries[0]
    assert (entry.on, entry.booked_on) == (day, day)


def test_with_a_business_date_that_date_wins() -> None:
    world = ServicedLoan()
    row = Directory(world.storage).first_business_date(ENTITY, date(2026, 11, 30))
    world.storage.commit(create(row))
    _at(world, datetime(2026, 11, 30, 17, 30, tzinfo=UTC))
    world.pay("key-1", 100)
    assert world.history.entries[0].on == date(2026, 11, 30)


def _at(world: ServicedLoan, instant: datetime) -> None:
    world.clock.instant = instant
    world.calendar.forget()
