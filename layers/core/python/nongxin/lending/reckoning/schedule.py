"""The repayment plan of a loan: dates, parts and balances, all in fen, from its terms alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from nongxin.kernel.value import value
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.due_dates import (
    Grid,
    HolidayRule,
    IsWorkingDay,
    every_day_works,
    next_working_day,
)
from nongxin.lending.reckoning.instalments import Share, shares
from nongxin.lending.reckoning.terms import LoanTerms

Years = Callable[[date, date], Fraction]
_PLANS_KEPT = 2_048


class DueDate(NamedTuple):
    """A due date, and the last day on which paying is in time."""

    due_on: date
    payable_by: date


@value
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


@value
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
    return laid_out(terms, lent_on, dates_of(terms, lent_on, works))


def laid_out(terms: LoanTerms, lent_on: date, dates: Sequence[DueDate]) -> Schedule:
    """The plan on dates that are known. Raises InterestAboveInstalment."""
    down_fen, grid = terms.down_payment_fen, terms.grid(lent_on)
    days = (lent_on, *(day.due_on for day in dates))
    balance_fen = terms.principal_fen - down_fen
    parts = shares(terms, balance_fen, _lengths(terms.day_count, grid, days))
    rows = with_parts(blank_rows(lent_on, dates), balance_fen, parts)
    if down_fen:
        left_fen = terms.principal_fen - down_fen
        first = Instalment(1, lent_on, lent_on, lent_on, down_fen, 0, left_fen, 0)
        rows = (first, *(replace(row, nr=row.nr + 1) for row in rows))
    return Schedule(lent_on, terms.principal_fen, rows)


def filled(
    terms: LoanTerms, years: Years, balance_fen: int, rows: Sequence[Instalment]
) -> tuple[Instalment, ...]:
    """The same dates with the parts that repay this balance from the first row's `from_on` on.

    Raises InterestAboveInstalment.
    """
    lengths = [years(row.from_on, row.due_on) for row in rows]
    return with_parts(rows, balance_fen, shares(terms, balance_fen, lengths))


def with_parts(
    rows: Sequence[Instalment], balance_fen: int, parts: Sequence[Share]
) -> tuple[Instalment, ...]:
    """The rows with these parts; rows for which there are none fall away."""
    result = []
    for row, share in zip(rows, parts, strict=False):
        balance_fen -= share.principal_fen
        result.append(
            Instalment(
                row.nr,
                row.from_on,
                row.due_on,
                row.payable_by,
                share.principal_fen,
                share.interest_fen,
                balance_fen,
                share.earned_fen,
            )
        )
    return tuple(result)


def blank_rows(start: date, dates: Sequence[DueDate]) -> tuple[Instalment, ...]:
    """Rows without amounts, the first from `start` on."""
    return _blank_rows(start, tuple(dates))


# Loans that are lent on one day share their dates and the lengths of their periods.
@lru_cache(maxsize=_PLANS_KEPT)
def _blank_rows(start: date, dates: tuple[DueDate, ...]) -> tuple[Instalment, ...]:
    days = (start, *(day.due_on for day in dates))
    return tuple(
        Instalment(nr, begins, day.due_on, day.payable_by, 0, 0, 0, 0)
        for nr, (begins, day) in enumerate(zip(days, dates, strict=False), start=1)
    )


@lru_cache(maxsize=_PLANS_KEPT)
def _lengths(day_count: DayCount, grid: Grid, days: tuple[date, ...]) -> tuple[Fraction, ...]:
    return tuple(day_count.between(start, end, grid) for start, end in pairwise(days))


def dates_of(
    terms: LoanTerms, lent_on: date, works: IsWorkingDay = every_day_works
) -> tuple[DueDate, ...]:
    """Every due date with the last day in time. Raises FirstDueTooEarly, LastBeforeFirst."""
    steps = _steps(terms.grid(lent_on), terms.first_step, terms.maturity(lent_on))
    return dated(terms, steps, works)


def dated(terms: LoanTerms, dues: Sequence[date], works: IsWorkingDay) -> tuple[DueDate, ...]:
    """The dates after what holidays do, with the last day in time: days of grace, then on to a
    working day.
    """
    return _dated(tuple(dues), terms.holidays, terms.grace_days, works)


# Of the loans lent on one day all but the first find their dates here; `works` never changes its
# mind about a day.
@lru_cache(maxsize=_PLANS_KEPT)
def _dated(
    dues: Sequence[date], rule: HolidayRule, grace_days: int, works: IsWorkingDay
) -> tuple[DueDate, ...]:
    if rule is HolidayRule.MOVE:
        dues = [next_working_day(due, works) for due in dues]
    grace = timedelta(days=grace_days)
    ends = [due + grace for due in dues]
    if rule is not HolidayRule.NONE:
        ends = [next_working_day(end, works) for end in ends]
    return tuple(map(DueDate, dues, ends))


def due_dates(
    terms: LoanTerms, lent_on: date, works: IsWorkingDay = every_day_works
) -> tuple[date, ...]:
    """Every due date in order, the last at maturity. Raises FirstDueTooEarly, LastBeforeFirst."""
    return tuple(day.due_on for day in dates_of(terms, lent_on, works))


@lru_cache(maxsize=_PLANS_KEPT)
def _steps(grid: Grid, step: int, maturity: date) -> tuple[date, ...]:
    dues = []
    while (due := grid.at(step)) < maturity:
        dues.append(due)
        step += 1
    return (*dues, maturity)
