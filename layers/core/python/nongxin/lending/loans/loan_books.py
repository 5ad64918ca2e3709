"""What a loan has in the ledger, and the legs that follow when that changes.

A verb posts the difference between the loan before and the loan after. So a backdated entry or a
reversal takes back exactly what it has made wrong, dated on the day of entry, and nothing has to
know which entry once booked what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nongxin.kernel.ids import sibling
from nongxin.kernel.value import value
from nongxin.ledger.kinds import Side
from nongxin.ledger.posting import Leg, general
from nongxin.lending.loans.loan import Loan, LoanIdentity


def principal_account(loan_id: str) -> str:
    """The ledger account of a loan's principal."""
    return sibling(loan_id, "la")


@value
class LoanBooks:
    """Balances in fen since the loan was lent.

    `provision_fen` is what write-offs have used up, less what came back (收回已核销贷款);
    `credit_fen` what the borrower may have back.
    """

    principal_fen: int
    interest_fen: int
    penalty_fen: int
    fee_fen: int
    provision_fen: int
    credit_fen: int

    @staticmethod
    def of(loan: Loan) -> LoanBooks:
        got = loan.received
        return LoanBooks(
            principal_fen=loan.principal_fen,
            interest_fen=got.interest_fen,
            penalty_fen=got.penalty_fen + got.compound_fen,
            fee_fen=got.fee_fen,
            provision_fen=loan.written_off_fen - loan.recovered_fen,
            credit_fen=loan.credit_fen,
        )


def legs_between(before: Loan, after: Loan, cash_account: str) -> list[Leg]:
    """The legs that take the books from one to the other; what is left over is the cash's.

    Some may be of 0: see `joined`.
    """
    old, new = LoanBooks.of(before), LoanBooks.of(after)
    debits = [
        (account, (getattr(new, name) - getattr(old, name)) * sign)
        for account, name, sign in _accounts(before.identity)
    ]
    cash_fen = -sum(amount for _, amount in debits)
    return [_leg(account, amount) for account, amount in [(cash_account, cash_fen), *debits]]


def joined(legs: Sequence[Leg]) -> list[Leg]:
    """One leg per account, and none of nothing: a posting has no two on one account."""
    debits: dict[str, int] = {}
    for leg in legs:
        sign = 1 if leg.side is Side.DEBIT else -1
        debits[leg.account] = debits.get(leg.account, 0) + sign * leg.amount_fen
    return [_leg(account, amount) for account, amount in debits.items() if amount]


def _accounts(identity: LoanIdentity) -> Iterator[tuple[str, str, int]]:
    """(account, balance, +1 if it stands on the debit side)."""
    home = (identity.county, identity.entity)
    yield principal_account(identity.id), "principal_fen", 1
    # To the receivables: the day close makes income of what was earned, see `aftercare`.
    yield general(*home, "interest_receivable"), "interest_fen", -1
    yield general(*home, "penalty_receivable"), "penalty_fen", -1
    yield general(*home, "fee_income"), "fee_fen", -1
    yield general(*home, "loan_loss_provision"), "provision_fen", 1
    yield general(*home, "other_payable"), "credit_fen", -1


def _leg(account: str, debit_fen: int) -> Leg:
    return Leg(account, Side.DEBIT if debit_fen > 0 else Side.CREDIT, abs(debit_fen))
