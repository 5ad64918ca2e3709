"""The day close at a quarter's end claims of finance what it bears of a loan's interest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from nongxin.kernel.commands import CommandKey, Done, Outcome, fingerprint
from nongxin.ledger.post import Books, book
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.lending.aftercare.claims.claim_store import DynamoSubsidyClaims
from nongxin.lending.aftercare.claims.subsidy_claim import (
    SubsidyClaim,
    due_from_finance,
    quarter_of,
)
from nongxin.lending.loans.loan import Loan

Post = Callable[[CommandKey, Callable[[], Outcome]], Done]


def claim_subsidy(
    loan: Loan, ended: date, claimed_fen: int, claims: DynamoSubsidyClaims, books: Books, post: Post
) -> int:
    """Answers what is claimed for the quarter that ended on the day, in fen: once, whatever is
    rerun. `claimed_fen` is what was claimed for earlier ones.
    """
    fen = due_from_finance(loan, ended) - claimed_fen
    if fen <= 0:
        return 0
    identity, quarter = loan.identity, quarter_of(ended)
    name = f"{identity.id}:{quarter}"
    key = CommandKey("lending.subsidy", "bank", identity.county, name, fingerprint(name))
    claim = SubsidyClaim(identity.id, identity.entity, quarter, fen, identity.account_id)
    done = post(key, partial(_claimed, claim, identity.county, key, claims, books))
    return int(done.answer["amount_fen"])


def _claimed(
    claim: SubsidyClaim, county: str, key: CommandKey, claims: DynamoSubsidyClaims, books: Books
) -> Outcome:
    home, fen = (county, claim.entity), claim.amount_fen
    receivable, payable = general(*home, "other_receivable"), general(*home, "other_payable")
    legs = [debit(receivable, fen), credit(payable, fen)]
    booked = book(Posting("SUBSIDY_CLAIMED", None, None, legs), key, books)
    return booked.outcome({"amount_fen": fen}, claims.save(claim))
