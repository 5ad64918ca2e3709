"""The borrower's and the partner's verbs: quotes, early ways, draws, refunds, payouts; races."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nongxin.kernel.errors import KeyReused, Missing
from nongxin.ledger.account import InsufficientFunds
from nongxin.ledger.posting import BadAmount
from nongxin.lending.adjustments.adjustment import AdjustmentDecided, Kind
from nongxin.lending.aftercare.care_store import DynamoCares
from nongxin.lending.loans.draw_loan import AboveLimit, DrawLoan, NotRevolving, draw_loan
from nongxin.lending.loans.history import EntryReversed
from nongxin.lending.loans.loan import LoanStatus, RepaymentNotPositive
from nongxin.lending.loans.refund_credit import NoCredit, RefundCredit, refund_credit
from nongxin.lending.loans.refusals import LoanMatured, LoanOverdue
from nongxin.lending.loans.repay_loan import QuoteChanged
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.replan import Ahead
from tests.builders.lending import ACCOUNT, a_person
from tests.builders.servicing import A_DAY, FARMER, LENT_FEN, LOAN, PARTNER, ServicedLoan


def test_by_quote_the_loan_is_closed_to_the_fen() -> None:
    world = ServicedLoan()
    world.go(17)
    done = world.pay("key-1", quote="payoff").answer
    assert (done["amount_fen"], done["status"]) == (LENT_FEN + 17 * A_DAY, "closed")
    world.check()


def test_a_quote_of_another_day_is_refused() -> None:
    world = ServicedLoan()
    quoted = world.loan.payoff_on(world.today).total_fen
    world.go(1)
    with pytest.raises(QuoteChanged):
        world.pay("key-1", quoted, quote="payoff")
    world.pay("key-2", quoted + A_DAY, quote="payoff")
    assert world.loan.status is LoanStatus.CLOSED


def test_what_is_due_by_quote_and_nothing_if_nothing_is() -> None:
    world = ServicedLoan()
    with pytest.raises(RepaymentNotPositive):
        world.pay("key-1", quote="due")
    world.go(30)
    assert world.pay("key-2", quote="due").answer["paid"]["interest_fen"] == 18_000


def test_early_repayment_the_chosen_way() -> None:
    world = ServicedLoan(method="equal_principal")
    world.go(30)
    done = world.pay("key-1", 318_000 + 600_000, ahead=Ahead.LAST).answer
    assert done["replanned"]
    assert [d.row.principal_fen for d in world.loan.dues if d.is_open] == [300_000] * 9
    world.check()


def test_a_line_of_credit_opens_again_with_every_repayment() -> None:
    """2,000,000 of 3,600,000 are owed for ten days, then 3,000,000: 3.33 and 5.00 yuan a day."""
    world = ServicedLoan(method="revolving")
    with pytest.raises(AboveLimit):
        world.draw("key-1", 1)
    world.pay("key-2", 1_600_000)
    world.go(10)
    with pytest.raises(AboveLimit):
        world.draw("key-3", 1_600_001)
    done = world.draw("key-4", 1_000_000).answer
    assert (done["principal_left_fen"], world.principal_fen()) == (3_000_000, 3_000_000)
    world.go(10)
    assert world.loan.payoff_on(world.today) == Parts(interest_fen=8_333, principal_fen=3_000_000)
    world.check()
    world.pay("key-5", quote="payoff")
    assert world.loan.status is LoanStatus.CLOSED
    world.draw("key-6", LENT_FEN)
    assert (world.loan.status, world.principal_fen()) == (LoanStatus.ACTIVE, LENT_FEN)
    world.check()


def test_what_no_draw_is() -> None:
    with pytest.raises(NotRevolving):
        ServicedLoan().draw("key-1", 1)
    world = ServicedLoan(method="revolving")
    with pytest.raises(BadAmount):
        world.draw("key-1", 0)
    world.pay("key-2", 100)
    world.go(365)
    with pytest.raises(LoanMatured):
        world.draw("key-3", 1)


def test_an_overdue_borrower_draws_nothing() -> None:
    world = ServicedLoan(method="revolving", months=6)
    world.pay("key-1", 100)
    world.go(300)
    with pytest.raises((LoanMatured, LoanOverdue)):
        world.draw("key-2", 1)


def test_nothing_to_refund() -> None:
    with pytest.raises(NoCredit):
        ServicedLoan().refund("key-1")


def test_a_credit_is_refunded_once() -> None:
    """Two days of pause are told of, and then a payment that did not know of them."""
    world = ServicedLoan()
    world.go(20)
    on = world.today - timedelta(days=10)
    world.adjust(Kind.PAUSE, on=on, until=on + timedelta(days=2))
    world.adjust(Kind.REPAYMENT, on=world.today, amount_fen=LENT_FEN + 20 * A_DAY)
    assert world.loan.credit_fen == 2 * A_DAY
    world.check()
    before = world.balance_fen(ACCOUNT)
    assert world.refund("key-2").answer["amount_fen"] == 2 * A_DAY
    assert world.refund("key-2").replayed
    assert world.balance_fen(ACCOUNT) == before + 2 * A_DAY
    with pytest.raises(NoCredit):
        world.refund("key-3")
    world.check()


def test_a_payout_repays_the_loan_first_and_the_rest_is_the_farmer_s() -> None:
    world = ServicedLoan()
    world.go(10)
    before = (world.balance_fen(PARTNER), world.balance_fen(FARMER), world.balance_fen(ACCOUNT))
    part = world.settle("key-1", 1_000_000).answer
    assert (part["repaid_fen"], part["paid_fen"]) == (1_000_000, 0)
    left = world.loan.payoff_on(world.today).total_fen
    whole = world.settle("key-2", 5_000_000).answer
    assert (whole["repaid_fen"], whole["paid_fen"]) == (left, 5_000_000 - left)
    assert world.loan.status is LoanStatus.CLOSED
    assert (world.balance_fen(PARTNER), world.balance_fen(FARMER), world.balance_fen(ACCOUNT)) == (
        before[0] - 6_000_000, before[1] + 5_000_000 - left, before[2],
    )  # fmt: skip
    again = world.settle("key-3", 1).answer  # nothing is owed any more
    assert (again["repaid_fen"], again["paid_fen"], again["loans"]) == (0, 1, [])
    world.check()


def test_a_payout_reversed_goes_back_to_the_partner() -> None:
    world = ServicedLoan()
    before = world.balance_fen(PARTNER)
    world.settle("key-1", 1_000_000)
    world.adjust(Kind.REVERSAL, entry=1)
    assert world.balance_fen(PARTNER) == before
    world.check()


def test_a_key_means_the_same_for_ever() -> None:
    world = ServicedLoan()
    first = world.pay("key-1", 1_000)
    world.go(40)
    assert world.pay("key-1", 1_000).answer == first.answer
    with pytest.raises(KeyReused):
        world.pay("key-1", 1_001)


def test_a_payment_and_a_payoff_at_once() -> None:
    """Whoever comes second decides anew: by quote it is what is left then."""
    world = ServicedLoan()
    world.storage.dynamo.before_write = lambda: world.pay("key-2", 600_000)
    done = world.pay("key-1", quote="payoff").answer
    assert done["amount_fen"] == LENT_FEN - 600_000
    assert world.loan.status is LoanStatus.CLOSED
    world.check()


def test_two_reversals_at_once_give_the_money_back_once() -> None:
    world = ServicedLoan()
    before = world.balance_fen(ACCOUNT)
    world.pay("key-1", 600_000)
    one, two = (world.propose(Kind.REVERSAL, entry=1) for _ in range(2))
    world.storage.dynamo.before_write = lambda: world.decide("key-2", two)
    with pytest.raises(EntryReversed):
        world.decide("key-3", one)
    assert world.balance_fen(ACCOUNT) == before
    world.check()


def test_two_decisions_at_once_on_one_adjustment() -> None:
    world = ServicedLoan()
    made = world.propose(Kind.EXTENSION, months=1)
    world.storage.dynamo.before_write = lambda: world.decide("key-2", made)
    with pytest.raises(AdjustmentDecided):
        world.decide("key-3", made)
    assert len(world.history.entries) == 1


def test_without_the_money_nothing_happens() -> None:
    world = ServicedLoan(spare_fen=1)
    world.go(30)
    with pytest.raises(InsufficientFunds):
        world.pay("key-1", quote="payoff")
    assert world.history.entries == ()


def test_only_the_borrower() -> None:
    world = ServicedLoan()
    stranger = a_person(id="pn_610722_01JDHX3Q8Z6V7K2M5N9P4R9999")
    draw, refund = DrawLoan(LOAN, 1), RefundCredit(LOAN)
    for act in (
        lambda k: draw_loan(draw, stranger, k, world.servicing, DynamoCares(world.storage)),
        lambda k: refund_credit(refund, stranger, k, world.servicing),
    ):
        with pytest.raises(Missing):
            world.money("x", stranger.id, "key-1", act)
