from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongxin.kernel.dates import add_months
from nongxin.lending.reckoning.due_dates import (
    MONTHLY,
    Every,
    Grid,
    HolidayRule,
    Unit,
    next_working_day,
)
from nongxin.lending.reckoning.schedule import due_dates, schedule_of
from nongxin.lending.reckoning.terms import FirstDueTooEarly, LastBeforeFirst, Method
from tests.unit.lending.examples import TODAY, a_terms

DAYS = st.dates(date(2015, 1, 1), date(2045, 12, 31))


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


def test_a_short_month_clamps_that_month_only() -> None:
    """frappe/erpnext#28034, apache/fineract#3109: the due day must not shrink for good."""
    terms = a_terms(term_months=0, instalments=5, first_due_on=date(2021, 1, 31))
    assert due_dates(terms, date(2021, 1, 1)) == (
        date(2021, 1, 31), date(2021, 2, 28), date(2021, 3, 31), date(2021, 4, 30),
        date(2021, 5, 31),
    )  # fmt: skip


def test_dues_follow_the_day_of_lending_and_end_at_maturity() -> None:
    dues = due_dates(a_terms(term_months=3), date(2024, 1, 31))
    assert dues == (date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30))


def test_a_settlement_day_ends_with_maturity() -> None:
    terms = a_terms(method=Method.INTEREST_MONTHLY, term_months=3, due_day=21)
    assert due_dates(terms, date(2026, 1, 25)) == (
        date(2026, 2, 21), date(2026, 3, 21), date(2026, 4, 21), date(2026, 4, 25),
    )  # fmt: skip


def test_quarters_settle_in_the_last_month_of_the_calendar_quarter() -> None:
    terms = a_terms(method=Method.INTEREST_QUARTERLY, term_months=6, due_day=21)
    assert due_dates(terms, date(2026, 4, 2)) == (
        date(2026, 6, 21), date(2026, 9, 21), date(2026, 10, 2),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("due_day", "first", "last"),
    [(1, date(2022, 11, 1), date(2023, 10, 1)), (31, date(2022, 10, 31), date(2023, 9, 30))],
)
def test_calendar_month_dues_as_frappe_lending_has_them(
    due_day: int, first: date, last: date
) -> None:
    """frappe/lending@14d2c7202 test_term_loan_schedule_types, products 2 and 3."""
    terms = a_terms(term_months=0, instalments=12, due_day=due_day)
    dues = due_dates(terms, date(2022, 10, 17))
    assert (dues[0], dues[-1], len(dues)) == (first, last, 12)


def test_a_due_day_past_the_end_of_february_comes_back_in_march() -> None:
    dues = due_dates(a_terms(term_months=3, due_day=30), date(2026, 2, 10))
    assert dues[:2] == (date(2026, 2, 28), date(2026, 3, 30))


def test_an_order_loan_is_due_after_its_days() -> None:
    terms = a_terms(method=Method.BULLET, term_months=0, term_days=45)
    assert due_dates(terms, TODAY) == (TODAY + timedelta(days=45),)


def test_a_first_due_before_lending_is_refused() -> None:
    with pytest.raises(FirstDueTooEarly):
        due_dates(a_terms(first_due_on=date(2026, 3, 14)), TODAY)


def test_a_first_due_after_maturity_is_refused() -> None:
    with pytest.raises(LastBeforeFirst):
        due_dates(a_terms(first_due_on=date(2027, 3, 16)), TODAY)


def test_a_due_on_a_day_of_rest_may_be_paid_on_the_next_working_day() -> None:
    row = schedule_of(a_terms(term_months=1), date(2026, 1, 28), is_weekday).rows[0]
    assert row.due_on == date(2026, 2, 28)  # a Saturday
    assert row.payable_by == date(2026, 3, 2)


def test_a_moved_due_takes_its_interest_along() -> None:
    moving = a_terms(term_months=1, holidays=HolidayRule.MOVE)
    row = schedule_of(moving, date(2026, 1, 28), is_weekday).rows[0]
    assert row.due_on == row.payable_by == date(2026, 3, 2)
    assert row.interest_fen == 2750  # 500,000 fen x 6 % x 33 / 360


def test_grace_days_run_on_to_a_working_day() -> None:
    terms = a_terms(term_months=1, grace_days=2)
    row = schedule_of(terms, date(2026, 1, 26), is_weekday).rows[0]
    assert (row.due_on, row.payable_by) == (date(2026, 2, 26), date(2026, 3, 2))


def test_a_calendar_without_working_days_is_an_error() -> None:
    with pytest.raises(ValueError, match="no working day"):
        next_working_day(TODAY, lambda _: False)


@given(DAYS, st.integers(-600, 600))
def test_a_grid_finds_its_own_dates(anchor: date, step: int) -> None:
    grid = Grid(anchor, MONTHLY)
    assert grid.step_at(grid.at(step)) == step
    assert grid.position(grid.at(step)) == step


@given(DAYS, DAYS, st.sampled_from([Every(1), Every(3), Every(2, Unit.WEEK), Every(1, Unit.YEAR)]))
def test_a_position_lies_within_its_step(anchor: date, day: date, every: Every) -> None:
    grid = Grid(anchor, every)
    step = grid.step_at(day)
    assert grid.at(step) <= day < grid.at(step + 1)
    assert step <= grid.position(day) < step + 1


@given(DAYS, st.integers(-300, 300))
def test_months_added_keep_the_day_or_take_the_last(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)
