"""How much of a year a stretch of a period is, by the product's conventions, exactly."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from fractions import Fraction
from functools import lru_cache

from nongxin.lending.progressive.product import Product, YearDays
from nongxin.lending.reckoning.day_count import across_years
from nongxin.lending.reckoning.due_dates import Every, Grid, Unit


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
    unit = Every(1, every.unit)
    grid = Grid(seed, unit)
    on_grid = grid.at(grid.step_at(due)) == due and Grid(due, unit).at(-every.count) == start
    if not on_grid:
        grid = Grid(start, unit)
    return grid.position(due) - grid.position(start)
