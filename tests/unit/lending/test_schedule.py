from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nongxin.kernel.dates import add_months
from nongxin.kernel.money import Rounding
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.due_dates import Every, Unit
from nongxin.lending.reckoning.instalments import InterestAboveInstalment
from nongxin.lending.reckoning.schedule import Schedule, schedule_of
from nongxin.lending.reckoning.terms import (
    LoanTerms,
    Method,
    PrincipalNotPositive,
    RateOutOfRange,
    TermNotUsable,
)
from tests.unit.lending.examples import TODAY, a_terms

MONTHS_360 = {"day_count": DayCount.THIRTY_360}


def amounts(schedule: Schedule) -> list[tuple[int, int]]:
    return [(row.principal_fen, row.interest_fen) for row in schedule.rows]


def test_a_chosen_first_due_charges_only_its_own_days() -> None:
    """apache/fineract#1562, frappe/lending#1081: 5 days, not a whole month."""
    terms = a_terms(
        principal_fen=500_000_000,
        rate_annual=Decimal("0.05"),
        first_due_on=date(2021, 2, 1),
        day_count=DayCount.ACT_365,
    )
    row = schedule_of(terms, date(2021, 1, 27)).rows[0]
    assert (row.days, row.interest_fen) == (5, 342_466)


def test_the_instalment_is_not_rounded_up_to_a_whole_unit() -> None:
    """frappe/lending#31, #1449: 3,226.25 each, the last one too."""
    terms = a_terms(principal_fen=10_000_000, rate_annual=Decimal("0.0999"), term_months=36)
    plan = schedule_of(LoanTerms(**{**vars(terms), **MONTHS_360}), TODAY)
    assert {row.due_fen for row in plan.rows} == {322_625}


def test_a_small_loan_keeps_all_its_instalments() -> None:
    """frappe/lending#1452: twelve rows of 12.04, the last 12.07."""
    terms = a_terms(principal_fen=13_000, rate_annual=Decimal("0.20"), **MONTHS_360)
    dues = [row.due_fen for row in schedule_of(terms, TODAY).rows]
    assert dues == [1204] * 11 + [1207]


def test_rounding_up_to_whole_yuan_is_a_product_setting() -> None:
    terms = a_terms(rounding=Rounding.UP, instalment_multiple_fen=100)
    dues = [row.due_fen for row in schedule_of(terms, TODAY).rows]
    assert all(due % 100 == 0 for due in dues[:-1])
    assert dues[-1] < dues[0]


def test_an_interest_free_loan_has_no_interest() -> None:
    """frappe/erpnext#30045: 900.00 at 0 % is three times 300.00."""
    terms = a_terms(principal_fen=90_000, rate_annual=Decimal(0), term_months=3)
    assert amounts(schedule_of(terms, TODAY)) == [(30_000, 0)] * 3


def test_equal_principal_falls_in_equal_parts() -> None:
    plan = schedule_of(a_terms(method=Method.EQUAL_PRINCIPAL, term_months=3, **MONTHS_360), TODAY)
    assert amounts(plan) == [(166_667, 2_500), (166_667, 1_667), (166_666, 833)]


def test_interest_first_pays_the_principal_at_maturity() -> None:
    plan = schedule_of(a_terms(method=Method.INTEREST_MONTHLY, term_months=3), TODAY)
    assert amounts(plan) == [(0, 2_583), (0, 2_500), (500_000, 2_583)]


@pytest.mark.parametrize("method", [Method.BULLET, Method.REVOLVING])
def test_one_payment_at_maturity_bears_interest_by_the_day(method: Method) -> None:
    plan = schedule_of(a_terms(method=method, term_months=6), TODAY)
    assert amounts(plan) == [(500_000, 15_333)]  # 184 days / 360


def test_flat_interest_stays_on_the_first_balance() -> None:
    plan = schedule_of(a_terms(method=Method.FLAT, term_months=3, **MONTHS_360), TODAY)
    assert amounts(plan) == [(166_667, 2_500), (166_667, 2_500), (166_666, 2_500)]


def test_grace_on_principal_pays_interest_only() -> None:
    plan = schedule_of(a_terms(grace_principal=2, term_months=6, **MONTHS_360), TODAY)
    assert amounts(plan)[:2] == [(0, 2_500), (0, 2_500)]
    assert len({row.due_fen for row in plan.rows[2:-1]}) == 1


def test_grace_on_interest_makes_it_due_later() -> None:
    terms = a_terms(method=Method.INTEREST_MONTHLY, term_months=3, grace_interest=2)
    plan = schedule_of(terms, TODAY)
    assert amounts(plan) == [(0, 0), (0, 0), (500_000, 7_666)]
    assert [row.earned_fen for row in plan.rows] == [2_583, 2_500, 2_583]


def test_a_down_payment_is_due_at_once() -> None:
    plan = schedule_of(a_terms(down_payment_fen=100_000, term_months=4), TODAY)
    assert (plan.rows[0].due_on, plan.rows[0].due_fen) == (TODAY, 100_000)
    assert [row.nr for row in plan.rows] == [1, 2, 3, 4, 5]


