"""The day close follows a claim that the fund has paid: its share of what came in goes back to it,
a write-off uses what it gave.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from nongxin.kernel.commands import CommandKey, Done, Outcome, fingerprint
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting
from nongxin.lending.aftercare.claims.claim_store import DynamoFundClaims
from nongxin.lending.aftercare.claims.fund_books import legs_of_claim
from nongxin.lending.aftercare.claims.fund_claim import FundClaim
from nongxin.lending.loans.loan import Loan
from nongxin.lending.loans.ports import ServicingParts

Post = Callable[[CommandKey, Callable[[], Outcome]], Done]


def follow_claim(
    loan: Loan, day: date, claims: DynamoFundClaims, parts: ServicingParts, post: Post
) -> int:
    """Once a day for the loan as it stood then; what comes in later is the next day's. Answers how
    much of a write-off the fund bears by now, in fen.
    """
    before = claims.get(loan.identity.id)
    if before is None:
        return 0
    after = before.followed(loan)
    if after is before:
        return before.applied_fen
    name = f"{loan.identity.id}:{day}"
    key = CommandKey("lending.fund", "bank", loan.identity.county, name, fingerprint(name))
    done = post(key, partial(_moved, before, after, loan, key, claims, parts))
    return int(done.answer["applied_fen"])


def _moved(
    before: FundClaim,
    after: FundClaim,
    loan: Loan,
    key: CommandKey,
    claims: DynamoFundClaims,
    parts: ServicingParts,
) -> Outcome:
    legs = legs_of_claim(before, after, loan.identity)
    booked = book(Posting("FUND_FOLLOWED", None, None, legs), key, parts.books)
    return booked.outcome({"applied_fen": after.applied_fen}, claims.save(after))
