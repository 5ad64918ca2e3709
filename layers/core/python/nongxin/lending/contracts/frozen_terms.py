"""From what was approved and what the product says to the terms that a contract freezes."""

from __future__ import annotations

from datetime import date

from nongxin.lending.applications.referral import Proposal
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.floating import floating_of
from nongxin.lending.reckoning.terms import LoanTerms, Method
from nongxin.products.terms import ProductTerms

_DAY_COUNTS = {"actual/360": DayCount.ACT_360}


def frozen_terms(proposal: Proposal, product: ProductTerms, days: int = 0) -> LoanTerms:
    """`days`: the term of an order loan, whose months only decided on it. Raises TermsRefused where
    approval and product make no loan.
    """
    return LoanTerms(
        principal_fen=proposal.amount_fen,
        rate_annual=proposal.rate_annual,
        method=Method(proposal.method),
        term_months=0 if days else proposal.term_months,
        term_days=days,
        day_count=_DAY_COUNTS[product.day_count],
        grace_days=product.grace_days,
        penalty_uplift=product.penalty_overdue,
        diverted_uplift=product.penalty_diverted,
        compound=product.compound,
        floating=floating_of(
            product.product,
            proposal.rate_annual,
            date.fromisoformat(product.on),
            product.rate_cap,
        ),
    )
