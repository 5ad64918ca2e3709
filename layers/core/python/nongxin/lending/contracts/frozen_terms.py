"""From what was approved and what the product says to the terms that a contract freezes."""

from __future__ import annotations

from datetime import date

from nongxin.catalog.instalments import instalment_rule
from nongxin.catalog.tranches import tranches
from nongxin.kernel.money import Rounding
from nongxin.lending.applications.referral import Proposal
from nongxin.lending.reckoning.allocation import Orders
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.due_dates import HolidayRule
from nongxin.lending.reckoning.floating import floating_of
from nongxin.lending.reckoning.terms import LoanTerms, Method
from nongxin.products.terms import ProductTerms

_DAY_COUNTS = {"actual/360": DayCount.ACT_360}


def frozen_terms(
    proposal: Proposal, product: ProductTerms, days: int = 0, first_fen: int = 0
) -> LoanTerms:
    """`days`: the term of an order loan, whose months only decided on it; `first_fen`: what goes
    out at first, the rest in tranches (0: all at once). Raises TermsRefused where approval and
    product make no loan.
    """
    on = date.fromisoformat(product.on)
    rule = tranches(product.product, on) if 0 < first_fen < proposal.amount_fen else None
    instalments = instalment_rule(product.product, on)
    return LoanTerms(
        principal_fen=first_fen if rule else proposal.amount_fen,
        committed_fen=proposal.amount_fen if rule else 0,
        tranches=rule.most_further if rule else 0,
        tranche_months=rule.within_months if rule else 0,
        rate_annual=proposal.rate_annual,
        method=Method(proposal.method),
        term_months=0 if days else proposal.term_months,
        term_days=days,
        day_count=_DAY_COUNTS[product.day_count],
        rounding=Rounding[instalments.rounding.upper()],
        instalment_multiple_fen=instalments.multiple_fen,
        holidays=HolidayRule(instalments.holidays),
        grace_days=product.grace_days,
        penalty_uplift=product.penalty_overdue,
        diverted_uplift=product.penalty_diverted,
        compound=product.compound,
        orders=Orders(_parts(product.repay_order), _parts(product.repay_order_90)),
        floating=floating_of(product.product, proposal.rate_annual, on, product.rate_cap),
    )


def _parts(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name}_fen" for name in names)
