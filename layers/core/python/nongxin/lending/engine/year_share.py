"""How much of a year a stretch of a period is, by the product's conventions, exactly."""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from nongxin.kernel.dates import add_months
from nongxin.lending.due_dates import Every, Unit
from nongxin.lending.engine.product import Product, YearDays


def interest_years(product: Product, seed: date, start: date, due: date, since: date) -> Fraction:
    """Years from `since` to the due date of the period, for interest.

    A period of odd length counts as many months (weeks, days) as it has, reckoned from `seed`.
    """
    thirty = product.month_days_30 and not _by_period(product)
    if thirty and not _crosses(product, start, due, since, due):
        return _thirty(product, since, due, start, due, _ratio(product.every, seed, start, due))
    return _years(product, start, due, since, due)


def level_years(product: Product, start: date, due: date, since: date, until: date) -> Fraction:
    """Years from `since` to `until` within the period, for the level instalment."""
    if product.level_by_month and product.every.months and since == start and until == due:
        return Fraction(product.every.months, 12)
    return _years(product, start, due, since, until)


def _years(product: Product, start: date, due: date, since: date, until: date) -> Fraction:
    days, length = (until - since).days, (due - start).days
    if not length:
        return Fraction(0)
    if _by_period(product):
        parts = 12 if product.every.months else 52
        per = product.every.months or product.every.count
        return Fraction(per * days, parts * length)
    if _crosses(product, start, due, since, until):
        return across_years(since, until)
    if not product.month_days_30:
        return Fraction(days, _year_days(product, start, due, since))
    return _thirty(product, since, until, start, due, Fraction(product.every.count))


def across_years(since: date, until: date) -> Fraction:
    """Days on the length of their own year; 31 December already leads into the next."""
    years, day = Fraction(0), since
    for year in range(since.year, until.year + 1):
        end = until if year == until.year else date(year, 12, 31)
        years += Fraction((end - day).days, 366 if isleap(year) else 365)
        day = end
    return years


def _by_period(product: Product) -> bool:
    return product.by_period and product.every.unit in (Unit.MONTH, Unit.WEEK)


def _crosses(product: Product, start: date, due: date, since: date, until: date) -> bool:
    if until.year == since.year:
        return False
    if product.year_days is YearDays.FEB29:
        return _has_feb_29(start, due)
    return product.year_days is YearDays.ACTUAL


def _year_days(product: Product, start: date, due: date, since: date) -> int:
    if product.year_days is YearDays.FEB29:
        return 366 if isleap(since.year) and _has_feb_29(start, due) else 365
    if product.year_days is YearDays.ACTUAL:
        return 366 if isleap(since.year) else 365
    return int(product.year_days.value)


def _has_feb_29(start: date, due: date) -> bool:
    leaps = (date(y, 2, 29) for y in range(start.year, due.year + 1) if isleap(y))
    return any(start < leap <= due for leap in leaps)


def _thirty(
    product: Product, since: date, until: date, start: date, due: date, ratio: Fraction
) -> Fraction:
    unit = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 30, Unit.YEAR: 360}[product.every.unit]
    year = _year_days(product, start, due, since)
    return ratio * unit * (until - since).days / (year * (due - start).days)


@lru_cache(maxsize=4096)
def _ratio(every: Every, seed: date, start: date, due: date) -> Fraction:
    """How many units of the rhythm the period has, a part of one by its days."""
    seed = _seed(every, seed, start, due)
    done = _whole_units(every, seed, start)
    count = done + 1
    while (step := _plus(every, seed, count)) <= due:
        if step == due:
            return Fraction(count - done)
        count += 1
    whole = count - done - 1
    last = _plus(every, seed, whole)
    if last >= due or step <= last:
        return Fraction(whole)
    return whole + Fraction((due - last).days, (step - last).days)


def _seed(every: Every, seed: date, start: date, due: date) -> date:
    """The loan's first day if the period lies on the grid from there, else the period's own."""
    count = 1
    while (step := _plus(every, seed, count)) < due:
        count += 1
    on_grid = step == due and _plus(every, step, -every.count) == start
    return seed if on_grid else start


def _whole_units(every: Every, seed: date, day: date) -> int:
    if every.unit is Unit.DAY:
        return (day - seed).days
    if every.unit is Unit.WEEK:
        return (day - seed).days // 7
    if day.day == monthrange(day.year, day.month)[1] and seed.day > day.day:
        day += timedelta(days=1)
    months = (day.year - seed.year) * 12 + day.month - seed.month - (day.day < seed.day)
    return months if every.unit is Unit.MONTH else months // 12


def _plus(every: Every, day: date, count: int) -> date:
    if every.unit is Unit.DAY:
        return day + timedelta(days=count)
    if every.unit is Unit.WEEK:
        return day + timedelta(weeks=count)
    return add_months(day, count * (12 if every.unit is Unit.YEAR else 1))
