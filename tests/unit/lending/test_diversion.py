"""Part of the money is used for something else (挪用): the diverted rate is that part's alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from nongxin.lending.adjustments.adjustment import Kind
from nongxin.lending.adjustments.adjustment_rules import DiversionAboveClaim
from nongxin.lending.aftercare.claims.interest_subsidy import borne
from nongxin.lending.loans import changes
from nongxin.lending.loans.entries import Diversion
from nongxin.lending.reckoning.terms import Method
from tests.builders.servicing import A_DAY, LENT_FEN, ServicedLoan
from tests.unit.lending.aftercare.test_interest_subsidy import poverty_loan
from tests.unit.lending.histories import a_history, after, day, paid

LENT = date(2026, 11, 25)
THIRD_FEN = LENT_FEN // 3


def test_a_third_costs_double_and_the_rest_what_was_agreed() -> None:
    world = ServicedLoan(method="bullet", months=3)  # 92 days at 6.00 yuan
    world.go(10)
    world.adjust(Kind.DIVERSION, on=LENT + timedelta(days=10), amount_fen=THIRD_FEN)
    assert world.loan.dues[0].row.interest_fen == 92 * A_DAY + 82 * A_DAY // 3
    # Late for ten days: +50 % on two thirds, +100 % on the third; the heavier, never both.
    world.go(92)
    assert world.loan.due_on(world.today).penalty_fen == 10 * (4 * 150 + 2 * 200) * A_DAY // 600
    world.check()


def test_what_is_repaid_lessens_both_parts_alike() -> None:
    told = after(
        a_history(method=Method.BULLET, term_months=3),
        Diversion(day(1, 1), day(1, 1), "st_1", LENT_FEN // 2),
        paid(LENT_FEN // 2 + 900, day(1, 2)),
    )
    # A day at 6.00 x 1.5, then half of the principal for 90 days at 3.00 x 1.5.
    assert told.loan().payoff_on(day(4, 1)).interest_fen == 90 * 450


def test_all_of_it_named_or_not_is_the_same() -> None:
    named = after(a_history(), Diversion(day(1, 11), day(1, 11), "st_1", LENT_FEN))
    plain = after(a_history(), Diversion(day(1, 11), day(1, 11), "st_1"))
    assert named.loan() == plain.loan()


def test_no_more_than_is_owed() -> None:
    world = ServicedLoan()
    with pytest.raises(DiversionAboveClaim):
        world.propose(Kind.DIVERSION, on=LENT, amount_fen=LENT_FEN + 1)


def test_finance_bears_the_interest_of_what_is_used_as_agreed() -> None:
    loan = poverty_loan(method=Method.BULLET, term_months=6)
    (whole,) = borne(loan)
    halved = changes.divert(loan, loan.lent_on, loan.terms.principal_fen // 2)
    (line,) = borne(halved)
    assert line.finance_fen == whole.finance_fen // 2
    assert line.finance_fen + line.borrower_fen == whole.finance_fen * 3 // 2
