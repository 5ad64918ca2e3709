"""A contract's terms as a product of the engine, with its due dates."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from nongxin.lending.day_count import DayCount
from nongxin.lending.due_dates import IsWorkingDay, every_day_works
from nongxin.lending.engine.loan_history import LoanHistory
from nongxin.lending.engine.product import Allocation, Product, Recalculation, Repay, YearDays
from nongxin.lending.schedule import due_dates
from nongxin.lending.terms import LoanTerms, Method

_REPAY = {Method.EQUAL_INSTALMENT: Repay.LEVEL, Method.FLAT: Repay.FLAT,
          Method.EQUAL_PRINCIPAL: Repay.LINEAR}  # fmt: skip
_YEARS = {
    DayCount.ACT_360: YearDays.D360,
    DayCount.THIRTY_360: YearDays.D360,
    DayCount.ACT_365: YearDays.D365,
    DayCount.ACT_364: YearDays.D364,
    DayCount.ACT_ACT: YearDays.ACTUAL,
    DayCount.ACT_ACT_FEB29: YearDays.FEB29,
}


def history_of(
    terms: LoanTerms,
    lent_on: date,
    allocation: Allocation,
    works: IsWorkingDay = every_day_works,
) -> LoanHistory:
    """An empty history of the loan that the terms make. Raises what `due_dates` raises."""
    dues = due_dates(terms, lent_on, works)
    return LoanHistory(product_of(terms, allocation, len(dues)), lent_on, dues, terms.principal_fen)


def product_of(terms: LoanTerms, allocation: Allocation, instalments: int) -> Product:
    """Daily interest on what is owed; overdue principal bears the penalty rate instead (251号)."""
    return Product(
        rate=Fraction(terms.rate_annual),
        every=terms.rhythm,
        instalments=instalments,
        repay=_REPAY.get(terms.method, Repay.AT_END),
        year_days=_YEARS[terms.day_count],
        month_days_30=terms.day_count is DayCount.THIRTY_360,
        rounding=terms.rounding,
        multiple=terms.instalment_multiple_fen,
        grace_principal=terms.grace_principal,
        grace_interest=terms.grace_interest,
        recalculation=Recalculation(daily=True, on_past_due=False),
        allocation=allocation,
        down_payment=Fraction(terms.down_payment_fen, terms.principal_fen),
    )
