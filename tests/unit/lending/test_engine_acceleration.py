"""提前到期 and the spreading of what is overdue: nothing is lost, nothing made, quotes close."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from nongxin.kernel.errors import Problem
from nongxin.lending.engine.loan_history import LoanHistory
from tests.unit.lending.loans import LENT_ON, a_history

CALLED = LENT_ON + timedelta(days=75)


def owed_principal(loan: LoanHistory, day: date) -> int:
    return loan.state(day).principal


def test_a_contract_called_due_is_one_line_on_that_day() -> None:
    loan = a_history().call_due(CALLED, CALLED)
    lines = [line for line in loan.state(CALLED).lines if line.is_open]
    assert lines[-1].due == CALLED
    assert owed_principal(loan, CALLED) == owed_principal(a_history(), CALLED)
    assert loan.state(CALLED).owed == a_history().payoff(CALLED)


@pytest.mark.parametrize("later", [0, 1, 40, 400])
def test_no_more_interest_of_the_contract_runs_after_it(later: int) -> None:
    loan, day = a_history().call_due(CALLED, CALLED), CALLED + timedelta(days=later)
    assert loan.payoff(day) == loan.payoff(CALLED)
    assert loan.pay(loan.payoff(day), day, day).state(day).owed == 0


def test_taken_back_it_is_as_if_it_had_never_been() -> None:
    loan = a_history().call_due(CALLED, CALLED)
    back = loan.reverse(loan.events[-1].nr, CALLED)
    assert back.payoff(CALLED) == a_history().payoff(CALLED)
    assert [x.due for x in back.state(CALLED).lines] == [
        x.due for x in a_history().state(CALLED).lines
    ]


def test_a_settled_contract_cannot_be_called_due() -> None:
    loan = a_history()
    settled = loan.pay(loan.payoff(CALLED), CALLED, CALLED)
    with pytest.raises(Problem) as refusal:
        settled.call_due(CALLED, CALLED)
    assert refusal.value.code == "loan-settled"


@pytest.mark.parametrize("split", [False, True])
def test_what_is_overdue_is_spread_and_the_principal_stands(split: bool) -> None:
    before, loan = a_history(), a_history().respread(CALLED, CALLED, split=split)
    state = loan.state(CALLED)
    late = [x for x in state.lines if x.due < CALLED]
    assert late and not any(x.open_total for x in late)
    assert state.principal == before.state(CALLED).principal
    dues = [x.due_total for x in state.lines if x.due > CALLED]
    assert max(dues) - min(dues) <= len(dues)  # fen: level but for the last
    assert loan.pay(loan.payoff(CALLED), CALLED, CALLED).state(CALLED).owed == 0