def test_half_even_and_half_up_differ_on_the_half_fen() -> None:
    half = {"method": Method.BULLET, "term_months": 0, "term_days": 9, "principal_fen": 100_100}
    up = schedule_of(a_terms(**half, rate_annual=Decimal("0.02")), TODAY)
    even = schedule_of(
        a_terms(**half, rate_annual=Decimal("0.02"), rounding=Rounding.HALF_EVEN), TODAY
    )
    assert (up.interest_fen, even.interest_fen) == (50, 50)
    half["principal_fen"] = 101_000  # 50.5 fen
    assert schedule_of(a_terms(**half, rate_annual=Decimal("0.02")), TODAY).interest_fen == 51


@pytest.mark.parametrize(
    ("problem", "changes"),
    [
        (PrincipalNotPositive, {"principal_fen": 0}),
        (RateOutOfRange, {"rate_annual": Decimal("-0.01")}),
        (RateOutOfRange, {"rate_annual": Decimal("0.2401")}),
        (RateOutOfRange, {"rate_annual": Decimal("NaN")}),
        (TermNotUsable, {"term_months": 0}),
        (TermNotUsable, {"term_months": -1}),
        (TermNotUsable, {"term_months": 12, "term_days": 30}),
        (TermNotUsable, {"term_months": 601}),
        (TermNotUsable, {"due_day": 32}),
        (TermNotUsable, {"grace_principal": 12}),
        (TermNotUsable, {"grace_days": -1}),
        (TermNotUsable, {"down_payment_fen": 500_000}),
        (TermNotUsable, {"every": Every(1, Unit.WEEK)}),
        (TermNotUsable, {"every": Every(0)}),
        (TermNotUsable, {"due_day": 5, "first_due_on": TODAY}),
        (TermNotUsable, {"due_day": 5, "method": Method.BULLET}),
    ],
)
def test_terms_that_make_no_loan_are_refused_by_name(problem: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(problem):
        a_terms(**changes)


@pytest.mark.parametrize("months", range(1, 37))
def test_a_due_day_goes_with_every_rhythm_of_months(months: int) -> None:
    terms = a_terms(term_months=72, every=Every(months), due_day=21)
    for month in range(1, 13):
        lent_on = date(2026, month, 25)
        first, second = schedule_of(terms, lent_on).rows[:2]
        assert first.due_on.day == second.due_on.day == 21
        assert first.due_on <= add_months(lent_on, max(months, 1))
        assert add_months(first.due_on, months) == second.due_on


def test_a_flat_plan_has_grace_too() -> None:
    """25.00 a month of 30 days; two months without payment leave ten for the principal."""
    terms = a_terms(method=Method.FLAT, day_count=DayCount.THIRTY_360)
    rows = schedule_of(replace(terms, grace_principal=2, grace_interest=2), TODAY).rows
    assert [row.principal_fen for row in rows] == [0, 0, *[50_000] * 10]
    assert [row.interest_fen for row in rows] == [0, 0, 7_500, *[2_500] * 9]
    assert {row.earned_fen for row in rows} == {2_500}


def test_a_first_interest_above_the_instalment_is_refused() -> None:
    terms = a_terms(term_months=600, first_due_on=date(2070, 1, 1), rate_annual=Decimal("0.2"))
    with pytest.raises(InterestAboveInstalment):
        schedule_of(terms, TODAY)


METHODS = st.sampled_from(Method)


@st.composite
def any_terms(draw: st.DrawFn) -> LoanTerms:
    months, method = draw(st.integers(1, 60)), draw(METHODS)
    may_wait = method in (Method.EQUAL_INSTALMENT, Method.EQUAL_PRINCIPAL)
    return LoanTerms(
        principal_fen=draw(st.integers(100 * months, 30_000_000)),
        rate_annual=draw(st.decimals(0, Decimal("0.24"), places=4)),
        method=method,
        term_months=months,
        due_day=draw(st.none() | st.integers(1, 31)) if method.every else None,
        day_count=draw(st.sampled_from(DayCount)),
        rounding=draw(st.sampled_from([Rounding.HALF_UP, Rounding.HALF_EVEN])),
        progressive=draw(st.booleans()),
        grace_principal=draw(st.integers(0, months - 1)) if may_wait else 0,
    )


@settings(max_examples=300, deadline=None)
@given(any_terms(), st.dates(date(2016, 1, 1), date(2035, 12, 31)))
def test_every_plan_repays_exactly_what_was_lent(terms: LoanTerms, lent_on: date) -> None:
    plan = schedule_of(terms, lent_on)
    assert sum(row.principal_fen for row in plan.rows) == terms.principal_fen
    assert plan.rows[-1].balance_fen == 0
    assert all(row.interest_fen >= 0 and row.principal_fen >= 0 for row in plan.rows)
    balance = terms.principal_fen
    for before, row in zip((lent_on, *(r.due_on for r in plan.rows)), plan.rows, strict=False):
        balance -= row.principal_fen
        assert (row.balance_fen, row.from_on) == (balance, before)
        assert row.from_on < row.due_on <= row.payable_by
    assert plan.matures_on == terms.maturity(lent_on)
    assert sum(row.earned_fen for row in plan.rows) == plan.interest_fen
