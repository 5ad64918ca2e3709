"""A line of a payout file and what many of them say of a person or a household: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from nongxin.catalog.farming import subsidies
from nongxin.kernel.id_number import IdNumber, InvalidIdNumber
from nongxin.kernel.value import value

YEARS = 5
# A line may come late; what is older than the history is of no use to anybody.
_OLDEST = timedelta(days=366 * (YEARS + 1))
Doc = dict[str, Any]


@value
class Line:
    """As finance tells it: one of the 117 items, whom it was paid to, in fen."""

    item: str
    batch: str
    paid_on: str
    name: str
    id_no: str
    amount_fen: int

    @property
    def key(self) -> str:
        """The same payment in another file is the same payment: loaded once."""
        told = f"{self.item}|{self.batch}|{self.paid_on}|{self.amount_fen}"
        return sha256(told.encode()).hexdigest()[:12]


def fault_of(line: Line, today: date) -> str | None:
    """Why a line cannot be anybody's: unknown-item, bad-date, bad-amount, bad-id; None if sound."""
    if line.item not in subsidies():
        return "unknown-item"
    day = _day(line.paid_on)
    if day is None or not today - _OLDEST <= day <= today:
        return "bad-date"
    if line.amount_fen <= 0:
        return "bad-amount"
    try:
        IdNumber.parse(line.id_no, today)
    except InvalidIdNumber:
        return "bad-id"
    return None


def added(year: Doc, lines: Iterable[Line]) -> Doc:
    """A year's document (key → item, day, fen, batch) with these lines; known ones are left out."""
    fresh = {
        line.key: [line.item, line.paid_on, line.amount_fen, line.batch]
        for line in lines
        if line.key not in year
    }
    return year | fresh


def totals(years: Iterable[Doc]) -> Doc:
    """What a history comes to: fen by day, and of each item how often, how much, and when last."""
    days: dict[str, int] = {}
    items: dict[str, list[Any]] = {}
    for year in years:
        for item, day, fen, _ in year.values():
            days[day] = days.get(day, 0) + fen
            count, total, last = items.get(item, (0, 0, ""))
            items[item] = [count + 1, total + fen, max(last, day)]
    return {"days": dict(sorted(days.items())), "items": dict(sorted(items.items()))}


@value
class Features:
    """Of a history, on a day. `by_treatment_fen`: of the last year, by what a subsidy proves;
    `counted_fen`: of the last year, each item by its weight as income.
    """

    year_fen: int
    months_5y: int
    years_paid: int
    counted_fen: int
    by_treatment_fen: Mapping[str, int]
    last_paid_on: str


def features(doc: Doc, years: Iterable[Doc], today: date) -> Features:
    """`doc` is the totals; `years` the lines, which tell the last year's items."""
    last_year = [v for year in years for v in year.values() if _within_year(v[1], today)]
    treated: dict[str, int] = {}
    counted = Decimal(0)
    for item, _, fen, _ in last_year:
        how = subsidies()[item]
        treated[how.treatment] = treated.get(how.treatment, 0) + fen
        counted += fen * how.income_weight
    days = [day for day in doc.get("days", {}) if day <= today.isoformat()]
    return Features(
        year_fen=sum(fen for _, _, fen, _ in last_year),
        months_5y=_months(days, today),
        years_paid=len({day[:4] for day in days}),
        counted_fen=int(counted),
        by_treatment_fen=treated,
        last_paid_on=max(days, default=""),
    )


def subsidy_facts(doc: Doc, today: date) -> dict[str, Any]:
    """The facts of the schema that a payout history answers: none where nothing was ever loaded."""
    days: dict[str, int] = doc.get("days", {})
    if not days:
        return {}
    year = sum(fen for day, fen in days.items() if _within_year(day, today))
    return {"subsidy_year": year, "subsidy_months_5y": _months(days, today)}


def _months(days: Iterable[str], today: date) -> int:
    """Months of the last sixty, this one included, in which something was paid."""
    this = today.year * 12 + today.month
    months = {int(day[:4]) * 12 + int(day[5:7]) for day in days}
    return sum(this - 60 < month <= this for month in months)


def _within_year(day: str, today: date) -> bool:
    """After the same day of last year, up to today."""
    before = today.replace(year=today.year - 1, day=min(today.day, 28 if today.month == 2 else 31))
    return before.isoformat() < day <= today.isoformat()


def _day(text: str) -> date | None:
    """Of a text like 2026-11-25; weeks and days of the year are other forms of the same norm."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
