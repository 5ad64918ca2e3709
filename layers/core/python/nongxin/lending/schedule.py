"""The repayment plan of a loan: dates, parts and balances, all in fen, from its terms alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from nongxin.lending.due_dates import (
    HolidayRule,
    IsWorkingDay,
    every_day_works,
    next_working_day,
)
from nongxin.lending.instalments import shares
from nongxin.lending.terms import FirstDueTooEarly, LastBeforeFirst, LoanTerms


@dataclass(frozen=True)
class Instalment:
    """One line of the plan. Interest runs from `from_on` to `due_on` (算头不算尾).

    Paid by `payable_by` it is in time. `balance_fen` is the principal left after it.
    """

    nr: int
    from_on: date
    due_on: date
    payable_by: date
    principal_fen: int
    interest_fen: int
    balance_fen: int

    @property
    def due_fen(self) -> int:
        return self.principal_fen + self.interest_fen

    @property
    def days(self) -> int:
        return (self.due_on - self.from_on).days


@dataclass(frozen=True)
class Schedule:
    lent_on: date
    principal_fen: int
    rows: tuple[Instalment, ...]

    @property
    def interest_fen(self) -> int:
        return sum(row.interest_fen for row in self.rows)

    @property
    def matures_on(self) -> date:
        return self.rows[-1].due_on

    @property
    def instalment_fen(self) -> int:
        """The largest sum due on one day after lending: what the borrower must be able to carry."""
        return max(row.due_fen for row in self.rows)


def schedule_of(terms: LoanTerms, lent_on: date, works: IsWorkingDay = every_day_works) -> Schedule:
    """The plan when the money is lent on `lent_on`; `works` tells working days from days of rest.

    Raises FirstDueTooEarly, LastBeforeFirst, InterestAboveInstalment.
    """
    down = terms.down_payment_fen
    dues = due_dates(terms, lent_on, works)
    rows = plan(terms, terms.principal_fen - down, (lent_on, *dues), works)
    if down:
        first = Instalment(1, lent_on, lent_on, lent_on, down, 0, terms.principal_fen - down)
        rows = (first, *(_renumbered(row) for row in rows))
    return Schedule(lent_on, terms.principal_fen, rows)


def plan(
    terms: LoanTerms, balance_fen: int, days: Sequence[date], works: IsWorkingDay
) -> tuple[Instalment, ...]:
    """The rows that repay a balance over the periods between these days, by the terms' method."""
    grid = terms.grid(days[0])
    years = [terms.day_count.between(start, end, grid) for start, end in pairwise(days)]
    rows = []
    for nr, share in enumerate(shares(terms, balance_fen, years), start=1):
        balance_fen -= share.principal_fen
        due = days[nr]
        by = payable_by(terms, due, works)
        rows.append(
            Instalment(
                nr, days[nr - 1], due, by, share.principal_fen, share.interest_fen, balance_fen
            )
        )
    return tuple(rows)


def due_dates(
    terms: LoanTerms, lent_on: date, works: IsWorkingDay = every_day_works
) -> tuple[date, ...]:
    """Every due date in order, the last at maturity. Raises FirstDueTooEarly, LastBeforeFirst."""
    grid, maturity = terms.grid(lent_on), terms.maturity(lent_on)
    first = grid.date(0) if grid.anchor != lent_on else grid.date(1)
    if terms.first_due_on and terms.first_due_on < lent_on:
        raise FirstDueTooEarly(first_due=first.isoformat(), lent_on=lent_on.isoformat())
    if maturity < first and terms.first_due_on:
        raise LastBeforeFirst(maturity=maturity.isoformat(), first_due=first.isoformat())
    step = 0 if terms.first_due_on or grid.anchor > lent_on else 1
    dues = []
    while (due := grid.date(step)) < maturity:
        dues.append(due)
        step += 1
    if terms.holidays is HolidayRule.MOVE:
        return tuple(next_working_day(due, works) for due in (*dues, maturity))
    return (*dues, maturity)


def payable_by(terms: LoanTerms, due_on: date, works: IsWorkingDay) -> date:
    """The last day on which paying is in time: days of grace, then on to a working day."""
    day = due_on + timedelta(days=terms.grace_days)
    return day if terms.holidays is HolidayRule.NONE else next_working_day(day, works)


def _renumbered(row: Instalment) -> Instalment:
    return Instalment(
        row.nr + 1,
        row.from_on,
        row.due_on,
        row.payable_by,
        row.principal_fen,
        row.interest_fen,
        row.balance_fen,
    )
