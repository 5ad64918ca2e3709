from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nongxin.kernel.money import Rounding
from nongxin.lending.loans.loan import (
    Loan,
    LoanClosed,
    LoanStatus,
    RepaymentAboveDebt,
    RepaymentNotPositive,
    RepaymentOutOfOrder,
)
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.terms import Method
from tests.unit.lending.examples import a_loan

LENT = date(2024, 1, 1)
FIRST = date(2024, 2, 1)
MONTH_END = date(2024, 2, 15)
THIRTY = DayCount.THIRTY_360


def probe_loan() -> Loan:
    """100.00 at 7 %, six months, 30/360: Fineract's EMICalculation-Part1."""
    return a_loan(
        LENT,
        principal_fen=10_000,
        rate_annual=Decimal("0.07"),
        term_months=6,
        day_count=THIRTY,
        rounding=Rounding.HALF_EVEN,
    )


def test_a_quote_paid_on_its_day_closes_the_loan() -> None:
    """apache/fineract#4798: quote and allocation are one reckoning."""
    loan = probe_loan().repay(1_701, FIRST).loan
    quote = loan.payoff_on(MONTH_END)
    assert quote == Parts(interest_fen=24, principal_fen=8_357)
    done = loan.repay(quote.total_fen, MONTH_END)
    assert done.paid == quote
    assert (done.loan.status, done.loan.principal_fen) == (LoanStatus.CLOSED, 0)
    assert done.loan.payoff_on(date(2024, 8, 1)) == Parts()


def test_an_interest_free_loan_earns_nothing() -> None:
    """frappe/erpnext#30045: no accrual, however often one asks."""
    loan = a_loan(LENT, principal_fen=90_000, rate_annual=Decimal(0), term_months=3)
    assert [loan.earned_by(FIRST + timedelta(days=n)) for n in range(60)] == [0] * 60
    assert loan.due_on(FIRST) == Parts(principal_fen=30_000)


def test_interest_by_the_day_on_a_demand_loan() -> None:
    """frappe/lending@14d2c7202 demand loan: 34 days of 1,000,000.00 at 13.5 % on 365."""
    lent = date(2019, 10, 1)
    loan = a_loan(
        lent,
        principal_fen=100_000_000,
        rate_annual=Decimal("0.135"),
        method=Method.REVOLVING,
        day_count=DayCount.ACT_365,
    )
    assert loan.payoff_on(date(2019, 11, 4)).interest_fen == 1_257_534
    assert loan.earned_by(date(2019, 10, 31)) == 1_109_589  # erpnext#31799: 30 days


def test_nothing_is_due_before_the_first_due_date() -> None:
    loan = probe_loan()
    assert loan.due_on(FIRST - timedelta(days=1)) == Parts()
    assert loan.due_on(FIRST) == Parts(interest_fen=58, principal_fen=1_643)


def test_an_instalment_paid_in_time_changes_no_plan() -> None:
    done = probe_loan().repay(1_701, FIRST)
    assert (done.paid.total_fen, done.replanned) == (1_701, False)
    assert done.loan.schedule == probe_loan().schedule


def test_a_part_pays_interest_before_principal() -> None:
    done = probe_loan().repay(100, FIRST)
    assert done.paid == Parts(interest_fen=58, principal_fen=42)
    assert done.loan.due_on(FIRST) == Parts(principal_fen=1_601)


def test_lateness_costs_penalty_and_compound_interest() -> None:
    loan = a_loan(LENT)  # 430.33 a month: 404.50 principal and 25.83 interest
    day = FIRST + timedelta(days=10)
    row = loan.schedule.rows[0]
    owed = loan.due_on(day)
    assert owed.penalty_fen == round(row.principal_fen * Decimal("0.09") * 10 / 360)
    assert owed.compound_fen == round(row.interest_fen * Decimal("0.06") * 10 / 360)
    assert loan.overdue_days(day) == 10


def test_compound_interest_can_be_switched_off() -> None:
    loan = a_loan(LENT, compound=False)
    assert loan.due_on(FIRST + timedelta(days=90)).compound_fen == 0


def test_after_maturity_unpaid_interest_bears_the_penalty_rate() -> None:
    loan = a_loan(LENT, method=Method.BULLET, term_months=1, principal_fen=36_000_000)
    interest = loan.schedule.interest_fen
    assert loan.due_on(FIRST + timedelta(days=10)).compound_fen == round(
        interest * Decimal("0.09") * 10 / 360
    )


def test_paid_within_grace_it_is_in_time() -> None:
    loan = a_loan(LENT, grace_days=3)
    assert loan.due_on(FIRST + timedelta(days=3)).penalty_fen == 0
    late = loan.due_on(FIRST + timedelta(days=4))
    assert late.penalty_fen == a_loan(LENT).due_on(FIRST + timedelta(days=4)).penalty_fen


