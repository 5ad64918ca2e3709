"""提前到期 and the spreading of what is overdue: nothing is lost, nothing made, quotes close."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.unit.lending.loans import LENT_ON, Told, a_told_loan

CALLED = LENT_ON + timedelta(days=75)


def owed_principal(loan: Told, day: date) -> int:
    return loan.state(day).principal


def test_a_contract_called_due_is_one_line_on_that_day() -> None:
    loan = a_told_loan().call_due(CALLED)
    lines = [line for line in loan.state(CALLED).lines if line.is_open]
    assert lines[-1].due == CALLED
    assert owed_principal(loan, CALLED) == owed_principal(a_told_loan(), CALLED)
    assert loan.state(CALLED).owed == a_told_loan().payoff(CALLED)


@pytest.mark.parametrize("later", [0, 1, 40, 400])
def test_no_more_interest_of_the_contract_runs_after_it(later: int) -> None:
    loan, day = a_told_loan().call_due(CALLED), CALLED + timedelta(days=later)
    assert loan.payoff(day) == loan.payoff(CALLED)
    assert loan.pay(loan.payoff(day), day).state(day).owed == 0


def test_taken_back_it_is_as_if_it_had_never_been() -> None:
    loan = a_told_loan().call_due(CALLED)
    back = loan.reverse(len(loan.entries), CALLED)
    assert back.payoff(CALLED) == a_told_loan().payoff(CALLED)
    assert [x.due for x in back.state(CALLED).lines] == [
        x.due for x in a_told_loan().state(CALLED).lines
    ]


@pytest.mark.parametrize("split", [False, True])
def test_what_is_overdue_is_spread_and_the_principal_stands(split: bool) -> None:
    before, loan = a_told_loan(), a_told_loan().respread(CALLED, split=split)
    state = loan.state(CALLED)
    late = [x for x in state.lines if x.due < CALLED]
    assert late and not any(x.open_total for x in late)
    assert state.principal == before.state(CALLED).principal
    dues = [x.due_total for x in state.lines if x.due > CALLED]
    assert max(dues) - min(dues) <= len(dues)  # fen: level but for the last
    assert loan.pay(loan.payoff(CALLED), CALLED).state(CALLED).owed == 0
