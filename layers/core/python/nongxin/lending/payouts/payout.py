"""A payout of a partner to a merchant, as it was settled: what went to which loan, what to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from nongxin.kernel.errors import Missing, Rule
from nongxin.kernel.value import value
from nongxin.lending.loans.loan import Loan, LoanStatus

# One transaction holds 100 items, a loan takes four of them (assumed: nobody has more at a time).
MOST_LOANS = 8


class PayoutBackAboveRest(Rule):
    code = "payout-back-above-rest"
    zh = "退回金额超过该笔回款尚未退回的{left_yuan}元"
    en = "CNY {left_yuan} of this payout can still be taken back"


class PayoutNotSettled(Missing):
    code = "payout-not-settled"
    zh = "没有这笔回款的入账记录"
    en = "No payout of this number has been settled"


@value
class PayoutName:
    """Whose payout it is; the number is the partner's own, unique for the partner."""

    county: str
    partner: str
    number: str


@value
class Repaid:
    """What of the payout stands as repaid on a loan, by the entry of this number."""

    loan_id: str
    entry: int
    amount_fen: int


@value
class SettledPayout:
    """`source` is the account that the partner's money came from, `payee` the merchant's own;
    `paid_fen` what stands as paid to it. All that went out is `amount_fen`.
    """

    name: PayoutName
    amount_fen: int
    source: str
    payee: str
    paid_fen: int
    repaid: tuple[Repaid, ...]
    version: int = 1

    @property
    def left_fen(self) -> int:
        """What has not been taken back."""
        return self.paid_fen + sum(each.amount_fen for each in self.repaid)

    def check_back(self, amount_fen: int) -> None:
        """Raises PayoutBackAboveRest."""
        if amount_fen > self.left_fen:
            raise PayoutBackAboveRest(left_fen=self.left_fen)

    def less(self, from_payee_fen: int, repaid: Sequence[Repaid]) -> SettledPayout:
        """After some of it was taken back; `repaid` is what stands now."""
        return replace(
            self,
            paid_fen=self.paid_fen - from_payee_fen,
            repaid=tuple(each for each in repaid if each.amount_fen),
            version=self.version + 1,
        )


def in_due_order(loans: Sequence[Loan], first: str = "") -> list[Loan]:
    """Those that owe anything, the next due date first, of one day the older loan; `first` is a
    loan that goes before all others (the one that paid the very order).
    """
    owing = [loan for loan in loans if loan.status is not LoanStatus.CLOSED]
    return sorted(owing, key=lambda loan: (loan.identity.id != first, *_next(loan)))[:MOST_LOANS]


def _next(loan: Loan) -> tuple[date, date, str]:
    due_on = min(due.row.due_on for due in loan.dues if due.is_open)
    return due_on, loan.lent_on, loan.identity.id
