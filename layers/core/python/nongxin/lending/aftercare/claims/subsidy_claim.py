"""A claim on finance for a quarter's interest of a subsidised loan (财政贴息申领).

What the borrower has paid of the lines due by the quarter's end, as far as finance bears it and it
was not claimed before; a line that is paid later is in a later quarter's claim. Finance pays the
borrower (see `interest_subsidy`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from nongxin.kernel.value import value
from nongxin.lending.aftercare.claims.interest_subsidy import borne
from nongxin.lending.loans.loan import Loan

_MONTHS = 3


@value
class SubsidyClaim:
    """`quarter` as 2026-Q4; `account` is the borrower's."""

    loan_id: str
    entity: str
    quarter: str
    amount_fen: int
    account: str
    settled: bool = False
    version: int = 1

    def paid(self) -> SubsidyClaim:
        return replace(self, settled=True, version=self.version + 1)


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month - 1) // _MONTHS + 1}"


def quarter_ended(after: date, until: date) -> date | None:
    """The newest last day of a quarter after the one day and until the other; None if none."""
    first_of_quarter = date(until.year, (until.month - 1) // _MONTHS * _MONTHS + 1, 1)
    is_last = quarter_of(until + timedelta(days=1)) != quarter_of(until)
    last = until if is_last else first_of_quarter - timedelta(days=1)
    return last if last > after else None


def due_from_finance(loan: Loan, until: date) -> int:
    """All that finance bears of lines due by the day that are paid, in fen."""
    paid = {due.row.nr for due in loan.dues if not due.is_open}
    return sum(line.finance_fen for line in borne(loan) if line.due_on <= until and line.nr in paid)
