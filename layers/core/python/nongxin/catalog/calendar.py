"""Working days of mainland China: the State Council's holidays and make-up days, 2016 to 2026."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from nongxin.catalog.reading import rows


@lru_cache(maxsize=1)
def _special() -> Mapping[date, bool]:
    """day -> is it worked, for every day that breaks the Monday-to-Friday rule."""
    kinds = ("holiday", "makeup_workday")
    return {
        r.day("date"): r.choice("kind", kinds) == "makeup_workday" for r in rows("holidays.csv")
    }


def known_until() -> date:
    """The last day whose year's holidays are announced; later days know weekends only."""
    return date(max(_special()).year, 12, 31)


# Plans ask it of every due date, and the loans of a time share theirs.
@lru_cache(maxsize=8_192)
def is_workday(day: date) -> bool:
    worked = _special().get(day)
    return day.weekday() < 5 if worked is None else worked


def next_workday(day: date) -> date:
    """The day itself if it is worked, else the next one that is."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day
