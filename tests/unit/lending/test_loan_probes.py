"""Faults that users of other loan systems met, each as the smallest input that shows it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from nongxin.kernel.directory import BusinessDateRecord
from nongxin.kernel.ids import sibling
from nongxin.kernel.records import put
from nongxin.lending.loans.entries import Draw
from nongxin.lending.loans.history import History
from nongxin.lending.reckoning.due_dates import Every, Unit
from nongxin.lending.reckoning.terms import Method
from tests.builders.lending import ENTITY, LendingWorld, a_signed, application_id
from tests.unit.lending.examples import a_loan
from tests.unit.lending.histories import after


def test_a_second_disbursement_leaves_one_plan() -> None:
    """apache/fineract#3306: 500.00 on 07-01 and 500.00 on 07-10, one instalment of 30 days."""
    first, second = date(2026, 7, 1), date(2026, 7, 10)
    loan = a_loan(
        first, principal_fen=50_000, committed_fen=100_000, tranches=1, tranche_months=1,
        method=Method.EQUAL_INSTALMENT, term_months=0, term_days=30, every=Every(30, Unit.DAY),
    )  # fmt: skip
    told = after(History(loan, (), 1), Draw(second, second, "st_1", 50_000, "ac_1"))
    now = told.loan()
    (due,) = [due for due in now.dues if due.is_open]
    assert (due.row.due_on, due.unpaid.principal_fen) == (first + timedelta(days=30), 100_000)
    assert (now.claim_fen, now.matures_on) == (100_000, due.row.due_on)
    # The older plan is history: what was known on the day before the draw.
    assert told.loan(known_on=first).claim_fen == 50_000


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        (datetime(2027, 3, 31, 17, 30, tzinfo=UTC), date(2027, 4, 1)),
        (datetime(2027, 3, 31, 15, 59, 59, tzinfo=UTC), date(2027, 3, 31)),
    ],
)
def test_a_day_is_shaanxi_s_whatever_the_server_s_clock(moment: datetime, on: date) -> None:
    """apache/fineract-backoffice-ui#358: a repayment without a date, at the turn of the month."""
    world = a_world_at(moment)
    world.repay(100, "key-1")
    assert repaid_on(world) == on


def test_the_business_date_wins_over_the_clock() -> None:
    world = a_world_at(datetime(2027, 3, 31, 17, 30, tzinfo=UTC))
    row = BusinessDateRecord(f"ENTITY#{ENTITY}", "BUSINESS_DATE")
    row.business_date, row.open_from = "2027-03-31", "2027-01-01"
    world.storage.commit(put(row))
    world.calendar.forget()
    world.repay(100, "key-1")
    assert repaid_on(world) == date(2027, 3, 31)


def a_world_at(moment: datetime) -> LendingWorld:
    """A loan that was lent a month before the moment."""
    world = LendingWorld()
    lent_at = moment - timedelta(days=31)
    world.clock.pass_time(lent_at - world.clock.now())
    world.lay(a_signed())
    world.disburse()
    world.clock.pass_time(moment - world.clock.now())
    world.calendar.forget()
    return world


def repaid_on(world: LendingWorld) -> date:
    (entry,) = world.loans.history(sibling(application_id(), "ln")).entries
    assert entry.on == entry.booked_on
    return entry.on
