"""Claim the fund's share of a loan that is long overdue (申请风险补偿)."""

from __future__ import annotations

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting
from nongxin.lending.aftercare.claims.claim_store import DynamoFundClaims
from nongxin.lending.aftercare.claims.fund_books import legs_of_claim
from nongxin.lending.aftercare.claims.fund_claim import FundClaim, FundClaimed
from nongxin.lending.aftercare.standing import standing_of
from nongxin.lending.loans.ports import ServicingParts


@value
class ClaimParts:
    claims: DynamoFundClaims
    servicing: ServicingParts


def claim_compensation(loan_id: str, by: Principal, key: CommandKey, parts: ClaimParts) -> Outcome:
    """Raises Missing (out of reach), NothingToClaim, FundClaimed."""
    servicing = parts.servicing
    loan = servicing.loans.get(loan_id, consistent=True)
    identity = loan.identity
    if not by.serves(identity.county):
        raise Missing()
    if parts.claims.get(loan_id):
        raise FundClaimed()
    today = servicing.calendar.business_date(identity.entity)
    claim = FundClaim.of(loan, standing_of(loan, today), by.id)
    legs = legs_of_claim(None, claim, identity)
    booked = book(Posting("FUND_CLAIMED", None, None, legs), key, servicing.books)
    return booked.outcome(claim_answer(claim), parts.claims.save(claim))


def claim_answer(claim: FundClaim) -> dict[str, object]:
    return {
        "loan_id": claim.loan_id,
        "amount_fen": claim.amount_fen,
        "fund_percent": claim.percent,
        "state": "paid" if claim.is_paid else "claimed",
        "returned_fen": claim.returned_fen,
    }
