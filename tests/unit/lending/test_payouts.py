"""Payouts of a partner to a merchant: order loans first, in due order; exactly once; taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from nongxin.kernel.commands import Done, perform
from nongxin.kernel.errors import KeyReused
from nongxin.ledger.account import Account, InsufficientFunds
from nongxin.ledger.post import opening
from nongxin.ledger.store import JournalRecord
from nongxin.lending.loans.entries import Repayment, Reversal, WriteOff
from nongxin.lending.loans.loan import LoanStatus
from nongxin.lending.payouts.payout import (
    MOST_LOANS,
    PayoutBackAboveRest,
    PayoutName,
    PayoutNotSettled,
)
from nongxin.lending.payouts.payout_store import DynamoPayouts
from nongxin.lending.payouts.settle_from_payout import (
    PayoutParts,
    SettleFromPayout,
    settle_from_payout,
)
from nongxin.lending.payouts.take_back_payout import TakeBackPayout, take_back_payout
from tests.builders.books import check_books
from tests.builders.lending import ACCOUNT, BORROWER, COUNTY, ENTITY, TAIL, a_signed, an_offer
from tests.builders.loan_days import LoanDays

PLATFORM = f"ac_{COUNTY}_{TAIL}4444"
LENT = date(2026, 11, 25)


class Shop(LoanDays):
    """A merchant whose order loans are repaid in one amount, and the platform's account."""

    def __init__(self) -> None:
        super().__init__()
        platform = Account(PLATFORM, "demand_deposit", ENTITY, "pt_1")
        self.storage.commit(opening(platform, self.books))
        self.fund(PLATFORM, 50_000_000)

    def order_loan(self, amount_fen: int, months: int = 3, product: str = "DSD") -> str:
        loan_id = self.lend(amount_fen, "bullet", months, product)
        signed = a_signed(self.count)
        wish = replace(signed.wish, product=product)
        self.world.claim(replace(signed, wish=wish, offer=an_offer(amount_fen=amount_fen)))
        return loan_id

    @property
    def payouts(self) -> PayoutParts:
        post = partial(perform, keys=JournalRecord, storage=self.storage)
        return PayoutParts(
            DynamoPayouts(self.storage),
            self.world.applications,
            self.world.servicing,
            lambda key, act: post(act, key),
        )

    def pay_out(self, number: str, amount_fen: int, first: str = "") -> Done:
        name = PayoutName(COUNTY, "pt_1", number)
        told = SettleFromPayout(name, BORROWER, amount_fen, PLATFORM, ACCOUNT, first)
        return settle_from_payout(told, self.payouts)

    def refund(self, payout: str, refund: str, amount_fen: int) -> Done:
        name = PayoutName(COUNTY, "pt_1", payout)
        return take_back_payout(TakeBackPayout(name, refund, amount_fen), self.payouts)

    def platform_fen(self) -> int:
        return self.world.ledger.get(PLATFORM).balance_fen

    def statuses(self) -> list[LoanStatus]:
        return [self.loan(loan_id).status for loan_id in self.loan_ids]


def test_the_loan_that_is_due_first_is_repaid_first_and_the_rest_is_the_merchant_s() -> None:
    shop = Shop()
    late = shop.order_loan(1_000_000, months=6)
    soon = shop.order_loan(2_000_000, months=3)
    other = shop.order_loan(3_000_000, months=3, product="YND")  # no order loan
    shop.leave(0)
    shop.go_to(LENT + timedelta(days=9))
    # 5.60 % for nine days: 28.00 and 14.00 yuan.
    first = shop.pay_out("po-1", 2_500_000).answer
    assert first == {"repaid_fen": 2_500_000, "paid_fen": 0, "loans": [soon, late]}
    assert shop.loan(soon).status is LoanStatus.CLOSED
    assert shop.loan(late).claim_fen == 1_000_000 - (2_500_000 - 2_002_800 - 1_400)
    second = shop.pay_out("po-2", 1_000_000).answer
    assert second["paid_fen"] == 1_000_000 - shop.loan(late).terms.principal_fen + 495_800
    assert shop.balance_fen() == second["paid_fen"]
    assert shop.loan(other).claim_fen == 3_000_000
    assert shop.platform_fen() == 50_000_000 - 3_500_000
    told = [e.data["payout"] for e in shop.storage.published("PayoutSettled")]
    assert told == ["po-1", "po-2"]
    assert [e.data["closed"] for e in shop.storage.published("LoanRepaid")].count(True) == 2
    check_books(shop.storage)


def test_a_payout_moves_money_once_for_its_number() -> None:
    shop = Shop()
    shop.order_loan(1_000_000)
    first = shop.pay_out("po-1", 300_000)
    again = shop.pay_out("po-1", 300_000)
    assert (again.answer, again.replayed) == (first.answer, True)
    with pytest.raises(KeyReused):
        shop.pay_out("po-1", 300_001)
    assert shop.platform_fen() == 50_000_000 - 300_000


def test_two_runs_of_one_payout_and_a_repayment_at_once() -> None:
    shop = Shop()
    loan_id = shop.order_loan(1_000_000)
    shop.leave(1_000_000)

    def meanwhile() -> None:
        shop.world.repay(600_000, "mine")
        shop.pay_out("po-1", 900_000)

    shop.storage.dynamo.before_write = meanwhile
    done = shop.pay_out("po-1", 900_000)
    assert done.replayed
    assert done.answer == {"repaid_fen": 400_000, "paid_fen": 500_000, "loans": [loan_id]}
    assert shop.balance_fen() == 1_000_000 - 600_000 + 500_000
    check_books(shop.storage)


