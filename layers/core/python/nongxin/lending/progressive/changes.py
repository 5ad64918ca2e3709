"""What changes a plan: money lent, paid, credited; a new rate; a pause; more or other dates.

Amounts in minor units. Every function leaves the plan reckoned.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from nongxin.lending.progressive.level import defer, plan_levels, settle_last
from nongxin.lending.progressive.period import Period, Segment, split
from nongxin.lending.progressive.plan import Plan
from nongxin.lending.progressive.product import Repay

_DAY = timedelta(days=1)


def lend(plan: Plan, on: date, amount: int) -> None:
    """A disbursement or tranche: the instalments not yet due are reckoned anew."""
    product = plan.product
    if product.by_period and not product.partial_period:
        on = next((p.start for p in plan.periods if p.due > on), on)
    period = plan.cut(on, lent=amount)
    if period is not None:
        afresh = plan.is_empty or plan.is_copy
        plan_levels(plan, _next_due(plan, period, on), afresh=afresh)


def change_rate(plan: Plan, since: date, rate: Fraction) -> None:
    """Another annual rate for the days from `since` on, with instalments anew."""
    eve = since - _DAY
    plan.add_rate(eve, rate)
    period = plan.cut(eve)
    if period is not None:
        plan_levels(plan, _next_due(plan, period, eve), afresh=True)


def add_periods(plan: Plan, since: date, dues: Sequence[date]) -> None:
    """More instalments at the end (展期), instalments anew from `since` on."""
    for due in dues:
        start = plan.periods[-1].due
        plan.periods.append(Period(start, due, [Segment(start, due)]))
    eve = since - _DAY
    period = plan.cut(eve)
    if period is not None:
        plan_levels(plan, _next_due(plan, period, eve), afresh=True)


def pause(plan: Plan, since: date, until: date) -> None:
    """No interest from `since` to `until`, both included; the dates stand."""
    touched = [p for p in plan.periods if p.start < until and p.due >= since]
    for period in touched:
        start = max(since - _DAY, period.start)
        end = min(until, period.due)
        if not any(s.start == start for s in period.segments):
            split(period, start)
        if not any(s.end == end for s in period.segments):
            split(period, end)
        for segment in period.segments:
            if start <= segment.start and segment.end <= end:
                segment.stopped = True
    if touched:
        plan.reckon()
        settle_last(plan, touched[0].start)


def move_dates(plan: Plan, due: date, dues: Sequence[date]) -> None:
    """The period due on `due` and those after it get other dates; the instalments stand."""
    nr = next(i for i, p in enumerate(plan.periods) if p.due == due)
    start = plan.periods[nr].start
    for period, new in zip(plan.periods[nr:], dues, strict=True):
        period.start, period.due = start, new
        if period.segments:
            period.segments[0].start = start
            period.segments[-1].end = new
        start = new
    settle_last(plan, due)


def pay_interest(plan: Plan, period: Period, on: date, amount: int) -> None:
    """Interest of a period paid on a day; never more than the plan holds in all."""
    running = _last_open_before(plan, on)
    if running is period:
        defer(plan, running, on)
    period.paid_interest += min(amount, plan.interest - plan.paid_interest)
    settle_last(plan, on)


def pay_principal(plan: Plan, period: Period, on: date, amount: int) -> None:
    """Principal of a period paid on a day; paid late it still counts from the due date."""
    if not amount:
        return
    period.paid_principal += min(amount, plan.owed_principal)
    on = min(period.due, on)
    move_balance(plan, on, -amount)
    if not plan.recalculates_levels:
        return
    several = sum(1 for p in plan.periods if not p.is_paid) > 1
    if several and on < period.start and _is_filled(period):
        period.level = period.paid - period.credited
    settle_last(plan, on)


def move_balance(plan: Plan, on: date, amount: int) -> None:
    """Interest runs on so much more or less from the day on."""
    if plan.cut(on, moved=amount) is not None:
        settle_last(plan, on)


def credit(plan: Plan, on: date, principal: int, interest: int) -> None:
    """Principal or interest that comes back into the plan (a returned payment)."""
    period = plan.cut(on, moved=principal)
    if period is None:
        return
    for segment in _credited_segment(plan, on):
        segment.credited += principal
        segment.credited_interest += interest
    settle_last(plan, on)


def _credited_segment(plan: Plan, on: date) -> list[Segment]:
    for period in plan.periods:
        last = period is plan.periods[-1] and on == period.due
        if period.start <= on < period.due or last:
            return [s for s in period.segments if s.start == on][-1:]
    return []


def _is_filled(period: Period) -> bool:
    return period.paid > period.payable or period.paid == period.first_level + period.credited


def _next_due(plan: Plan, period: Period, on: date) -> date:
    nr = plan.periods.index(period)
    if period.due == on and nr + 1 < len(plan.periods):
        return plan.periods[nr + 1].due
    return period.due


def _last_open_before(plan: Plan, on: date) -> Period | None:
    unpaid = [p for p in plan.periods if not p.is_paid]
    if not unpaid or unpaid[-1] is plan.periods[-1] or on < unpaid[-1].due:
        return None
    return unpaid[-1]


def is_interest_free(plan: Plan) -> bool:
    return not plan.product.rate and not plan.rates and plan.product.repay is not Repay.FLAT
