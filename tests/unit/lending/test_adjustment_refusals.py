"""Who may change a loan, and what is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from nongxin.kernel.errors import Missing, Problem
from nongxin.lending.adjustments.adjustment import (
    AdjustmentDecided,
    AdjustmentFourEyes,
    AdjustmentIncomplete,
    Kind,
)
from nongxin.lending.adjustments.adjustment_rules import (
    AlreadySo,
    InterestFree,
    NotBadEnough,
    PauseNotUsable,
    TermTooLong,
    WaiverAboveDue,
)
from nongxin.lending.loans.history import (
    EntryInFuture,
    EntryTooEarly,
)
from nongxin.lending.loans.refusals import LoanMatured, LoanOverdue
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.terms import RateOutOfRange
from tests.builders.lending import an_officer
from tests.builders.servicing import APPROVER, LENT_FEN, LOAN, OFFICER, ServicedLoan

LENT = date(2026, 11, 25)
DUE = date(2026, 12, 25)  # 30 days: 180.00


def later(days: int) -> date:
    return LENT + timedelta(days=days)


def test_four_eyes_and_one_decision() -> None:
    world = ServicedLoan()
    made = world.propose(Kind.EXTENSION, months=1)
    with pytest.raises(AdjustmentFourEyes):
        world.decide("key-1", made, OFFICER)
    for is_again in (False, True):
        done = world.decide("key-2", made, approves=False)
        assert (done.answer["state"], done.replayed) == ("rejected", is_again)
    with pytest.raises(AdjustmentDecided):
        world.decide("key-3", made)
    assert world.history.entries == ()


def test_out_of_reach_is_not_there() -> None:
    world, stranger = ServicedLoan(), an_officer(3, county="610425")
    with pytest.raises(Missing):
        world.propose(Kind.EXTENSION, stranger, months=1)
    with pytest.raises(Missing):
        world.decide("key-1", "lj_610722_01JDHX3Q8Z6V7K2M5N9P4R0001", APPROVER)


def test_what_was_allowed_when_it_was_proposed_may_not_be_any_more() -> None:
    world = ServicedLoan()
    made = world.propose(Kind.EXTENSION, months=1)
    world.go(40)
    with pytest.raises(LoanOverdue):
        world.decide("key-1", made)
    assert world.adjusting.adjustments.decision(LOAN, made) is None


Act = Callable[[ServicedLoan], object]
REFUSED: list[tuple[int, Act, type[Problem]]] = [
    (0, lambda w: w.propose(Kind.EXTENSION), AdjustmentIncomplete),
    (0, lambda w: w.propose(Kind.EXTENSION, months=1, amount_fen=5), AdjustmentIncomplete),
    (0, lambda w: w.propose(Kind.EXTENSION, months=-1), TermTooLong),
    (0, lambda w: w.propose(Kind.RESCHEDULE, months=121), TermTooLong),
    (400, lambda w: w.propose(Kind.EXTENSION, months=1), LoanMatured),
    (5, lambda w: w.propose(Kind.RATE, on=later(1), rate_annual=Decimal("0.3")), RateOutOfRange),
    (5, lambda w: w.propose(Kind.DIVERSION, on=later(6)), EntryInFuture),
    (5, lambda w: w.propose(Kind.RATE, on=later(-1), rate_annual=Decimal("0.05")), EntryTooEarly),
    (5, lambda w: w.propose(Kind.PAUSE, on=later(3), until=later(3)), PauseNotUsable),
    (5, lambda w: w.propose(Kind.PAUSE, on=later(3), until=later(400)), PauseNotUsable),
    (5, lambda w: w.propose(Kind.WAIVER, waived=Parts(interest_fen=1)), WaiverAboveDue),
    (31, lambda w: w.propose(Kind.WAIVER, waived=Parts(principal_fen=1)), WaiverAboveDue),
    (90, lambda w: w.propose(Kind.CHARGE_OFF), NotBadEnough),
    (380, lambda w: w.propose(Kind.WRITE_OFF), NotBadEnough),
    (5, lambda w: w.propose(Kind.REPAYMENT, on=later(6), amount_fen=1), EntryInFuture),
    (5, lambda w: (w.adjust(Kind.DIVERSION, on=later(1)), w.propose(Kind.DIVERSION, on=later(2))),
     AlreadySo),
]  # fmt: skip


@pytest.mark.parametrize(("days", "act", "refusal"), REFUSED)
def test_refused_by_name_and_nothing_changed(days: int, act: Act, refusal: type[Problem]) -> None:
    world = ServicedLoan()
    world.go(days)
    with pytest.raises(refusal):
        act(world)
    world.check()
    assert world.principal_fen() == LENT_FEN


def test_an_interest_free_loan_has_no_rate_to_change() -> None:
    with pytest.raises(InterestFree):
        ServicedLoan(rate="0").propose(Kind.RATE, on=LENT, rate_annual=Decimal("0.01"))
