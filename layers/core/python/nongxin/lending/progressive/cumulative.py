"""Plans that stand from the day the money is lent: every line follows from the terms alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from nongxin.lending.progressive.product import Product, Repay, YearDays
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.due_dates import Grid
from nongxin.lending.reckoning.instalments import shares
from nongxin.lending.reckoning.terms import LoanTerms, Method

if TYPE_CHECKING:
    from nongxin.lending.progressive.account import Account

_METHODS = {
    Repay.LEVEL: Method.EQUAL_INSTALMENT,
    Repay.LINEAR: Method.EQUAL_PRINCIPAL,
    Repay.FLAT: Method.FLAT,
    Repay.AT_END: Method.INTEREST_MONTHLY,
}
_COUNTS = {
    YearDays.D360: DayCount.ACT_360,
    YearDays.D364: DayCount.ACT_364,
    YearDays.D365: DayCount.ACT_365,
    YearDays.FEB29: DayCount.ACT_ACT_FEB29,
    # The older kind of plan knows no leap year.
    YearDays.ACTUAL: DayCount.ACT_365,
}


def lay_out(account: Account, amount: int) -> None:
    """Sets principal and interest of the lines for an amount lent on the first day."""
    product, periods = account.product, account.plan.periods
    unit = max(product.money_multiple, 1)
    terms = terms_of(product, amount // unit)
    grid = Grid(account.start, product.every)
    years = [terms.day_count.between(p.start, p.due, grid) for p in periods]
    plan = shares(terms, amount // unit, years)
    for line, share in zip(account.normal(), plan, strict=False):
        line.charged["principal"] = share.principal_fen * unit
        line.charged["interest"] = share.interest_fen * unit
    for line in account.lines:
        line.check(account.start)


def terms_of(product: Product, amount: int) -> LoanTerms:
    rate = Decimal(product.rate.numerator) / Decimal(product.rate.denominator)
    by_month = product.by_period and product.every.months
    thirty = product.month_days_30 or by_month
    terms = LoanTerms(
        principal_fen=amount,
        rate_annual=rate,
        method=_METHODS[product.repay],
        instalments=product.instalments,
        every=product.every,
        day_count=DayCount.THIRTY_360 if thirty else _COUNTS[product.year_days],
        rounding=product.rounding,
        instalment_multiple_fen=max(product.multiple, 1),
        rate_ceiling=Decimal(100),
    )
    return replace(
        terms, grace_principal=product.grace_principal, grace_interest=product.grace_interest
    )
