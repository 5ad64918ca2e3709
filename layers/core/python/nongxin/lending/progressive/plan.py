"""The plan of a loan as it runs: periods, each cut into segments over which the balance stands.

All is in minor units. A period's level instalment (`level`) is what is to be paid in it; interest
first, the rest principal. `reckon` derives everything else in one pass from the first period on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from nongxin.lending.progressive.period import Period, Segment, split, twin_of
from nongxin.lending.progressive.product import Product, Repay
from nongxin.lending.progressive.year_share import interest_years


@dataclass
class Plan:
    """`rates` are (day, annual rate) from that day on; `overdue_to` see `overdue`."""

    product: Product
    periods: list[Period]
    rates: list[tuple[date, Fraction]] = field(default_factory=list)
    overdue_to: date | None = None
    overdue_moves: list[tuple[date, int, date]] = field(default_factory=list)
    daily_rates: dict[tuple[date, date, date], tuple[int, int]] = field(default_factory=dict)
    recalculates_levels: bool = True
    is_copy: bool = False

    @staticmethod
    def of(product: Product, start: date, dues: Sequence[date]) -> Plan:
        starts = [start, *dues[:-1]]
        periods = [Period(a, b, [Segment(a, b)]) for a, b in zip(starts, dues, strict=True)]
        return Plan(product, periods)

    def copy(self) -> Plan:
        twin = twin_of(self)
        twin.periods = [p.copy() for p in self.periods]
        twin.rates = list(self.rates)
        twin.overdue_moves = list(self.overdue_moves)
        return twin

    @property
    def flat(self) -> bool:
        return self.product.repay is Repay.FLAT

    @property
    def start(self) -> date:
        return self.periods[0].start

    @property
    def matures_on(self) -> date:
        return self.periods[-1].due

    @property
    def is_empty(self) -> bool:
        return not any(p.level for p in self.periods)

    def rate_on(self, day: date) -> Fraction:
        rates = [rate for since, rate in self.rates if since <= day]
        return rates[-1] if rates else self.product.rate

    def add_rate(self, since: date, rate: Fraction) -> None:
        self.rates = sorted([r for r in self.rates if r[0] != since] + [(since, rate)])
        self.daily_rates = {}

    def at(self, day: date) -> Period | None:
        """The period that the day belongs to: its first day is still the one before's."""
        for nr, period in enumerate(self.periods):
            if period.start < day <= period.due or (not nr and day == period.start):
                return period
        return None

    def since(self, due: date) -> list[Period]:
        return [p for p in self.periods if p.due >= due]

    def segment_at(self, day: date) -> Segment | None:
        period = self.at(day)
        if period is None:
            return None
        first = period is self.periods[0]
        found = None
        for nr, s in enumerate(period.segments):
            if s.start < day <= s.end or (first and not nr and s.start <= day <= s.end):
                found = s
        return found

    @property
    def lent(self) -> int:
        return sum(p.lent for p in self.periods)

    @property
    def credited(self) -> int:
        return sum(s.credited for s in self.segments())

    @property
    def owed_principal(self) -> int:
        """Principal lent (and credited) that has not been paid."""
        return self.lent + self.credited - self.paid_principal

    @property
    def paid_principal(self) -> int:
        return sum(p.paid_principal for p in self.periods)

    @property
    def paid_interest(self) -> int:
        return sum(p.paid_interest for p in self.periods)

    @property
    def interest(self) -> int:
        return sum(p.interest for p in self.periods)

    def segments(self) -> Iterator[Segment]:
        for period in self.periods:
            yield from period.segments

    def cut(self, day: date, *, lent: int = 0, moved: int = 0) -> Period | None:
        """Changes the balance on a day, cutting its segment there; the period changed."""
        period = self.at(day)
        if period is None:
            return None
        there = _ending(period, day, at_end=period is self.periods[-1] and day == period.due)
        if there is None:
            there = split(period, day)
        there.lent += lent
        there.moved += moved
        return period

    def reckon(self) -> None:
        before: Period | None = None
        lent = 0
        for period in self.periods:
            lent = self._reckon(period, before, lent)
            before = period

    def _reckon(self, period: Period, before: Period | None, lent: int) -> int:
        """What has been lent by the end of the period."""
        above, below, credited, last = 0, 1, 0, None
        for segment in period.segments:
            segment.lent_by_then = lent
            if last is not None:
                segment.balance = max(last.balance + last.moved + last.lent, 0)
            elif before is not None and before.segments:
                segment.balance = before.balance
            more, per = self._interest(period, segment)
            above, below = (above + more, below) if per == below else (
                above * per + more * below, below * per
            )  # fmt: skip
            lent += segment.lent
            credited += segment.credited + segment.credited_interest
            last = segment
        earned = 0 if period.moved_up or not above else self.product.minor_part(above, below)
        earned += period.fixed + period.deferred + (before.unplaced if before else 0)
        period.earned = max(earned, 0)
        if self.product.repay is Repay.AT_END and period is not self.periods[-1]:
            _interest_only(period)
        _share(period, credited)
        if last is not None:
            end = last.balance + last.moved + last.lent
            period.balance = max(end + period.paid_principal - period.principal, 0)
        return lent

    def _interest(self, period: Period, segment: Segment) -> tuple[int, int]:
        """Exact interest of a segment, as a fraction's two numbers: its days' part of what the
        rest of the period would bear.
        """
        base = segment.lent_by_then if self.flat else segment.balance
        if segment.stopped or not base or segment.start == segment.end:
            return segment.credited_interest, 1
        key = (period.start, period.due, segment.start)
        daily = self.daily_rates.get(key)
        if daily is None:
            daily = self.daily_rates[key] = self._daily_rate(period, segment.start)
        above, below = daily
        return base * above * segment.days + segment.credited_interest * below, below

    def _daily_rate(self, period: Period, since: date) -> tuple[int, int]:
        rest = (period.due - since).days
        years = interest_years(self.product, self.start, period.start, period.due, since)
        rate = self.rate_on(since) * years / rest if rest else Fraction(0)
        return rate.numerator, rate.denominator


def _interest_only(period: Period) -> None:
    """先息后本: what falls due before the end is interest, as much as the balance bears."""
    interest = period.paid_interest if period.interest_grace else period.earned
    period.level = period.first_level = max(interest, period.paid_interest) + period.paid_principal


def _share(period: Period, credited: int) -> None:
    """What of the instalment is interest, and what interest finds no room in it."""
    payable = period.level + credited + period.deferred
    if period.interest_grace:
        period.interest = period.paid_interest
    else:
        room = max(payable - period.earned, 0)
        due = period.paid_interest
        if period.paid_principal <= room:
            due = min(period.earned, payable)
        period.interest = max(due, period.paid_interest)
    period.principal = max(payable - period.interest, 0, period.paid_principal)
    period.unplaced = max(period.earned - period.interest - period.given_up, 0)


def _ending(period: Period, day: date, *, at_end: bool) -> Segment | None:
    if at_end:
        last = period.segments[-1]
        return last if not last.days else None
    return next((s for s in period.segments if s.end == day), None)
