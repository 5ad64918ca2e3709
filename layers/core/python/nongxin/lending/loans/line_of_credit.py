"""A line of credit (随借随还): its limit is the amount that was lent first."""

from __future__ import annotations

from nongxin.lending.loans.loan import Loan
from nongxin.lending.reckoning.terms import Method


def is_line(loan: Loan) -> bool:
    return loan.terms.method is Method.REVOLVING and not loan.rates.stopped_on


def drawable_fen(loan: Loan) -> int:
    """What is left of the limit; 0 for other loans."""
    return max(loan.terms.principal_fen - loan.claim_fen, 0) if is_line(loan) else 0
