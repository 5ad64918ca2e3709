"""Due dates beyond those of the plan: for an extension, a renewal, a reschedule."""

from __future__ import annotations

from datetime import date

from nongxin.lending.loans.loan import Loan
from nongxin.lending.reckoning.due_dates import Grid, IsWorkingDay
from nongxin.lending.reckoning.schedule import DueDate, dated


def dates_after(loan: Loan, day: date, last_due: date, works: IsWorkingDay) -> tuple[DueDate, ...]:
    """The loan's rhythm from the first date after the day, with the last at `last_due`.

    A loan with a single due date has a single one again.
    """
    terms = loan.terms
    dues = []
    if terms.every or terms.method.every:
        grid, step = terms.grid(loan.lent_on), terms.first_step
        if loan.anchor_on:
            grid, step = Grid(loan.anchor_on, terms.rhythm), 0
        step = max(grid.step_at(day) + 1, step)
        while (due := grid.at(step)) < last_due:
            dues.append(due)
            step += 1
    dues.append(last_due)
    return _dated(loan, dues, works)


def dates_from(loan: Loan, first_due: date, works: IsWorkingDay) -> tuple[DueDate, ...]:
    """The loan's rhythm from another first date on; maturity stays where it is."""
    grid, step, dues = Grid(first_due, loan.terms.rhythm), 0, []
    while (due := grid.at(step)) < loan.matures_on:
        dues.append(due)
        step += 1
    return _dated(loan, [*dues, loan.matures_on], works)


def _dated(loan: Loan, dues: list[date], works: IsWorkingDay) -> tuple[DueDate, ...]:
    # Moved by holidays, the last but one may meet the last: then there is one line.
    return tuple(sorted(set(dated(loan.terms, dues, works))))
