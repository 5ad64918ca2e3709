"""A loan in a bank over memory whose life goes on: every verb by a name and a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from nongxin.kernel.commands import CommandKey, Done, Outcome, fingerprint, keys_in, perform
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.ids import sibling
from nongxin.kernel.privacy import FixedKeys, Vault
from nongxin.ledger.account import Account
from nongxin.ledger.post import Books, book, opening
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.ledger.store import JournalRecord
from nongxin.lending.adjustments.adjustment import Details, Kind
from nongxin.lending.adjustments.adjustment_store import DynamoAdjustments
from nongxin.lending.adjustments.decide_adjustment import DecideAdjustment, decide_adjustment
from nongxin.lending.adjustments.propose_adjustment import (
    AdjustingParts,
    ProposeAdjustment,
    propose_adjustment,
)
from nongxin.lending.aftercare.care_store import DynamoCares
from nongxin.lending.loans.draw_loan import DrawLoan, draw_loan
from nongxin.lending.loans.history import History
from nongxin.lending.loans.loan import Loan
from nongxin.lending.loans.loan_books import principal_account
from nongxin.lending.loans.refund_credit import RefundCredit, refund_credit
from nongxin.lending.loans.repay_loan import RepayLoan, repay_loan
from nongxin.lending.payouts.payout import PayoutName
from nongxin.lending.payouts.payout_store import DynamoPayouts
from nongxin.lending.payouts.settle_from_payout import (
    PayoutParts,
    SettleFromPayout,
    settle_from_payout,
)
from nongxin.lending.payouts.take_back_payout import TakeBackPayout, take_back_payout
from tests.builders.books import journal
from tests.builders.lending import (
    ACCOUNT,
    BORROWER,
    COUNTY,
    ENTITY,
    TAIL,
    LendingWorld,
    a_person,
    a_signed,
    an_offer,
    an_officer,
    application_id,
)  # fmt: skip
from tests.fakes.storage import MemoryStorage

LOAN = sibling(application_id(), "ln")
PARTNER = f"ac_{COUNTY}_{TAIL}2222"
FARMER = f"ac_{COUNTY}_{TAIL}3333"
OFFICER, APPROVER = an_officer(1), an_officer(2, Role.COUNTY_APPROVER)
# 36,000.00 yuan at 6 % are 6.00 yuan a day.
LENT_FEN, A_DAY = 3_600_000, 600


class ServicedLoan(LendingWorld):
    """One loan, lent on 2026-11-25, and more money on the borrower's account than it can cost."""

    def __init__(
        self, storage: MemoryStorage | None = None, *, method: str = "interest_monthly",
        months: int = 12, rate: str = "0.06", spare_fen: int = 10_000_000, first_fen: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(storage)
        signed = a_signed()
        offer = an_offer(amount_fen=LENT_FEN, method=method, term_months=months,
                         rate_annual=Decimal(rate))  # fmt: skip
        wish = replace(signed.wish, first_fen=first_fen)
        self.claim(self.lay(replace(signed, offer=offer, wish=wish)))
        self.disburse()
        self.adjusting = AdjustingParts(
            DynamoAdjustments(self.storage, Vault(FixedKeys())), self.servicing
        )
        self.proposed = 0
        self.books = Books(self.ledger, self.calendar)
        for name, owner in ((PARTNER, "pn_partner"), (FARMER, "pn_farmer")):
            account = Account(name, "demand_deposit", ENTITY, owner)
            self.storage.commit(opening(account, self.books))
            self.fund(name, spare_fen)
        if spare_fen:
            self.fund(ACCOUNT, spare_fen)

    @property
    def today(self) -> date:
        return self.clock.today()

    @property
    def history(self) -> History:
        return self.loans.history(LOAN)

    @property
    def loan(self) -> Loan:
        return self.history.loan()

    def go(self, days: int) -> None:
        self.clock.pass_time(timedelta(days=days))
        self.calendar.forget()

    def fund(self, account: str, amount_fen: int) -> None:
        cash = general(COUNTY, ENTITY, "vault_cash")
        posting = Posting(
            "CASH", None, None, [debit(cash, amount_fen), credit(account, amount_fen)]
        )
        self.money(
            "test.fund", "st_1", account, lambda key: book(posting, key, self.books).outcome({})
        )

    def money(
        self, operation: str, who: str, name: str, act: Callable[[CommandKey], Outcome],
        payload: Any = "",
    ) -> Done:  # fmt: skip
        key = CommandKey(operation, who, COUNTY, name, fingerprint(repr(payload)))
        return perform(lambda: act(key), key, JournalRecord, self.storage)

    def pay(self, key: str, amount_fen: int = 0, **how: Any) -> Done:
        command, me = RepayLoan(LOAN, amount_fen, **how), a_person()
        act = partial(repay_loan, command, me, parts=self.servicing)
        return self.money("repay", me.id, key, act, command)

    def draw(self, key: str, amount_fen: int) -> Done:
        command, me = DrawLoan(LOAN, amount_fen), a_person()
        act = partial(draw_loan, command, me, parts=self.servicing, watch=DynamoCares(self.storage))
        return self.money("draw", me.id, key, act, command)

    def refund(self, key: str) -> Done:
        command, me = RefundCredit(LOAN), a_person()
        act = partial(refund_credit, command, me, parts=self.servicing)
        return self.money("refund", me.id, key, act, command)

    def settle(self, key: str, amount_fen: int) -> Done:
        """A payout to the borrower, of which the loan has its part; the rest is a farmer's."""
        name = PayoutName(COUNTY, "pt_1", key)
        command = SettleFromPayout(name, BORROWER, amount_fen, PARTNER, FARMER, LOAN)
        return settle_from_payout(command, self.payouts)

    def take_back(self, payout: str, key: str, amount_fen: int) -> Done:
        command = TakeBackPayout(PayoutName(COUNTY, "pt_1", payout), key, amount_fen)
        return take_back_payout(command, self.payouts)

    @property
    def payouts(self) -> PayoutParts:
        post = partial(perform, keys=JournalRecord, storage=self.storage)
        return PayoutParts(
            DynamoPayouts(self.storage),
            self.applications,
            self.servicing,
            lambda key, act: post(act, key),
        )

    def propose(self, kind: Kind, by: Principal = OFFICER, **details: Any) -> str:
        command = ProposeAdjustment(LOAN, kind, Details(**details), "说明")
        self.proposed += 1
        done = self.proposes(f"propose-{self.proposed}", command, by)
        return str(done.answer["adjustment_id"])

    def proposes(self, name: str, command: ProposeAdjustment, by: Principal = OFFICER) -> Done:
        key = CommandKey("propose", by.id, COUNTY, name, fingerprint(repr(command)))
        return perform(lambda: propose_adjustment(command, by, self.adjusting), key,
                       keys_in("lending"), self.storage)  # fmt: skip

    def decide(self, key: str, adjustment: str, by: Principal = APPROVER, *,
               approves: bool = True) -> Done:  # fmt: skip
        command = DecideAdjustment(LOAN, adjustment, approves)
        act = partial(decide_adjustment, command, by, parts=self.adjusting)
        return self.money("decide", by.id, key, act, command)

    def adjust(self, kind: Kind, **details: Any) -> Done:
        adjustment = self.propose(kind, **details)
        return self.decide(f"key-{adjustment}", adjustment)

    def balance_fen(self, account: str) -> int:
        return self.ledger.get(account).balance_fen

    def principal_fen(self) -> int:
        """The balance of the loan's principal in the ledger."""
        return self.balance_fen(principal_account(LOAN))

    def general_fen(self, kind: str) -> int:
        """Of a general-ledger kind, debit positive, from the journal."""
        account = general(COUNTY, ENTITY, kind)
        legs = [leg for row in journal(self.storage) for leg in row if leg[0] == account]
        return sum(fen if side == "debit" else -fen for _, side, fen in legs)

    def check(self) -> None:
        """The ledger and the loan say the same, to the fen."""
        loan = self.loan
        got = loan.received
        assert self.principal_fen() == loan.principal_fen
        assert -self.general_fen("interest_receivable") == got.interest_fen
        assert -self.general_fen("penalty_receivable") == got.penalty_fen + got.compound_fen
        assert -self.general_fen("other_payable") == loan.credit_fen
        assert self.general_fen("loan_loss_provision") == loan.written_off_fen - loan.recovered_fen
        assert (loan.status.value == "closed") == (not loan.payoff_on(self.today).total_fen)
