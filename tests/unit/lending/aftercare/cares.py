"""A loan and its care for tests: 5,000.00 yuan at 6 %, all of it due on 2027-03-15."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from nongxin.lending.aftercare.care import Borrowing, Care
from nongxin.lending.aftercare.standing import standing_of
from nongxin.lending.loans.loan import Loan
from nongxin.lending.reckoning.terms import Method
from tests.unit.lending.examples import COUNTY, a_loan

LENT, DUE = date(2026, 3, 15), date(2027, 3, 15)


def a_bullet(**terms: Any) -> Loan:
    return a_loan(LENT, method=Method.BULLET, **terms)


def a_care(**changes: Any) -> Care:
    borrowing = Borrowing("ln_1", COUNTY, "2716", "pn_1", "XFD", 700)
    return replace(Care(borrowing, LENT), **changes)


def closed_on(care: Care, loan: Loan, day: date) -> Care:
    return care.after(standing_of(loan, day))


def overdue_by(days: int, care: Care | None = None) -> Care:
    """The bullet loan, unpaid, so many days after it fell due."""
    return closed_on(care or a_care(), a_bullet(), DUE + timedelta(days=days))
