"""When instalments fall due: a grid of dates reckoned from its first, and what holidays do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from functools import cached_property

from nongxin.kernel.dates import add_months
from nongxin.kernel.value import value

IsWorkingDay = Callable[[date], bool]
_LONGEST_HOLIDAY_DAYS = 31
_DAY = timedelta(days=1)


class Unit(Enum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}


@value
class Every:
    """A rhythm: every `count` units. Exactly one of `days` and `months` is above 0."""

    count: int
    unit: Unit = Unit.MONTH

    @cached_property
    def days(self) -> int:
        return self.count * _DAYS.get(self.unit, 0)

    @cached_property
    def months(self) -> int:
        return self.count * _MONTHS.get(self.unit, 0)


MONTHLY = Every(1)
QUARTERLY = Every(3)


@value
class Grid:
    """The dates anchor, anchor ± 1 × every, anchor ± 2 × every, …

    A month too short for the wanted day gives its last day, for that month alone: each date is
    reckoned from the anchor and not from the one before. `day` is the wanted day of the month
    when the anchor itself stands in a month too short for it.
    """

    anchor: date
    every: Every
    day: int = 0

    def at(self, step: int) -> date:
        if self.every.days:
            return self.anchor + timedelta(days=self.every.days * step)
        return add_months(self.anchor, self.every.months * step, self.day)

    def step_at(self, day: date) -> int:
        """The last step that is not after the day."""
        if self.every.days:
            return (day - self.anchor).days // self.every.days
        months = (day.year - self.anchor.year) * 12 + day.month - self.anchor.month
        step = months // self.every.months
        return step if self.at(step) <= day else step - 1

    def position(self, day: date) -> Fraction:
        """Where the day lies, in steps; within a step in proportion to its calendar days."""
        step = self.step_at(day)
        start = self.at(step)
        if day == start:
            return Fraction(step)
        return step + Fraction((day - start).days, (self.at(step + 1) - start).days)


class HolidayRule(Enum):
    """What a due date on a day of rest means.

    GRACE (default of the products): the date stands, but paying on the next working day is in
    time. MOVE: the due date itself, and the interest with it, moves there. NONE: nothing.
    """

    NONE = "none"
    GRACE = "grace"
    MOVE = "move"


def every_day_works(day: date) -> bool:
    return True


def next_working_day(day: date, works: IsWorkingDay) -> date:
    """The day itself if it works; 调休 workdays are the predicate's business."""
    for _ in range(_LONGEST_HOLIDAY_DAYS):
        if works(day):
            return day
        day += _DAY
    raise ValueError(f"no working day within {_LONGEST_HOLIDAY_DAYS} days of {day}")
