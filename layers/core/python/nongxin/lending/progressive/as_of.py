"""The plan as it would be if the day were its last: what is due when paid on a day."""

from __future__ import annotations

from datetime import date

from nongxin.lending.progressive.level import settle_last
from nongxin.lending.progressive.period import Period
from nongxin.lending.progressive.plan import Plan


def cut_off(plan: Plan, day: date) -> Plan:
    """A copy in which nothing is earned after the day."""
    cut = plan.copy()
    if day < cut.start:
        for period in cut.periods:
            period.segments.clear()
        cut.reckon()
        return cut
    if day >= cut.matures_on:
        return cut
    running = cut.at(day)
    nr = cut.periods.index(running) if running else 0
    for later, period in enumerate(cut.periods):
        if period.due <= day:
            continue
        if later == nr:
            _shorten(cut, period, day)
        elif later == nr + 1 and _credited_at_start(period):
            del period.segments[1:]
            period.segments[0].end = period.segments[0].start
        else:
            period.segments.clear()
    cut.reckon()
    settle_last(cut, day)
    return cut


def due_when_paid(plan: Plan, nr: int, day: date) -> tuple[int, int]:
    """Principal and interest of a period when it is paid on a day, maybe before its time."""
    cut = cut_off(plan, day)
    period = cut.periods[nr]
    unpaid = sum(1 for p in cut.periods if not p.is_paid)
    if day <= period.start:
        _adjust(cut, period, unpaid)
    cut.reckon()
    if not plan.product.vertical:
        return period.principal, period.interest
    principal = period.payable if unpaid > 1 else period.principal
    return (
        min(principal, max(cut.lent - cut.paid_principal, period.paid_principal)),
        min(period.interest, max(cut.interest - cut.paid_interest, period.paid_interest)),
    )


def interest_so_far(plan: Plan, day: date) -> int:
    """Interest of all periods, each paid on the day."""
    return sum(period.interest for period in cut_off(plan, day).periods)


def interest_by(plan: Plan, nr: int, day: date) -> int:
    """Interest that a period has earned by the end of the day, due or not."""
    return cut_off(plan, day).periods[nr].earned


def _adjust(cut: Plan, period: Period, unpaid: int) -> None:
    if unpaid > 1:
        period.level = period.first_level
        cut.reckon()
        period.level -= max(period.unpaid_principal - max(cut.owed_principal, 0), 0)
    elif period.is_paid and unpaid == 1:
        left = cut.owed_principal + period.paid_principal + period.interest
        period.level = min(period.first_level, left)


def _shorten(plan: Plan, period: Period, day: date) -> None:
    first = period is plan.periods[0]
    found = None
    for nr, s in enumerate(period.segments):
        if s.start < day <= s.end or (first and not nr and s.start <= day <= s.end):
            found = nr
    if found is None:
        return
    last = period.segments[found]
    last.end = day
    if found + 1 < len(period.segments):
        last.credited += period.segments[found + 1].credited
        last.credited_interest += period.segments[found + 1].credited_interest
    del period.segments[found + 1 :]


def _credited_at_start(period: Period) -> bool:
    first = period.segments[0]
    return first.credited > 0 or first.credited_interest > 0
