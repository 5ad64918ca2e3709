"""Principal that is late goes on bearing interest: day by day, in the period that runs."""

from __future__ import annotations

from datetime import date

from nongxin.lending.progressive.changes import move_balance
from nongxin.lending.progressive.period import Period
from nongxin.lending.progressive.plan import Plan


def carry_overdue(plan: Plan, day: date, *, whole_period: bool = False) -> bool:
    """Lets overdue principal bear interest up to the day, as if paid then; whether it changed.

    `whole_period`: up to the end of the running period instead.
    """
    day = min(day, plan.matures_on)
    late = [p for p in plan.periods if p.due < day]
    if not late:
        return False
    last = plan.periods[-1]
    running = plan.at(day) or last
    changed, one, all_ = False, 0, 0
    for period in late:
        if one:
            changed |= _carry(plan, period, day, one, all_, whole_period)
        one = period.unpaid_principal
        all_ += one
    if running is not last or day <= last.due:
        changed |= _carry(plan, running, day, one, all_, whole_period)
    if all_ > 0 and (plan.overdue_to is None or plan.overdue_to < day):
        plan.overdue_to = day
    return changed


def _carry(plan: Plan, period: Period, day: date, one: int, all_: int, whole: bool) -> bool:
    if day == plan.overdue_to:
        return False
    fresh = plan.overdue_to is None or period.start > plan.overdue_to
    _move(plan, period.start if fresh else plan.overdue_to or period.start, one)
    if period.start < day <= period.due:
        until = period.due if whole else day
        _move(plan, until, -all_)
        plan.overdue_to = until
    return True


def _move(plan: Plan, on: date, amount: int) -> None:
    period = plan.at(on)
    if period is not None:
        plan.overdue_moves.append((on, amount, period.due))
        move_balance(plan, on, amount)
