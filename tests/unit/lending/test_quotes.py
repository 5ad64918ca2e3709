"""What a loan is quoted on a day closes it, paid that day: every method, through a whole life."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from nongxin.kernel.money import Rounding
from nongxin.lending.loans.entries import Diversion, Draw, Entry, Pause, RateChange, Waiver
from nongxin.lending.loans.history import History
from nongxin.lending.loans.loan import LoanStatus
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.replan import Ahead
from nongxin.lending.reckoning.terms import Method
from tests.unit.lending.histories import ACCOUNT, LENT, PRINCIPAL, a_history, after, paid

LIVES: dict[Method, dict[str, Any]] = {
    Method.EQUAL_INSTALMENT: {"term_months": 12},
    Method.EQUAL_PRINCIPAL: {"term_months": 12},
    Method.INTEREST_MONTHLY: {"term_months": 12},
    Method.INTEREST_QUARTERLY: {"term_months": 12, "due_day": 21},
    Method.BULLET: {"term_months": 6, "grace_days": 3},
    Method.REVOLVING: {"term_months": 12},
    Method.FLAT: {"term_months": 12},
}
# Every eleventh day, from another first day per method, until long after maturity.
STEP, DAYS = 11, 480


@pytest.mark.parametrize("method", Method)
def test_a_quote_closes_the_loan_on_every_day_of_its_life(method: Method) -> None:
    history, dice = a_history(method=method, **LIVES[method]), Random(method.value)
    told = 0
    for ahead in range(dice.randrange(STEP), DAYS, STEP):
        on = LENT + timedelta(days=ahead)
        loan = history.loan()
        quote = loan.payoff_on(on)
        closed = after(history, paid(quote.total_fen, on)).loan()
        assert (closed.status, closed.claim_fen, closed.credit_fen) == (LoanStatus.CLOSED, 0, 0)
        assert closed.received == loan.received + quote
        short = after(history, paid(quote.total_fen - 1, on)).loan()
        assert (short.status, short.payoff_on(on).total_fen) == (LoanStatus.ACTIVE, 1)
        if dice.random() < 0.5 and loan.claim_fen > PRINCIPAL // 3:
            history, told = after(history, _happens(history, ahead, dice)), told + 1
    assert told > 5


def test_a_flat_loan_that_a_multiple_repays_early_ends_then() -> None:
    """1,000.00 of principal at a time: 25 lines of 36, and no charge on nothing after them."""
    terms = {"method": Method.FLAT, "term_months": 36, "instalment_multiple_fen": 100_000}
    history = a_history(principal_fen=2_500_000, rounding=Rounding.UP, **terms)
    dues = history.loan().dues
    assert len(dues) < 36
    assert all(due.row.principal_fen > 0 for due in dues)
    on = dues[-2].row.due_on
    history = after(history, paid(history.loan().due_on(on).total_fen, on))
    quote = history.loan().payoff_on(on)
    assert (quote.interest_fen, quote.principal_fen) == (0, dues[-1].row.principal_fen)
    assert after(history, paid(quote.total_fen, on)).loan().status is LoanStatus.CLOSED


def _happens(history: History, ahead: int, dice: Random) -> Entry:
    """Late or early, on a day of the running life."""
    on, loan = LENT + timedelta(days=ahead), history.loan()
    if loan.terms.method is Method.REVOLVING and loan.claim_fen < PRINCIPAL and ahead < 360:
        return Draw(on, on, "pn_1", PRINCIPAL - loan.claim_fen, ACCOUNT)
    kind = dice.randrange(8)
    if kind == 0:
        return RateChange(on, on, "st_1", Decimal(dice.randrange(300, 900)) / 10_000)
    if kind == 1:
        return Pause(on, on, "st_1", on + timedelta(days=dice.randrange(1, 40)))
    if kind == 2:
        return Waiver(on, on, "st_1", Parts(penalty_fen=50, interest_fen=100))
    if kind == 3:
        return Diversion(on, on, "st_1")
    return paid(dice.randrange(1, 300_000), on, ahead=dice.choice(list(Ahead)))
