"""What a claim on the fund has in the books, and the legs when that changes.

The claim: 其他应收款 against 其他应付款 (what the fund gives stays owed to it until it is lost for
good); the payment: the fund's account against 其他应收款; a write-off: 其他应付款 against the
provision that it spares; what goes back: from where it then stands to the fund's account.
"""

from __future__ import annotations

from nongxin.ledger.kinds import Side
from nongxin.ledger.posting import Leg, general
from nongxin.lending.aftercare.claims.fund_claim import FundClaim
from nongxin.lending.loans.loan import LoanIdentity
from nongxin.lending.loans.loan_books import joined


def legs_of_claim(before: FundClaim | None, after: FundClaim, identity: LoanIdentity) -> list[Leg]:
    """Balanced; empty where nothing moves."""
    old = _debits(before, identity) if before else {}
    new = _debits(after, identity)
    moved = {name: new.get(name, 0) - old.get(name, 0) for name in {**old, **new}}
    return joined(
        [
            Leg(name, Side.DEBIT if fen > 0 else Side.CREDIT, abs(fen))
            for name, fen in moved.items()
            if fen
        ]
    )


def _debits(claim: FundClaim, identity: LoanIdentity) -> dict[str, int]:
    """Debits less credits since there was no claim."""
    home = (identity.county, identity.entity)
    owed_fen = claim.amount_fen - claim.applied_fen - claim.returned_fen
    found = {
        general(*home, "other_receivable"): 0 if claim.is_paid else claim.amount_fen,
        general(*home, "other_payable"): -owed_fen,
        general(*home, "loan_loss_provision"): -claim.applied_fen,
    }
    if claim.is_paid:
        found[claim.account] = claim.amount_fen - claim.returned_fen
    return found
