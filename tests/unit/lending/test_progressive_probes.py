"""Faults that users of other loan systems met, each as a test of its kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from nongxin.lending.progressive.accrual import earned_by
from nongxin.lending.progressive.product import Recalculation, YearDays
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.due_dates import MONTHLY, Every, Grid, Unit
from nongxin.lending.reckoning.schedule import schedule_of
from nongxin.lending.reckoning.terms import LoanTerms, Method
from tests.unit.lending.loans import a_product, a_told_loan, unlent


def test_quote_and_allocation_agree_by_either_rule() -> None:
    for to_rest, quote in ((False, 8381), (True, 8406)):
        product = a_product(recalculation=Recalculation(to_rest=to_rest))
        loan = a_told_loan(product).pay(1701, date(2024, 2, 1))
        day = date(2024, 2, 15)
        assert loan.payoff(day) == quote
        settled = loan.pay(quote, day).state(day)
        assert (settled.owed, settled.overpaid) == (0, 0)


def test_a_short_first_period_bears_its_own_days() -> None:
    terms = LoanTerms(
        500_000_000, Decimal("0.05"), Method.EQUAL_INSTALMENT, instalments=12, every=MONTHLY,
        first_due_on=date(2021, 2, 1), day_count=DayCount.ACT_365,
    )  # fmt: skip
    assert schedule_of(terms, date(2021, 1, 27)).rows[0].interest_fen == 342_466


def test_the_due_day_comes_back_after_february() -> None:
    grid = Grid(date(2021, 1, 31), MONTHLY)
    assert [grid.at(nr).day for nr in range(5)] == [31, 28, 31, 30, 31]


def test_rounding_up_is_never_in_the_formula() -> None:
    loan = a_told_loan(a_product("0.0999", 36), 10_000_000)
    rows = [x.charged for x in loan.state(loan.lent_on).lines]
    assert {row["principal"] + row["interest"] for row in rows} == {322_625}
    small = a_told_loan(a_product("0.2", 12), 13_000).state(date(2024, 1, 1)).lines
    dues = [x.due_total for x in small]
    assert dues == [1204] * 11 + [1207]


def test_an_interest_free_loan_earns_nothing() -> None:
    loan = a_told_loan(a_product("0", 3, recalculation=None), 90_000)
    state = loan.state(date(2024, 2, 5))
    assert [x.charged["principal"] for x in state.lines] == [30_000] * 3
    assert earned_by(state, date(2024, 2, 5))["interest"] == 0


def test_accrual_is_derived_so_asking_twice_adds_nothing() -> None:
    product = a_product("0.135", 12, year_days=YearDays.D365, month_days_30=False)
    loan = a_told_loan(product, 100_000_000, date(2019, 10, 1))
    assert [loan.accrued(date(2019, 10, 31)) for _ in range(3)] == [1_109_589] * 3


def test_a_second_disbursement_leaves_one_plan() -> None:
    product = a_product("0.07", 1, every=Every(30, Unit.DAY))
    loan = unlent(product, date(2024, 7, 1))
    for day in (date(2024, 7, 1), date(2024, 7, 10)):
        loan = loan.lend(50_000, day)
    assert [x.charged["principal"] for x in loan.state(date(2024, 7, 10)).lines] == [100_000]
    before = loan.state(date(2024, 7, 10), known_on=date(2024, 7, 9))
    assert [x.charged["principal"] for x in before.lines] == [50_000]
