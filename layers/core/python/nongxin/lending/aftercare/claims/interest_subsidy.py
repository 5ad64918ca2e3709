"""财政贴息: who bears which part of a loan's interest, line by line.

国开办发〔2014〕78号, 银保监发〔2021〕6号: finance bears interest up to the base rate of the day of
lending, within the loan's own term; never 罚息 or 复利, nor interest of days after the first date of
maturity (展期), nor of money that was diverted by the end of a line (挪用). The borrower pays the
bank, finance the borrower, by quarter (assumed).
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from nongxin.catalog.interest import InterestSubsidy, interest_subsidy
from nongxin.kernel.money import rounded
from nongxin.kernel.value import value
from nongxin.lending.loans.loan import Loan
from nongxin.lending.reckoning.schedule import Instalment
from nongxin.lending.reckoning.terms import LoanTerms


@value
class Borne:
    """The interest of a line of the plan, in fen: the two parts add up to it."""

    nr: int
    due_on: date
    finance_fen: int
    borrower_fen: int


def borne(loan: Loan) -> tuple[Borne, ...]:
    """Line by line of the plan as it stands; empty for a loan without a subsidy."""
    rule = _rule(loan)
    if rule is None:
        return ()
    lines = []
    for due in loan.dues:
        finance_fen = _finance_fen(loan, due.row, rule)
        borrower_fen = due.row.interest_fen - finance_fen
        lines.append(Borne(due.row.nr, due.row.due_on, finance_fen, borrower_fen))
    return tuple(lines)


def _rule(loan: Loan) -> InterestSubsidy | None:
    ends = loan.terms.maturity(loan.lent_on)
    months = (ends.year - loan.lent_on.year) * 12 + ends.month - loan.lent_on.month
    return interest_subsidy(loan.identity.product, max(months, 1), loan.lent_on)


def _finance_fen(loan: Loan, row: Instalment, rule: InterestSubsidy) -> int:
    rate = loan.rates.rate_on(row.from_on, loan.terms.rate_annual)
    days = (min(row.due_on, loan.terms.maturity(loan.lent_on)) - row.from_on).days
    diverted = loan.rates.diverted_on_day(row.due_on - timedelta(days=1))
    if not rate or days <= 0 or diverted == 1:
        return 0
    owed_fen = row.balance_fen + row.principal_fen
    within = Decimal(min(rule.most_fen, owed_fen)) / max(owed_fen, 1)
    part = rule.share * min(rule.ceiling / rate, Decimal(1)) * within * days / row.days
    as_agreed = _without(diverted, row.interest_fen, loan.terms)
    return min(rounded(as_agreed * part), row.interest_fen)


def _without(diverted: Fraction, interest_fen: int, terms: LoanTerms) -> Decimal:
    """The interest of the part that is used as it was agreed."""
    kept = (1 - diverted) / (1 + diverted * Fraction(terms.diverted_uplift))
    return interest_fen * Decimal(kept.numerator) / kept.denominator
