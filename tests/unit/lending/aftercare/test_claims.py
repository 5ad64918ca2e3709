"""Claims on others: the fund's share of a bad loan, finance's of interest. Figures by hand."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from nongxin.kernel.commands import CommandKey, Done, Outcome, fingerprint, perform
from nongxin.kernel.identity import Role
from nongxin.ledger.account import Account, InsufficientFunds
from nongxin.ledger.post import opening
from nongxin.ledger.store import JournalRecord
from nongxin.lending.aftercare.claims.claim_compensation import ClaimParts, claim_compensation
from nongxin.lending.aftercare.claims.claim_store import DynamoFundClaims, DynamoSubsidyClaims
from nongxin.lending.aftercare.claims.fund_claim import (
    FundClaimed,
    FundClaimFourEyes,
    NothingToClaim,
)
from nongxin.lending.aftercare.claims.receive_compensation import (
    ReceiveCompensation,
    receive_compensation,
)
from nongxin.lending.aftercare.claims.settle_subsidies import (
    SettleSubsidies,
    SubsidyParts,
    settle_subsidies,
)
from nongxin.lending.aftercare.claims.subsidy_claim import quarter_ended
from nongxin.lending.loans.entries import WriteOff
from tests.builders.books import check_books
from tests.builders.lending import COUNTY, ENTITY, TAIL, an_officer
from tests.builders.loan_days import LoanDays

LENT = date(2026, 11, 25)
FUND, BUREAU = f"ac_{COUNTY}_{TAIL}5555", f"ac_{COUNTY}_{TAIL}6666"
OFFICER, APPROVER = an_officer(1), an_officer(2, Role.COUNTY_APPROVER)


class Poverty(LoanDays):
    """A poverty-relief loan of 10,000.00 yuan at 5.60 %, all of it due after three months."""

    def __init__(self, amount_fen: int = 1_000_000, method: str = "bullet", months: int = 3):
        super().__init__()
        for name in (FUND, BUREAU):
            opened = Account(name, "demand_deposit", ENTITY, "pn_1")
            self.storage.commit(opening(opened, self.books))
            self.fund(name, 5_000_000)
        self.loan_id = self.lend(amount_fen, method, months, "FPD")
        self.leave(0)

    @property
    def claiming(self) -> ClaimParts:
        return ClaimParts(DynamoFundClaims(self.storage), self.world.servicing)

    def post(self, key: CommandKey, act: partial[Outcome]) -> Done:
        return perform(act, key, JournalRecord, self.storage)

    def claim(self) -> Done:
        key = CommandKey("claim", OFFICER.id, COUNTY, "claim", fingerprint("claim"))
        act = partial(claim_compensation, self.loan_id, OFFICER, key, self.claiming)
        return self.post(key, act)

    def receive(self, name: str = "pay") -> Done:
        by = APPROVER if name == "pay" else OFFICER
        key = CommandKey("receive", by.id, COUNTY, name, fingerprint(name))
        command = ReceiveCompensation(self.loan_id, FUND)
        act = partial(receive_compensation, command, by, key, self.claiming, self.cares)
        return self.post(key, act)

    def late(self, days: int = 91) -> None:
        self.go_to(date(2027, 2, 25) + timedelta(days=days))
        self.close_all()

    def on(self, account: str) -> int:
        return self.world.ledger.get(account).balance_fen

    def night(self) -> None:
        self.go_to(self.today + timedelta(days=1))
        self.close_all()


def test_a_claim_is_for_loans_long_overdue_of_the_product_and_once() -> None:
    days = Poverty()
    days.late(90)
    with pytest.raises(NothingToClaim):
        days.claim()
    days.night()
    done = days.claim()
    # 92 days at 1.5556 and 91 of penalty at half as much again, with compound interest.
    overdue_fen = days.care(days.loan_id).overdue_fen
    assert done.answer["amount_fen"] in (overdue_fen * 7 // 10, overdue_fen * 7 // 10 + 1)
    assert days.claim().replayed
    assert days.balance("other_receivable") == -days.balance("other_payable")
    assert days.balance("other_receivable") == done.answer["amount_fen"]


def test_the_fund_pays_once_and_by_another_s_hand() -> None:
    days = Poverty()
    days.late()
    fen = days.claim().answer["amount_fen"]
    with pytest.raises(FundClaimFourEyes):
        days.receive("mine")
    assert days.receive().answer["state"] == "paid"
    assert days.receive().replayed
    assert days.on(FUND) == 5_000_000 - fen
    assert (days.balance("other_receivable"), days.balance("other_payable")) == (0, -fen)
    with pytest.raises(FundClaimed):
        key = CommandKey("receive", "st_9", COUNTY, "x", fingerprint("x"))
        command = ReceiveCompensation(days.loan_id, FUND)
        days.post(key, partial(receive_compensation, command, APPROVER, key, days.claiming,
                               days.cares))  # fmt: skip


def test_what_the_borrower_pays_then_is_shared_with_the_fund() -> None:
    days = Poverty()
    days.late()
    days.claim()
    days.receive()
    fund_fen, before_fen = days.on(FUND), days.loan(days.loan_id).received.total_fen
    days.leave(100_000)
    days.night()  # the day close takes it and hands on seven tenths
    days.close_all()
    came_fen = days.loan(days.loan_id).received.total_fen - before_fen
    assert came_fen == 100_000
    assert days.on(FUND) == fund_fen + 70_000
    days.night()
    assert days.on(FUND) == fund_fen + 70_000
    check_books(days.storage)


def test_a_write_off_costs_the_bank_its_own_share_and_recoveries_are_shared() -> None:
    days = Poverty()
    days.late()
    fen = days.claim().answer["amount_fen"]
    days.receive()
    days.late(400)
    days.enter(days.loan_id, WriteOff(days.today, days.today, "st_1"))
    days.night()
    assert days.balance("impairment_loss") == 1_000_000 - fen
    assert (days.balance("other_payable"), days.balance("loan_loss_provision")) == (0, 0)
    fund_fen = days.on(FUND)
    days.leave(200_000)
    days.night()
    came = days.loan(days.loan_id).received.total_fen
    assert came == 200_000
    assert days.on(FUND) == fund_fen + 140_000
    check_books(days.storage)


def test_quarters_end_whatever_day_is_closed() -> None:
    assert quarter_ended(date(2026, 12, 30), date(2026, 12, 31)) == date(2026, 12, 31)
    assert quarter_ended(date(2026, 12, 31), date(2027, 1, 1)) is None
    assert quarter_ended(date(2026, 11, 2), date(2027, 2, 1)) == date(2026, 12, 31)
    assert quarter_ended(date(2026, 10, 1), date(2026, 12, 30)) is None


def test_finance_bears_what_the_borrower_paid_quarter_by_quarter() -> None:
    days = Poverty(method="interest_quarterly", months=12)
    claims = DynamoSubsidyClaims(days.storage)
    parts = SubsidyParts(claims, days.books, lambda key, act: perform(act, key, JournalRecord,
                                                                      days.storage))  # fmt: skip
    loan = days.loan(days.loan_id)
    first = loan.dues[0].row
    days.leave(first.interest_fen)
    days.go_to(first.due_on)
    days.close_all()
    days.go_to(date(2027, 3, 31))
    days.close_all()
    days.close_all()
    (claim,), _ = claims.of_quarter(COUNTY, "2027-Q1", 10, None)
    share = round(first.interest_fen * 3 / 5.6, 2)  # LPR of one year on the day: see rates.csv
    assert claim.amount_fen in range(int(share) - 1, int(share) + 2)
    assert days.balance("other_receivable") == claim.amount_fen

    told = SettleSubsidies(COUNTY, "2027-Q1", BUREAU)
    days.fund(BUREAU, -5_000_000)
    with pytest.raises(InsufficientFunds):
        settle_subsidies(told, APPROVER, parts)
    days.fund(BUREAU, 5_000_000)
    done = [settle_subsidies(told, APPROVER, parts) for _ in range(2)]
    assert [(each.paid, each.paid_fen) for each in done] == [(1, claim.amount_fen), (0, 0)]
    assert days.balance_fen() == claim.amount_fen
    assert days.on(BUREAU) == 5_000_000 - claim.amount_fen
    assert (days.balance("other_receivable"), days.balance("other_payable")) == (0, 0)
    # The next quarter's line is late: nothing more is claimed before it is paid.
    days.leave(0)
    days.go_to(date(2027, 6, 30))
    days.close_all()
    assert claims.of_quarter(COUNTY, "2027-Q2", 10, None)[0] == []
    days.leave(100_000)
    days.go_to(date(2027, 9, 30))
    days.close_all()
    assert len(claims.of_quarter(COUNTY, "2027-Q3", 10, None)[0]) == 1
    check_books(days.storage)
