"""The repayment plan of a loan: dates, parts and balances, all in fen, from its terms alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from nongxin.lending.due_dates import (
    Grid,
    HolidayRule,
    IsWorkingDay,
    every_day_works,
    next_working_day,
)
from nongxin.lending.instalments import shares
from nongxin.lending.terms import LoanTerms


@dataclass(frozen=True)
class Instalment:
    """One line of the plan. Interest runs from `from_on` to `due_on` (算头不算尾).

    Paid by `payable_by` it is in time. `balance_fen` is the principal left after it, `earned_fen`
    the interest of its own days, which grace may make due later.
    """

    nr: int
    from_on: date
    due_on: date
    payable_by: date
    principal_fen: int
    interest_fen: int
    balance_fen: int
    earned_fen: int

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


def schedule_of(terms: LoanTerms, lent_on: date, works: IsWorkingDay = every_day_works) -> Schedule:
    """The plan when the money is lent on `lent_on`; `works` tells working days from days of rest.

    Raises FirstDueTooEarly, LastBeforeFirst, InterestAboveInstalment.
    """
    down_fen = terms.down_payment_fen
    blanks = _blank_rows(terms, lent_on, works)
    rows = filled(terms, terms.grid(lent_on), terms.principal_fen - down_fen, blanks)
    if down_fen:
        left_fen = terms.principal_fen - down_fen
        first = Instalment(1, lent_on, lent_on, lent_on, down_fen, 0, left_fen, 0)
        rows = (first, *(replace(row, nr=row.nr + 1) for row in rows))
    return Schedule(lent_on, terms.principal_fen, rows)


def filled(
    terms: LoanTerms, grid: Grid, balance_fen: int, rows: Sequence[Instalment]
) -> tuple[Instalment, ...]:
    """The same dates with the parts that repay this balance from the first row's `from_on` on.

    Also re-reckons what is left of a plan. Raises InterestAboveInstalment.
    """
    years = [terms.day_count.between(row.from_on, row.due_on, grid) for row in rows]
    result = []
    for row, share in zip(rows, shares(terms, balance_fen, years), strict=False):
        balance_fen -= share.principal_fen
        result.append(
            replace(
                row,
                principal_fen=share.principal_fen,
                interest_fen=share.interest_fen,
                earned_fen=share.earned_fen,
                balance_fen=balance_fen,
            )
        )
    return tuple(result)


def _blank_rows(terms: LoanTerms, lent_on: date, works: IsWorkingDay) -> list[Instalment]:
    days = (lent_on, *due_dates(terms, lent_on, works))
    return [
        Instalment(nr, start, due, payable_by(terms, due, works), 0, 0, 0, 0)
        for nr, (start, due) in enumerate(pairwise(days), start=1)
    ]


def due_dates(
    terms: LoanTerms, lent_on: date, works: IsWorkingDay = every_day_works
) -> tuple[date, ...]:
    """Every due date in order, the last at maturity. Raises FirstDueTooEarly, LastBeforeFirst."""
    maturity, grid, step = (
        terms.maturity(lent_on),
        terms.grid(lent_on),
        terms.first_step,
    )
    dues = []
    while (due := grid.at(step)) < maturity:
        dues.append(due)
        step += 1
    dues.append(maturity)
    if terms.holidays is HolidayRule.MOVE:
        dues = [next_working_day(due, works) for due in dues]
    return tuple(dues)


def payable_by(terms: LoanTerms, due_on: date, works: IsWorkingDay) -> date:
    """The last day on which paying is in time: days of grace, then on to a working day."""
    day = due_on + timedelta(days=terms.grace_days)
    return day if terms.holidays is HolidayRule.NONE else next_working_day(day, works)
