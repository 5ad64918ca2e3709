"""The fund pays what was claimed of it (补偿金到账), from its account with the bank."""

from __future__ import annotations

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting
from nongxin.lending.aftercare.care_store import DynamoCares
from nongxin.lending.aftercare.claims.claim_compensation import ClaimParts, claim_answer
from nongxin.lending.aftercare.claims.fund_books import legs_of_claim
from nongxin.lending.aftercare.claims.fund_claim import NoFundClaim


@value
class ReceiveCompensation:
    """`account_id` is the fund's."""

    loan_id: str
    account_id: str


def receive_compensation(
    command: ReceiveCompensation,
    by: Principal,
    key: CommandKey,
    parts: ClaimParts,
    cares: DynamoCares,
) -> Outcome:
    """From then on the day close follows the claim. Raises Missing (out of reach; no such account
    in the bank), NoFundClaim, FundClaimFourEyes, FundClaimed (paid already), InsufficientFunds.
    """
    servicing = parts.servicing
    identity = servicing.loans.history(command.loan_id).base.identity
    care = cares.get(command.loan_id)
    if not by.serves(identity.county) or care is None:
        raise Missing()
    before = parts.claims.get(command.loan_id)
    if before is None:
        raise NoFundClaim()
    if servicing.ledger.get(command.account_id).entity != identity.entity:
        raise Missing()
    after = before.paid(command.account_id, by.id)
    legs = legs_of_claim(before, after, identity)
    booked = book(Posting("FUND_PAID", None, None, legs), key, servicing.books)
    writes = [parts.claims.save(after), cares.save(care.compensated(), "[]")]
    return booked.outcome(claim_answer(after), *writes)
