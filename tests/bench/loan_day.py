"""The day close of loans in pure code: loans a second of CPU, and how it grows with their number.

The store is a dictionary. A loan is kept as its terms and its day, as the tables keep one on which
nobody has paid, so its plan is reckoned at every look.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from rich.table import Table as Shown

from nongxin.lending.aftercare.care import Borrowing, Care
from nongxin.lending.aftercare.day_events import told_of
from nongxin.lending.aftercare.figures import NOTHING, Figures
from nongxin.lending.aftercare.standing import standing_of
from nongxin.lending.aftercare.sums import DaySum, legs_of
from nongxin.lending.loans.loan import Loan, LoanIdentity
from nongxin.lending.reckoning.terms import LoanTerms, Method
from tests.bench.show import console

DAY = date(2026, 11, 25)
_COUNTS = (10_000, 100_000)
_MILLION = "NONGXIN_BENCH_MILLION"  # set: a million too, some minutes
_METHODS = (Method.INTEREST_QUARTERLY, Method.EQUAL_INSTALMENT, Method.BULLET)
_PRODUCTS = ("YND", "FPD", "ESD", "DSD", "XFD")


def main() -> None:
    shown = Shown(title="Day close of loans: standing, class, accrual, provisions, sums, entries")
    for column in ("loans", "CPU s", "loans a second", "µs a loan", "overdue"):
        shown.add_column(column, justify="right")
    for count in (*_COUNTS, *((1_000_000,) if os.environ.get(_MILLION) else ())):
        book = Book(count)
        begun = time.process_time()
        overdue = book.close(DAY)
        cpu_s = time.process_time() - begun
        rate, each_us = count / cpu_s, cpu_s / count * 1e6
        cells = (f"{count:,}", f"{cpu_s:.1f}", f"{rate:,.0f}", f"{each_us:.0f}", f"{overdue:,}")
        shown.add_row(*cells)
    console.print(shown)


class Book:
    """So many loans of one county on which nobody has paid: a quarter of them is in arrears."""

    def __init__(self, count: int) -> None:
        self.cares: dict[int, Care] = {}
        self._count = count

    def loan(self, nr: int) -> Loan:
        """In the mix of the products: lent within the last year, and some before that."""
        in_arrears = nr % 20 == 0
        lent_on = DAY - timedelta(days=400 if in_arrears else nr % 85)
        terms = LoanTerms(
            1_000_000 + nr % 97 * 10_000,
            Decimal("0.056"),
            _METHODS[nr % 3],
            term_months=12,
        )
        identity = LoanIdentity(f"ln_{nr}", f"ap_{nr}", "610722", "2758", "pn_1", "ac_1", "")
        return Loan.disbursed(identity, terms, lent_on)

    def close(self, day: date) -> int:
        """Every loan, then the entries; how many are overdue."""
        sums: dict[str, Figures] = defaultdict(lambda: NOTHING)
        overdue = 0
        for nr in range(self._count):
            loan = self.loan(nr)
            product = _PRODUCTS[nr % 5]
            whose = Borrowing(loan.identity.id, "610722", "2758", "pn_1", product, 640)
            before = self.cares.get(nr) or Care(whose, loan.lent_on)
            standing = standing_of(loan, day)
            after = before.after(standing)
            list(told_of(before, after, standing))
            self.cares[nr] = after
            sums[product] += after.moved
            overdue += after.overdue_days > 0
        for product, moved in sums.items():
            legs_of(DaySum("610722", "2758", product, day, moved))
        return overdue
