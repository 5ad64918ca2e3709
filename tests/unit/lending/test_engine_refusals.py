"""What cannot enter a loan's history is refused by name, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from nongxin.kernel.errors import Problem
from nongxin.lending.engine.loan_history import LoanHistory
from tests.unit.lending.loans import LENT_ON, a_history

TODAY = date(2024, 3, 1)
REFUSED: dict[str, Callable[[LoanHistory], object]] = {
    "event-in-the-future": lambda loan: loan.pay(100, date(2024, 3, 2), TODAY),
    "event-before-lending": lambda loan: loan.pay(100, date(2023, 12, 31), TODAY),
    "amount-not-above-zero": lambda loan: loan.pay(0, TODAY, TODAY),
    "amount-outside-product": lambda loan: loan.lend(1, TODAY, TODAY),
    "rate-absurd": lambda loan: loan.change_rate(Fraction(3), TODAY, TODAY),
    "nothing-to-reverse": lambda loan: loan.reverse(7, TODAY),
}


@pytest.mark.parametrize("code", sorted(REFUSED))
def test_it_is_refused_by_name(code: str) -> None:
    loan = a_history()
    with pytest.raises(Problem) as refusal:
        REFUSED[code](loan)
    assert refusal.value.code == code
    assert refusal.value.sentence("zh") and len(loan.events) == 1


def test_a_settled_loan_takes_no_payment() -> None:
    loan = a_history()
    settled = loan.pay(loan.payoff(LENT_ON), LENT_ON, LENT_ON)
    with pytest.raises(Problem) as refusal:
        settled.pay(1, TODAY, TODAY)
    assert refusal.value.code == "loan-settled"
