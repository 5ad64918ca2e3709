"""What staff change in a loan, two of them: each kind with figures done by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from nongxin.lending.adjustments.adjustment import (
    Kind,
)
from nongxin.lending.adjustments.adjustment_rules import (
    ExtensionTooLong,
    RenewalNotDue,
    TermTooLong,
)
from nongxin.lending.loans.history import (
    EntryReversed,
    NothingToReverse,
)
from nongxin.lending.loans.loan import LoanClosed, LoanStatus
from nongxin.lending.reckoning.allocation import Parts
from tests.builders.lending import ACCOUNT
from tests.builders.servicing import A_DAY, LENT_FEN, ServicedLoan

LENT = date(2026, 11, 25)
DUE = date(2026, 12, 25)  # 30 days: 180.00


def later(days: int) -> date:
    return LENT + timedelta(days=days)


def interest(world: ServicedLoan, nr: int) -> int:
    return world.loan.dues[nr - 1].row.interest_fen


def test_another_rate_counts_from_its_day() -> None:
    """15 days at 6 % and 15 at 4.8 %: 90.00 and 72.00 yuan; then 31 days at 4.80 a day."""
    world = ServicedLoan()
    world.go(20)
    world.adjust(Kind.RATE, on=later(15), rate_annual=Decimal("0.048"))
    assert (interest(world, 1), interest(world, 2)) == (16_200, 31 * 480)
    assert world.loan.payoff_on(later(20)) == Parts(
        interest_fen=9_000 + 5 * 480, principal_fen=LENT_FEN
    )
    world.check()


def test_a_pause_costs_nothing_for_its_days() -> None:
    world = ServicedLoan()
    world.go(10)
    world.adjust(Kind.PAUSE, on=later(10), until=later(20))
    assert interest(world, 1) == 20 * A_DAY
    assert world.loan.earned_by(later(15)) == 10 * A_DAY


def test_a_pause_stops_penalties_too() -> None:
    world = ServicedLoan()
    world.go(40)
    assert world.loan.due_on(world.today).compound_fen == 30  # 180.00 for ten days at 6 %
    world.adjust(Kind.PAUSE, on=later(35), until=later(60))
    assert world.loan.due_on(world.today).compound_fen == 15


def test_diverted_money_costs_double_and_late_not_more() -> None:
    """银发〔2003〕251号: +100 % here; of overdue +50 % and diverted the heavier, never both."""
    world = ServicedLoan(method="bullet", months=3)
    world.go(10)
    world.adjust(Kind.DIVERSION, on=later(10))
    assert interest(world, 1) == 10 * A_DAY + 82 * 2 * A_DAY
    world.go(92 - 10 + 10)
    assert world.loan.due_on(world.today).penalty_fen == 10 * 2 * A_DAY


def test_a_waiver_lets_off_what_is_due_and_moves_no_money() -> None:
    world = ServicedLoan()
    world.go(40)
    before = world.balance_fen(ACCOUNT)
    world.adjust(Kind.WAIVER, waived=Parts(compound_fen=30, interest_fen=8_000))
    assert world.loan.due_on(world.today) == Parts(interest_fen=10_000)
    assert world.balance_fen(ACCOUNT) == before
    world.check()


def test_an_extension_moves_the_principal_and_keeps_the_rhythm() -> None:
    world = ServicedLoan()
    world.go(10)
    done = world.adjust(Kind.EXTENSION, months=6).answer
    assert (done["state"], done["entry"]) == ("executed", 1)
    rows = [due.row for due in world.loan.dues]
    assert len(rows) == 18
    assert rows[-1].due_on == date(2028, 5, 25)
    assert [row.principal_fen for row in rows] == [0] * 17 + [LENT_FEN]
    assert rows[12].interest_fen == 30 * A_DAY  # 2027-11-25 to 12-25


def test_article_12_of_the_general_rules() -> None:
    """A short-term loan by its own term, all extensions told; the plan must still be running."""
    world = ServicedLoan(months=6)
    world.go(10)
    with pytest.raises(ExtensionTooLong):
        world.adjust(Kind.EXTENSION, months=7)
    world.adjust(Kind.EXTENSION, months=4)
    with pytest.raises(ExtensionTooLong):
        world.adjust(Kind.EXTENSION, months=3)
    world.adjust(Kind.EXTENSION, months=1)


@pytest.mark.parametrize(("months", "most"), [(24, 12), (60, 30)])
def test_a_medium_term_loan_by_half_of_it(months: int, most: int) -> None:
    world = ServicedLoan(months=months)
    world.propose(Kind.EXTENSION, months=most)
    with pytest.raises(ExtensionTooLong):
        world.propose(Kind.EXTENSION, months=most + 1)


def test_a_level_loan_is_stretched() -> None:
    world = ServicedLoan(method="equal_instalment")
    world.adjust(Kind.EXTENSION, months=12)
    rows = [due.row for due in world.loan.dues]
    assert len(rows) == 24
    assert sum(row.principal_fen for row in rows) == LENT_FEN
    assert len({row.due_fen for row in rows[:-1]}) == 1


def test_a_renewal_is_made_at_the_end() -> None:
    world = ServicedLoan()
    with pytest.raises(RenewalNotDue):
        world.propose(Kind.RENEWAL, months=12)
    for nr in range(11):
        world.go((world.loan.dues[nr].row.due_on - world.today).days)
        world.pay(f"key-{nr}", quote="due")
    world.go(10)
    with pytest.raises(TermTooLong):
        world.propose(Kind.RENEWAL, months=13)
    world.adjust(Kind.RENEWAL, months=12)
    assert world.loan.matures_on == date(2028, 11, 25)
    assert (world.principal_fen(), world.loan.principal_fen) == (LENT_FEN, LENT_FEN)


def test_a_reschedule_takes_overdue_principal_along() -> None:
    world = ServicedLoan(method="equal_principal")
    world.go(100)
    late = world.loan.due_on(world.today)
    assert late.principal_fen == 900_000
    world.adjust(Kind.RESCHEDULE, months=24)
    loan = world.loan
    assert loan.due_on(world.today).principal_fen == 0
    assert loan.due_on(world.today).interest_fen == late.interest_fen
    to_come = [due.row for due in loan.dues if due.row.due_on > world.today]
    assert sum(row.principal_fen for row in to_come) == LENT_FEN
    assert sum(due.row.principal_fen for due in loan.dues) == LENT_FEN
    world.check()


def test_a_charge_off_stops_interest_and_its_reversal_brings_it_back() -> None:
    world = ServicedLoan(method="bullet", months=3)
    world.go(92 + 91)
    owed = world.loan.payoff_on(world.today)
    world.adjust(Kind.CHARGE_OFF)
    world.go(30)
    assert world.loan.payoff_on(world.today) == owed
    world.adjust(Kind.REVERSAL, entry=1)
    assert world.loan.payoff_on(world.today).penalty_fen == owed.penalty_fen + 30 * 900
    world.check()


def test_written_off_it_is_owed_still_and_what_comes_in_is_recovered() -> None:
    world = ServicedLoan(method="bullet", months=3)
    world.go(92 + 361)
    owed = world.loan.payoff_on(world.today)
    world.adjust(Kind.WRITE_OFF)
    lost = (world.principal_fen(), world.loan.claim_fen, world.loan.status)
    assert lost == (0, LENT_FEN, LoanStatus.WRITTEN_OFF)
    assert world.general_fen("loan_loss_provision") == LENT_FEN
    world.go(10)
    world.pay("key-1", 600_000)  # 90 days late and more: principal first
    assert world.general_fen("loan_loss_provision") == LENT_FEN - 600_000
    world.check()
    rest = world.loan.payoff_on(world.today)
    assert rest.total_fen == owed.total_fen - 600_000
    world.pay("key-2", quote="payoff")
    world.check()
    assert world.loan.status.value == "closed"
    assert world.general_fen("loan_loss_provision") == 0


def test_a_repayment_entered_late_counts_from_its_day() -> None:
    world = ServicedLoan()
    world.go(40)
    before = world.balance_fen(ACCOUNT)
    done = world.adjust(Kind.REPAYMENT, on=DUE, amount_fen=18_000)
    assert done.answer["principal_left_fen"] == LENT_FEN
    assert world.loan.due_on(world.today) == Parts()
    assert world.balance_fen(ACCOUNT) == before - 18_000
    world.check()


def test_a_reversal_gives_the_money_back_where_it_came_from() -> None:
    world = ServicedLoan()
    before = world.balance_fen(ACCOUNT)
    world.go(10)
    world.pay("key-1", 500_000)
    world.adjust(Kind.REVERSAL, entry=1)
    assert world.balance_fen(ACCOUNT) == before
    assert world.loan.payoff_on(world.today).total_fen == LENT_FEN + 10 * A_DAY
    with pytest.raises(EntryReversed):
        world.propose(Kind.REVERSAL, entry=1)
    with pytest.raises(NothingToReverse):
        world.propose(Kind.REVERSAL, entry=2)
    world.check()


def test_a_loan_paid_off_by_mistake_is_open_again() -> None:
    world = ServicedLoan()
    world.pay("key-1", quote="payoff")
    with pytest.raises(LoanClosed):
        world.propose(Kind.PAUSE, on=LENT, until=later(3))
    world.adjust(Kind.REVERSAL, entry=1)
    assert (world.loan.status, world.principal_fen()) == (LoanStatus.ACTIVE, LENT_FEN)
    world.check()