def test_ninety_days_overdue_principal_comes_first() -> None:
    loan = a_loan(LENT)
    assert loan.repay(10_000, FIRST + timedelta(days=89)).paid.interest_fen > 0
    assert loan.repay(10_000, FIRST + timedelta(days=90)).paid == Parts(principal_fen=10_000)


def test_an_early_part_settles_interest_and_lowers_the_instalments() -> None:
    loan = probe_loan().repay(1_701, FIRST).loan
    done = loan.repay(5_000, MONTH_END)
    assert done.replanned
    assert done.paid == Parts(interest_fen=24, principal_fen=4_976)
    rest = [row for row in done.loan.schedule.rows if row.due_on > MONTH_END]
    assert [row.due_on for row in rest] == [row.due_on for row in loan.schedule.rows[1:]]
    assert max(row.due_fen for row in rest) < 700
    assert sum(row.principal_fen for row in done.loan.schedule.rows) == 10_000
    assert done.loan.payoff_on(MONTH_END) == Parts(principal_fen=10_000 - 1_643 - 4_976)


def test_less_than_the_interest_so_far_lowers_only_the_next_due() -> None:
    loan = probe_loan().repay(1_701, FIRST).loan
    done = loan.repay(10, MONTH_END)
    assert (done.paid, done.replanned) == (Parts(interest_fen=10), False)
    assert done.loan.payoff_on(MONTH_END).interest_fen == 14
    assert (
        done.loan.due_on(date(2024, 3, 1)).interest_fen
        == loan.due_on(date(2024, 3, 1)).interest_fen - 10
    )


def test_deferred_interest_is_part_of_a_quote() -> None:
    loan = a_loan(LENT, method=Method.INTEREST_MONTHLY, term_months=3, grace_interest=2)
    assert loan.due_on(date(2024, 3, 1)) == Parts()
    assert (
        loan.payoff_on(date(2024, 3, 1)).interest_fen == loan.earned_by(date(2024, 3, 1)) == 5_000
    )


def test_more_than_the_debt_is_refused() -> None:
    loan = probe_loan()
    with pytest.raises(RepaymentAboveDebt) as refused:
        loan.repay(10_059, FIRST)
    assert refused.value.facts == {"payoff_fen": 10_058}


def test_a_closed_loan_takes_nothing() -> None:
    loan = probe_loan().repay(10_058, FIRST).loan
    with pytest.raises(LoanClosed):
        loan.repay(1, FIRST)


@pytest.mark.parametrize("amount_fen", [0, -1])
def test_a_repayment_is_above_zero(amount_fen: int) -> None:
    with pytest.raises(RepaymentNotPositive):
        probe_loan().repay(amount_fen, FIRST)


def test_entries_come_in_the_order_of_their_days() -> None:
    with pytest.raises(RepaymentOutOfOrder):
        probe_loan().repay(100, FIRST).loan.repay(100, FIRST - timedelta(days=1))


PAYMENTS = st.lists(st.tuples(st.integers(0, 70), st.integers(1, 120)), max_size=8)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(Method),
    st.sampled_from([DayCount.ACT_360, DayCount.THIRTY_360, DayCount.ACT_ACT]),
    st.sampled_from([0, 2]),
    PAYMENTS,
)
def test_whatever_is_paid_adds_up_and_the_quote_closes(
    method: Method, day_count: DayCount, grace: int, payments: list[tuple[int, int]]
) -> None:
    waits = grace if method.every and method is not Method.INTEREST_QUARTERLY else 0
    loan = a_loan(LENT, method=method, day_count=day_count, grace_principal=waits)
    day, principal = LENT, 0
    for days, percent in payments:
        day += timedelta(days=days)
        quote = loan.payoff_on(day)
        amount = min(max(quote.total_fen * percent // 400, 1), quote.total_fen)
        if not quote.total_fen:
            break
        done = loan.repay(amount, day)
        assert done.paid.total_fen == amount
        assert min(vars(done.paid).values()) >= 0
        principal += done.paid.principal_fen
        assert done.loan.principal_fen == 500_000 - principal
        assert sum(row.principal_fen for row in done.loan.schedule.rows) == 500_000
        assert done.loan.payoff_on(day) == quote - done.paid
        loan = done.loan
    day += timedelta(days=17)
    if loan.status is LoanStatus.ACTIVE:
        closed = loan.repay(loan.payoff_on(day).total_fen, day).loan
        assert closed.status is LoanStatus.CLOSED
        assert closed.principal_fen == 0


@given(st.sampled_from(Method), st.integers(0, 400))
def test_interest_earned_never_falls_and_ends_at_the_plan(method: Method, days: int) -> None:
    loan = a_loan(LENT, method=method)
    day = LENT + timedelta(days=days)
    assert 0 <= loan.earned_by(day) <= loan.earned_by(day + timedelta(days=1))
    assert loan.earned_by(date(2030, 1, 1)) == loan.schedule.interest_fen
