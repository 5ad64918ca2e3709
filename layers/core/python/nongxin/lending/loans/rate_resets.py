"""When a floating rate is set anew, and to what.

A reset is an entry of the loan's history like any other change of its rate: rates that are
published later never change what was reckoned before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from nongxin.kernel.dates import add_months
from nongxin.lending.loans.entries import NewPlan, RateChange
from nongxin.lending.loans.history import History
from nongxin.lending.loans.order import in_force
from nongxin.lending.reckoning.floating import Floating, ResetDay

BY = "rate_reset"  # who makes these entries


def reset_days(floating: Floating, lent_on: date, dues: Sequence[date]) -> Iterator[date]:
    """Within the term, in order; never the day of lending, nor the day on which all is due."""
    matures_on = dues[-1]
    if floating.resets is ResetDay.DUE_DATE:
        yield from (due for due in dues if lent_on < due < matures_on)
    years = range(1, matures_on.year - lent_on.year + 1)
    if floating.resets is ResetDay.JANUARY:
        days = [date(lent_on.year + nr, 1, 1) for nr in years]
    elif floating.resets is ResetDay.ANNIVERSARY:
        days = [add_months(lent_on, 12 * nr) for nr in years]
    else:
        days = []
    yield from (day for day in days if day < matures_on)


def resets_due(history: History, today: date) -> list[RateChange]:
    """The entries that are due by today and not made yet; none where the rate stays as it was, nor
    for a fixed one. Raises RateNotPublished.
    """
    base = history.base
    floating = base.terms.floating
    if floating is None:
        return []
    made = {e.on for e in history.entries if isinstance(e, RateChange) and e.by == BY}
    found, before = [], base.terms.rate_annual
    for day in reset_days(floating, base.lent_on, _due_dates(history)):
        if day > today:
            break
        rate = floating.rate_on(day)
        if rate != before and day not in made:
            found.append(RateChange(day, today, BY, rate))
        before = rate
    return found


def _due_dates(history: History) -> list[date]:
    """As they were agreed: lines of early repayments are no due dates."""
    dues = [each.due_on for each in history.base.dates]
    for _, entry in in_force(history.entries):
        if isinstance(entry, NewPlan):
            dues = [due for due in dues if due <= entry.on] + [d.due_on for d in entry.dates]
    return dues
