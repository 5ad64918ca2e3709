"""How much of a year lies between two days, by convention and by name, as an exact fraction.

The first day counts, the last does not (算头不算尾). The Chinese default is ACT/360
(银发〔2003〕251号: daily = annual / 360, actual calendar days).
"""

from __future__ import annotations

from calendar import isleap
from datetime import date
from enum import Enum
from fractions import Fraction

from nongxin.lending.reckoning.due_dates import Grid


class DayCount(Enum):
    """By name. The last three are for loans that come from elsewhere.

    ACT/ACT splits a period at the turn of the year; the FEB29 kind lets a period that holds a
    29 February count on 366 and any other on 365; ACT/364 is 52 weeks.
    """

    ACT_360 = "ACT/360"
    THIRTY_360 = "30/360"
    ACT_365 = "ACT/365"
    ACT_ACT = "ACT/ACT"
    ACT_ACT_FEB29 = "ACT/ACT FEB29"
    ACT_364 = "ACT/364"

    def between(self, start: date, end: date, grid: Grid) -> Fraction:
        """Years from `start` to `end` (never negative); `grid` says where the months begin."""
        if end <= start:
            return Fraction(0)
        if self is DayCount.THIRTY_360:
            return _thirty(start, end, grid)
        if self is DayCount.ACT_ACT:
            return across_years(start, end)
        days = (end - start).days
        if self is DayCount.ACT_ACT_FEB29:
            return Fraction(days, 366 if _holds_feb_29(start, end) else 365)
        return Fraction(days, _YEAR_DAYS[self])


_YEAR_DAYS = {DayCount.ACT_360: 360, DayCount.ACT_365: 365, DayCount.ACT_364: 364}


def _holds_feb_29(start: date, end: date) -> bool:
    leaps = (date(y, 2, 29) for y in range(start.year, end.year + 1) if isleap(y))
    return any(start <= leap < end for leap in leaps)


def across_years(start: date, end: date) -> Fraction:
    """Days on the length of their own year; 31 December already leads into the next."""
    years, day = Fraction(0), start
    for year in range(start.year, end.year + 1):
        stop = end if year == end.year else date(year, 12, 31)
        years += Fraction((stop - day).days, 366 if isleap(year) else 365)
        day = stop
    return years


def _thirty(start: date, end: date, grid: Grid) -> Fraction:
    """Every month of the plan counts 30 days of 360; a part of one in proportion to its days."""
    if not grid.every.months:
        return Fraction((end - start).days, 360)
    return (grid.position(end) - grid.position(start)) * Fraction(grid.every.months, 12)
