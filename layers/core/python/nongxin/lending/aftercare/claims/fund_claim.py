"""A claim on a county's risk-compensation fund (风险补偿金) for a loan that is long overdue.

claimed ──► paid: the fund has given its share. The borrower owes the bank as much as before: the
bank goes on collecting for both (追偿), and hands the fund its share of what comes in. Until then
what the fund gave is a liability; a write-off needs so much less of the provision. One a loan.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from nongxin.catalog.aftercare import risk_fund
from nongxin.kernel.errors import Conflict, Denied, Missing
from nongxin.kernel.value import value
from nongxin.lending.aftercare.claims.risk_share import shares_of
from nongxin.lending.aftercare.standing import Standing
from nongxin.lending.loans.loan import Loan


class NothingToClaim(Conflict):
    code = "fund-claim-not-due"
    zh = "该贷款不属风险补偿范围，或逾期{days}天未达到补偿条件"
    en = "No fund bears a loss of this loan, or not yet: it is {days} days overdue"


class FundClaimed(Conflict):
    code = "fund-claimed-already"
    zh = "该贷款已申请风险补偿"
    en = "The fund's share of this loan has been claimed already"


class NoFundClaim(Missing):
    code = "fund-claim-unknown"
    zh = "该贷款没有风险补偿申请"
    en = "Nothing was claimed of the fund for this loan"


class FundClaimFourEyes(Denied):
    code = "fund-claim-four-eyes"
    zh = "须由申请人以外的人员确认到账"
    en = "Somebody else than who claimed it must confirm the payment"


@value
class FundClaim:
    """In fen. `received_fen` is what the borrower had paid when it was claimed, `applied_fen` what
    of it has lessened a write-off, `returned_fen` what has gone back to the fund.
    """

    loan_id: str
    amount_fen: int
    percent: int
    received_fen: int
    made_by: str
    made_on: date
    account: str = ""
    paid_by: str = ""
    applied_fen: int = 0
    returned_fen: int = 0
    version: int = 1

    @staticmethod
    def of(loan: Loan, standing: Standing, by: str) -> FundClaim:
        """On the day of the standing: all that is overdue, principal, interest and charges, counts.
        Raises NothingToClaim.
        """
        identity, day, days = loan.identity, standing.day, standing.overdue_days
        fund = risk_fund(identity.product, identity.county, day)
        overdue_fen = standing.overdue.total_fen
        shares = shares_of(identity.product, identity.county, overdue_fen, days, day)
        if fund is None or not shares.fund_fen:
            raise NothingToClaim(days=days)
        received_fen = loan.received.total_fen
        return FundClaim(identity.id, shares.fund_fen, fund.fund_percent, received_fen, by, day)

    @property
    def is_paid(self) -> bool:
        return bool(self.account)

    def paid(self, account: str, by: str) -> FundClaim:
        """From the fund's account. Raises FundClaimFourEyes, FundClaimed (it was paid before)."""
        if by == self.made_by:
            raise FundClaimFourEyes()
        if self.is_paid:
            raise FundClaimed()
        return replace(self, account=account, paid_by=by, version=self.version + 1)

    def followed(self, loan: Loan) -> FundClaim:
        """As it is once the loan stands so: the same if nothing moves. What was taken back of the
        borrower's payments (冲正) comes back from the fund with later ones.
        """
        if not self.is_paid:
            return self
        came_fen = max(loan.received.total_fen - self.received_fen, 0)
        returned_fen = max(min(came_fen * self.percent // 100, self.amount_fen), self.returned_fen)
        applied_fen = self.amount_fen - returned_fen if loan.written_off_on else 0
        if (returned_fen, applied_fen) == (self.returned_fen, self.applied_fen):
            return self
        return replace(
            self,
            returned_fen=returned_fen,
            applied_fen=applied_fen,
            version=self.version + 1,
        )
