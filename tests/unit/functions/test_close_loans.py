"""The job that closes the day of loans, as the state machine and ops call it."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import Any

import pytest

from nongxin.kernel.errors import Missing
from tests.builders.jobs import Context
from tests.builders.lending import COUNTY
from tests.builders.loan_days import LoanDays
from tests.fakes.parts import FakeParts


@pytest.fixture
def days(p: FakeParts) -> LoanDays:
    made = LoanDays(p.memory)
    p.clock = made.world.clock
    return made


def run(context: Context | None = None, **event: Any) -> dict[str, Any]:
    handler = importlib.import_module("job_close_loans.handler").handler
    answer: dict[str, Any] = handler(event, context or Context())
    return answer


def test_it_names_the_counties_that_are_served(days: LoanDays) -> None:
    counties = [each["county"] for each in run()["counties"]]
    assert COUNTY in counties
    assert len(counties) == 107


def test_a_county_is_closed_once(days: LoanDays) -> None:
    days.lend()
    days.go_to(days.today + timedelta(days=1))
    told = run(county=COUNTY)
    assert told == {
        "county": COUNTY,
        "day": days.today.isoformat(),
        "loans": 1,
        "refused": {},
        "whole": True,
    }
    assert run(county=COUNTY) == told | {"loans": 0}
    assert len(days.booked()) == 1


def test_a_run_without_time_leaves_all_to_the_next(days: LoanDays) -> None:
    days.lend()
    days.go_to(days.today + timedelta(days=1))
    assert run(Context(left_ms=1_000), county=COUNTY)["whole"] is False
    assert days.booked() == {}
    assert run(county=COUNTY)["whole"] is True


def test_an_earlier_day_that_is_finished_is_not_today(days: LoanDays) -> None:
    days.lend()
    days.go_to(days.today + timedelta(days=1))
    run(Context(left_ms=1_000), county=COUNTY)
    days.go_to(days.today + timedelta(days=1))
    assert run(county=COUNTY)["whole"] is False
    assert run(county=COUNTY)["whole"] is True
    assert len(days.booked()) == 2


def test_a_county_that_nobody_serves_is_not_found(days: LoanDays) -> None:
    with pytest.raises(Missing):
        run(county="110101")
