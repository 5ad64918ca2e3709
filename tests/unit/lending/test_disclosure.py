from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.disclosure import Flow, NoRate, disclosure_of, net_present_value
from nongxin.lending.reckoning.schedule import Schedule, schedule_of
from nongxin.lending.reckoning.terms import Method
from tests.unit.lending.examples import TODAY, a_terms


def test_equal_instalments_by_the_month_cost_their_contract_rate() -> None:
    shown = disclosure_of(schedule_of(a_terms(day_count=DayCount.THIRTY_360), TODAY))
    assert shown.nominal == Decimal("0.059998")  # instalments are whole fen
    assert shown.effective == Decimal("0.061675")


def test_days_on_360_cost_more_than_the_contract_rate_in_a_year() -> None:
    shown = disclosure_of(schedule_of(a_terms(method=Method.BULLET), TODAY))
    assert shown.effective == shown.simple == Decimal("0.060834")


def test_flat_interest_is_unmasked() -> None:
    shown = disclosure_of(schedule_of(a_terms(method=Method.FLAT), TODAY))
    assert shown.effective > Decimal("0.11")


def test_fees_count() -> None:
    plan = schedule_of(a_terms(), TODAY)
    dear = disclosure_of(plan, [Flow(TODAY, 5_000)])
    assert dear.cost_fen == plan.interest_fen + 5_000
    assert dear.effective > disclosure_of(plan).effective + Decimal("0.01")


def test_a_free_loan_costs_nothing() -> None:
    shown = disclosure_of(schedule_of(a_terms(rate_annual=Decimal(0)), TODAY))
    assert {shown.effective, shown.nominal, shown.simple} == {Decimal(0)}
    assert shown.cost_fen == 0


def test_a_loan_of_no_days_has_no_rate() -> None:
    rows = schedule_of(a_terms(term_months=0, instalments=1, first_due_on=TODAY), TODAY).rows
    with pytest.raises(NoRate):
        disclosure_of(Schedule(TODAY, 500_000, rows))


def test_a_fen_that_costs_a_fen_a_day_has_no_rate() -> None:
    free = schedule_of(a_terms(principal_fen=1, term_months=0, term_days=1, method=Method.BULLET),
                       TODAY)  # fmt: skip
    with pytest.raises(NoRate):
        disclosure_of(free, [Flow(TODAY + timedelta(days=1), 1)])


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(Method),
    st.integers(1, 60),
    st.decimals("0.001", "0.24", places=4),
    st.dates(date(2016, 1, 1), date(2035, 12, 31)),
)
def test_at_the_shown_rate_the_payments_are_worth_the_loan(
    method: Method, months: int, rate: Decimal, lent_on: date
) -> None:
    terms = a_terms(method=method, term_months=months, rate_annual=rate)
    plan = schedule_of(terms, lent_on)
    flows = [Flow(lent_on, -plan.principal_fen)]
    flows += [Flow(row.due_on, row.due_fen) for row in plan.rows]
    worth = net_present_value(flows, lent_on, disclosure_of(plan).effective)
    assert abs(worth) < plan.principal_fen * Decimal("0.000003")  # six places over five years
