"""The terms of a loan as JSON and back, and its due dates as the few characters in which they
differ from what the terms say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from nongxin.kernel.money import Rounding
from nongxin.lending.reckoning.allocation import Orders
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.due_dates import Every, HolidayRule, Unit
from nongxin.lending.reckoning.floating import Floating, ResetDay
from nongxin.lending.reckoning.schedule import DueDate, due_dates
from nongxin.lending.reckoning.terms import LoanTerms, Method

# Always told, as the first release did; of the others only what is not the noun's default.
_ALWAYS = frozenset(
    "principal_fen rate_annual method term_months term_days day_count rounding grace_days"
    " penalty_uplift diverted_uplift compound".split()
)
_RATES = frozenset({"rate_annual", "rate_ceiling", "penalty_uplift", "diverted_uplift"})
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def terms_to_text(terms: LoanTerms) -> str:
    told = {
        field.name: _told(getattr(terms, field.name))
        for field in fields(LoanTerms)
        if field.name in _ALWAYS or getattr(terms, field.name) != field.default
    }
    return json.dumps(told, separators=(",", ":"))


def terms_from_text(text: str) -> LoanTerms:
    j: dict[str, Any] = json.loads(text)
    j |= {name: Decimal(j[name]) for name in _RATES & j.keys()}
    j |= {"method": Method(j["method"]), "day_count": DayCount(j["day_count"])}
    j |= {"rounding": Rounding[j["rounding"]]}
    if "every" in j:
        j["every"] = Every(j["every"][0], Unit(j["every"][1]))
    if "first_due_on" in j:
        j["first_due_on"] = date.fromisoformat(j["first_due_on"])
    if "holidays" in j:
        j["holidays"] = HolidayRule(j["holidays"])
    if "floating" in j:
        series, tenor, spread, resets, ceiling = j["floating"]
        j["floating"] = Floating(series, tenor, Decimal(spread), ResetDay(resets), Decimal(ceiling))
    if "orders" in j:
        j["orders"] = Orders(*map(tuple, j["orders"]))
    return LoanTerms(**j)


def _told(value: Any) -> Any:
    match value:
        case Decimal():
            return str(value)
        case Rounding():
            return value.name
        case Method() | DayCount() | HolidayRule():
            return value.value
        case Every():
            return [value.count, value.unit.value]
        case date():
            return value.isoformat()
        case Orders():
            return [value.usual, value.in_arrears]
        case Floating():
            f = value
            return [f.series, f.tenor, str(f.spread), f.resets.value, str(f.ceiling)]
    return value


def dates_to_text(terms: LoanTerms, lent_on: date, dates: Sequence[DueDate]) -> str:
    """A digit (0-9a-z) per due: the days for which holidays put off its payment; after a `/` those
    by which they moved the due date itself, if any did."""
    plain = _plain(terms, lent_on)
    rests = [(d.payable_by - d.due_on).days - terms.grace_days for d in dates]
    moves = [(d.due_on - due).days for d, due in zip(dates, plain, strict=True)]
    return _digits(rests) + ("/" + _digits(moves) if any(moves) else "")


def dates_from_text(terms: LoanTerms, lent_on: date, text: str) -> tuple[DueDate, ...]:
    plain = _plain(terms, lent_on)
    rests, _, moves = text.partition("/")
    dues = [_after(due, move) for due, move in zip(plain, moves or "0" * len(rests), strict=True)]
    last = [_after(due, rest) for due, rest in zip(dues, rests, strict=True)]
    grace = timedelta(days=terms.grace_days)
    return tuple(DueDate(due, day + grace) for due, day in zip(dues, last, strict=True))


def _plain(terms: LoanTerms, lent_on: date) -> tuple[date, ...]:
    return due_dates(replace(terms, holidays=HolidayRule.NONE), lent_on)


def _digits(days: Sequence[int]) -> str:
    return "".join(_DIGITS[day] for day in days)


def _after(day: date, digit: str) -> date:
    return day + timedelta(days=int(digit, 36))