def test_the_loan_that_paid_the_order_goes_first() -> None:
    shop = Shop()
    shop.order_loan(1_000_000, months=3)
    chosen = shop.order_loan(1_000_000, months=12)
    assert shop.pay_out("po-1", 500_000, first=chosen).answer["loans"] == [chosen]


def test_without_loans_all_of_it_is_the_merchant_s() -> None:
    shop = Shop()
    assert shop.pay_out("po-1", 500_000).answer["paid_fen"] == 500_000
    assert shop.balance_fen() == 500_000


def test_what_the_platform_does_not_have_moves_nothing() -> None:
    shop = Shop()
    loan_id = shop.order_loan(1_000_000)
    with pytest.raises(InsufficientFunds):
        shop.pay_out("po-1", 60_000_000)
    assert shop.world.loans.history(loan_id).entries == ()
    with pytest.raises(PayoutNotSettled):
        shop.refund("po-1", "rf-1", 1)


def test_a_refund_takes_the_merchant_s_part_first_and_then_the_repayment() -> None:
    shop = Shop()
    loan_id = shop.order_loan(1_000_000)
    shop.leave(0)
    shop.go_to(LENT + timedelta(days=9))
    shop.pay_out("po-1", 1_500_000)  # 10,014.00 close the loan, 4,986.00 are the merchant's
    shop.go_to(LENT + timedelta(days=18))
    back = shop.refund("po-1", "rf-1", 700_000).answer
    assert back == {"from_loans_fen": 201_400, "from_merchant_fen": 498_600}
    assert shop.refund("po-1", "rf-1", 700_000).replayed
    loan = shop.loan(loan_id)
    assert (loan.status, loan.claim_fen, shop.balance_fen()) == (LoanStatus.ACTIVE, 201_400, 0)
    entries = shop.world.loans.history(loan_id).entries
    assert [type(e) for e in entries] == [Repayment, Reversal, Repayment]
    assert (entries[2].on, entries[2].booked_on) == (entries[0].on, shop.today)
    # As if only 8,000.00 had come on the ninth day: interest runs on the rest of it from then.
    assert loan.payoff_on(shop.today).interest_fen == 282
    with pytest.raises(PayoutBackAboveRest):
        shop.refund("po-1", "rf-2", 800_001)
    shop.refund("po-1", "rf-3", 800_000)
    assert shop.loan(loan_id).claim_fen == 1_000_000
    assert shop.platform_fen() == 50_000_000
    check_books(shop.storage)


def test_a_merchant_who_has_spent_it_owes_the_loan_again_but_no_more() -> None:
    shop = Shop()
    shop.order_loan(1_000_000)
    shop.leave(0)
    shop.pay_out("po-1", 1_500_000)
    shop.leave(0)
    assert shop.refund("po-1", "rf-1", 600_000).answer["from_loans_fen"] == 600_000
    with pytest.raises(InsufficientFunds):
        shop.refund("po-1", "rf-2", 900_000)
    assert shop.statuses() == [LoanStatus.ACTIVE]
    check_books(shop.storage)


def test_a_loan_that_was_written_off_is_repaid_all_the_same() -> None:
    """核销后收回: it is out of the books, and still owed; the refund of its order too goes there."""
    shop = Shop()
    lost = shop.order_loan(1_000_000)
    shop.leave(0)
    shop.go_to(LENT + timedelta(days=200))
    shop.enter(lost, WriteOff(shop.today, shop.today, "st_1"))
    assert shop.loan(lost).status is LoanStatus.WRITTEN_OFF
    owed_fen = shop.loan(lost).payoff_on(shop.today).total_fen
    assert shop.pay_out("po-1", 300_000).answer["repaid_fen"] == 300_000
    assert shop.loan(lost).status is LoanStatus.WRITTEN_OFF
    last = shop.pay_out("refund#O1", 2_000_000, first=lost).answer
    assert last["repaid_fen"] == owed_fen - 300_000
    assert shop.loan(lost).status is LoanStatus.CLOSED
    assert shop.balance_fen() == 2_300_000 - owed_fen
    check_books(shop.storage)


def test_of_a_loan_in_arrears_all_that_is_owed() -> None:
    shop = Shop()
    late = shop.order_loan(1_000_000, months=1)
    shop.leave(0)
    shop.go_to(LENT + timedelta(days=90))
    owed_fen = shop.loan(late).payoff_on(shop.today).total_fen
    assert owed_fen > 1_000_000
    assert shop.pay_out("po-1", 5_000_000).answer["repaid_fen"] == owed_fen
    assert shop.pay_out("po-2", 10).answer == {"repaid_fen": 0, "paid_fen": 10, "loans": []}
    check_books(shop.storage)


def test_more_loans_than_one_transaction_holds() -> None:
    """The first ones by this payout, the rest by the next."""
    shop = Shop()
    for _ in range(MOST_LOANS + 1):
        shop.order_loan(1_000)
    first = shop.pay_out("po-1", 100_000).answer
    assert (len(first["loans"]), first["paid_fen"]) == (MOST_LOANS, 100_000 - MOST_LOANS * 1_000)
    assert shop.pay_out("po-2", 100_000).answer["repaid_fen"] == 1_000
    check_books(shop.storage)
