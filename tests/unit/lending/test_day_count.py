from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.due_dates import MONTHLY, Every, Grid, Unit

GRID = Grid(date(2024, 1, 1), MONTHLY)
DAYS = st.dates(date(2015, 1, 1), date(2045, 12, 31))


@pytest.mark.parametrize(
    ("convention", "years"),
    [
        (DayCount.ACT_360, Fraction(29, 360)),
        (DayCount.ACT_365, Fraction(29, 365)),
        (DayCount.ACT_364, Fraction(29, 364)),
        (DayCount.ACT_ACT, Fraction(29, 366)),
        (DayCount.ACT_ACT_FEB29, Fraction(29, 366)),
        (DayCount.THIRTY_360, Fraction(30, 360)),
    ],
)
def test_february_of_a_leap_year(convention: DayCount, years: Fraction) -> None:
    assert convention.between(date(2024, 2, 1), date(2024, 3, 1), GRID) == years


def test_a_period_over_new_year_splits_on_31_december() -> None:
    years = DayCount.ACT_ACT.between(date(2023, 12, 12), date(2024, 1, 12), GRID)
    assert years == Fraction(19, 365) + Fraction(12, 366)


def test_a_leap_year_without_its_29_february_counts_365() -> None:
    years = DayCount.ACT_ACT_FEB29.between(date(2024, 7, 23), date(2024, 8, 23), GRID)
    assert years == Fraction(31, 365)


def test_part_of_a_month_counts_in_proportion_to_its_days() -> None:
    years = DayCount.THIRTY_360.between(date(2024, 2, 1), date(2024, 2, 15), GRID)
    assert years == Fraction(1, 12) * Fraction(14, 29)


def test_weeks_have_no_months_to_round_to() -> None:
    weeks = Grid(date(2024, 1, 1), Every(2, Unit.WEEK))
    years = DayCount.THIRTY_360.between(date(2024, 1, 1), date(2024, 1, 15), weeks)
    assert years == Fraction(14, 360)


@given(st.sampled_from(DayCount), DAYS, DAYS, DAYS)
def test_parts_add_up_to_the_whole(convention: DayCount, a: date, b: date, c: date) -> None:
    if convention is DayCount.ACT_ACT_FEB29:
        return  # by its rule the whole period takes one length, so that parts differ
    first, middle, last = sorted((a, b, c))
    parts = convention.between(first, middle, GRID) + convention.between(middle, last, GRID)
    assert parts == convention.between(first, last, GRID)


@given(st.sampled_from(DayCount), DAYS, DAYS)
def test_time_never_runs_backwards(convention: DayCount, a: date, b: date) -> None:
    assert (convention.between(a, b, GRID) > 0) == (b > a)
