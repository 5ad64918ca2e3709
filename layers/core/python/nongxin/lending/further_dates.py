"""Due dates beyond those of the plan: for an extension, a renewal, a reschedule."""

from __future__ import annotations

from datetime import date

from nongxin.lending.due_dates import IsWorkingDay
from nongxin.lending.loan import Loan
from nongxin.lending.schedule import DueDate, dated


def dates_after(loan: Loan, day: date, last_due: date, works: IsWorkingDay) -> tuple[DueDate, ...]:
    """The loan's rhythm from the first date after the day, with the last at `last_due`.

    A loan with a single due date has a single one again.
    """
    terms = loan.terms
    dues = []
    if terms.every or terms.method.every:
        grid = terms.grid(loan.lent_on)
        step = max(grid.step_at(day) + 1, terms.first_step)
        while (due := grid.at(step)) < last_due:
            dues.append(due)
            step += 1
    dues.append(last_due)
    # Moved by holidays, the last but one may meet the last: then there is one line.
    return tuple(sorted(set(dated(terms, dues, works))))
