"""The level instalment of the periods that are left, and the evening out of the last one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from nongxin.lending.progressive.period import Period, Segment
from nongxin.lending.progressive.plan import Plan
from nongxin.lending.progressive.product import Repay
from nongxin.lending.progressive.year_share import level_years
from nongxin.lending.reckoning.level_instalments import annuity

_TURNS = 3


def plan_levels(plan: Plan, since: date, *, afresh: bool) -> None:
    """Sets the instalments of the periods due from `since` on, after money was lent or the rate
    changed; not `afresh`: as if nothing had been paid, so that payments keep their effect.
    """
    periods = plan.since(since)
    _mark_interest_grace(plan)
    if plan.product.repay is Repay.FLAT:
        flat_levels(plan, periods)
        _principal_grace(plan, periods)
        return
    plan.reckon()
    if afresh:
        set_levels(plan, periods)
    else:
        _levels_of_unpaid(plan, periods, since)
    _principal_grace(plan, periods)
    plan.reckon()
    settle_last(plan, since)
    if afresh and plan.product.repay is Repay.LEVEL:
        even_out(plan, periods)


def set_levels(plan: Plan, periods: Sequence[Period]) -> None:
    """One instalment whose present value over the periods is the balance, for all of them."""
    if not periods:
        return
    if plan.product.repay is Repay.FLAT:
        flat_levels(plan, periods)
        return
    if plan.product.repay is not Repay.LEVEL:
        _by_principal(plan, periods)
        return
    exact = annuity(_opening(plan, periods[0]), [_bears(plan, period) for period in periods])
    fixed = Fraction(sum(p.fixed for p in periods), len(periods))
    level = plan.product.level(plan.product.minor(exact) + plan.product.minor(fixed))
    for period in periods:
        if level >= period.paid:
            period.level = period.first_level = level


def even_out(plan: Plan, periods: Sequence[Period]) -> None:
    """Moves the instalment by what the last one differs per period, as long as that helps; one
    that is rounded up on purpose leaves a smaller last one on purpose.
    """
    if plan.product.level_rounding is not None:
        return
    trial: Plan | None = None
    periods = periods[_graced(plan, periods) :]
    if not periods:
        return
    first = periods[0]
    for _ in range(_TURNS):
        level, gap, countable = _gap(periods)
        half = len(periods) // 2
        if not half or abs(gap) * plan.product.cents <= half:
            return
        moved = plan.product.level(_adjusted(plan, level, gap, periods, countable))
        if moved == level:
            return
        trial = trial or plan.copy()
        related = [p for p in trial.periods if p.start >= first.start and p.due >= first.due]
        for period in related:
            if moved >= period.paid:
                period.level = period.first_level = moved
        trial.reckon()
        settle_last(trial, first.due)
        if abs(_gap(trial.periods)[1]) >= abs(gap):
            return
        for period, better in zip(periods, related, strict=False):
            period.level = period.first_level = better.level
        plan.reckon()


def settle_last(plan: Plan, till: date, turn: int = 0) -> None:
    """The last period that is not paid takes what is left, so that the loan closes in it."""
    plan.reckon()
    owed = max(plan.lent + plan.credited, 0) - plan.paid_principal
    over = [p for p in plan.periods if p.unpaid_principal > owed]
    for period in over:
        period.level = max(period.level - (period.unpaid_principal - owed), period.paid)
    if over:
        plan.reckon()
    last = _last_unpaid(plan)
    if last is None:
        return
    if last.deferred or any(p.moved_up for p in plan.periods):
        last.deferred = 0
        for period in plan.periods:
            period.moved_up = False
        plan.reckon()
    total = plan.lent + plan.credited + plan.interest - sum(p.payable for p in plan.periods)
    last.level += total
    if last.fixed:
        last.level = max(last.level, last.paid_principal + last.fixed)
    least = last.paid - last.credited
    if last.level < least:
        last.level = least
        if turn < _TURNS:
            settle_last(plan, till, turn + 1)
    defer(plan, last, till)
    plan.reckon()


def defer(plan: Plan, last: Period, till: date) -> None:
    """Interest that periods after `last` (already paid ahead) have earned by the day goes to it."""
    plan.reckon()
    if last is plan.periods[-1]:
        return
    trial = plan.copy()
    beyond = any(due > last.due for _, _, due in plan.overdue_moves)
    if not beyond and any(due == last.due for _, _, due in plan.overdue_moves):
        for day, amount, _ in trial.overdue_moves:
            trial.cut(day, moved=-amount)
    stop_after(trial, till)
    trial.reckon()
    for period in reversed(trial.periods):
        if period.unplaced > 0 and period.due > last.due:
            last.deferred = period.unplaced
            for later in plan.periods:
                later.moved_up = later.moved_up or later.due > last.due
            plan.reckon()
            return


def stop_after(plan: Plan, day: date) -> None:
    """Lets nothing earn after the day."""
    segment = plan.segment_at(day)
    if segment is not None:
        segment.end = day
    for each in plan.segments():
        if day < each.end:
            each.stopped = True


def _last_unpaid(plan: Plan) -> Period | None:
    unpaid = [p for p in plan.periods if not p.is_paid]
    if unpaid:
        return unpaid[-1]
    last = plan.periods[-1]
    if not plan.paid_principal and last.segments and last.balance > 0:
        return last
    return None


def _levels_of_unpaid(plan: Plan, periods: Sequence[Period], since: date) -> None:
    if not periods:
        return
    trial = plan.copy()
    trial.is_copy = True
    for period in trial.periods:
        period.paid_principal = period.paid_interest = period.deferred = 0
        for segment in period.segments:
            segment.moved = 0
    plan_levels(trial, since, afresh=True)
    first = periods[0].due
    for mine, theirs in zip(plan.periods, trial.periods, strict=True):
        if mine.due >= first:
            mine.level, mine.first_level = theirs.level, theirs.first_level


def _opening(plan: Plan, period: Period) -> int:
    nr = plan.periods.index(period)
    before = plan.periods[nr - 1].balance if nr else 0
    carried = plan.periods[nr - 1].unplaced if nr else 0
    return before + carried + period.lent


def _bears(plan: Plan, period: Period) -> Fraction:
    """What part of its balance a period bears."""
    if period.interest_grace:
        return Fraction(0)
    return sum((_segment_bears(plan, period, s) for s in period.segments), Fraction(0))


def _segment_bears(plan: Plan, period: Period, segment: Segment) -> Fraction:
    years = level_years(plan.product, period.start, period.due, segment.start, segment.end)
    return plan.rate_on(segment.start) * years


def _by_principal(plan: Plan, periods: Sequence[Period]) -> None:
    """等额本金 and 先息后本: the principal is given, interest comes on top."""
    opening = _opening(plan, periods[0])
    linear = plan.product.repay is Repay.LINEAR
    part = plan.product.level(plan.product.minor(Fraction(opening, len(periods)))) if linear else 0
    left = opening
    for period in periods:
        mine = left if period is periods[-1] else min(part, left)
        period.level = mine
        plan.reckon()
        period.level = period.first_level = max(mine + period.earned, period.paid)
        plan.reckon()
        left -= mine


def flat_levels(plan: Plan, periods: Sequence[Period]) -> None:
    """等本等息: interest on what was lent, principal and interest together level."""
    if not periods:
        return
    charges = 0
    for period in periods:
        plan.reckon()
        charges += period.earned
        period.level = period.earned
    first = periods[0]
    until = first.segments[-1].end
    lent = sum(s.lent for s in plan.segments() if s.end <= until)
    total = lent + charges - _repaid_before(plan, first)
    level = plan.product.level(plan.product.minor(Fraction(total, len(periods))))
    over = 0
    for period in periods:
        rest = total - level * len(periods) if period is periods[-1] else 0
        wanted = level + rest
        short = period.paid - wanted - period.credited - period.deferred
        period.level = period.first_level = wanted if short <= 0 else period.paid
        over += max(short, 0)
    plan.reckon()
    for period in reversed(periods):
        if over > 0 and not period.is_paid:
            least = max(period.level - over, period.paid - period.credited, period.earned, 0)
            over -= period.level - least
            period.level = least
    plan.reckon()


def _repaid_before(plan: Plan, period: Period) -> int:
    nr = plan.periods.index(period)
    if not nr:
        return 0
    lent = sum(p.lent for p in plan.periods[:nr])
    return lent - plan.periods[nr - 1].balance


def _mark_interest_grace(plan: Plan) -> None:
    for nr, period in enumerate(plan.periods):
        period.interest_grace = nr < plan.product.grace_interest


def _principal_grace(plan: Plan, periods: Sequence[Period]) -> None:
    """The first periods pay interest only; the others share the principal anew."""
    grace = _graced(plan, periods)
    if not grace:
        return
    for period in periods[:grace]:
        period.level = 0
        plan.reckon()
        period.level = period.first_level = period.earned
    plan.reckon()
    if grace < len(periods):
        set_levels(plan, periods[grace:])
        plan.reckon()


def _gap(periods: Sequence[Period]) -> tuple[int, int, int]:
    """The instalment before the last, by how much the last differs, and how many count."""
    for nr in range(len(periods) - 1, 0, -1):
        last, before = periods[nr], periods[nr - 1]
        if not last.is_paid and not before.is_paid:
            paid_more = sum(1 for p in periods if before.level < p.paid)
            return before.level, last.level - before.level, len(periods) - paid_more
    return periods[0].level, 0, len(periods)


def _graced(plan: Plan, periods: Sequence[Period]) -> int:
    graced = plan.periods[: plan.product.grace_principal]
    return sum(1 for p in periods if any(p is g for g in graced))


def _adjusted(plan: Plan, level: int, gap: int, periods: Sequence[Period], countable: int) -> int:
    return level + plan.product.minor(Fraction(gap, max(countable, 1)))
