"""The entries of a loan's history as JSON and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import astuple, fields
from datetime import date
from decimal import Decimal
from typing import Any

from nongxin.lending.loans.entries import (
    ChargeOff,
    Diversion,
    Draw,
    Entry,
    NewPlan,
    Pause,
    RateChange,
    Refund,
    Repayment,
    Reversal,
    Waiver,
    WriteOff,
)
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.replan import Ahead
from nongxin.lending.reckoning.schedule import DueDate

# A name, once stored, keeps its meaning for ever.
KINDS: dict[str, type[Entry]] = {
    "repayment": Repayment,
    "reversal": Reversal,
    "refund": Refund,
    "draw": Draw,
    "waiver": Waiver,
    "rate": RateChange,
    "diversion": Diversion,
    "pause": Pause,
    "plan": NewPlan,
    "charge_off": ChargeOff,
    "write_off": WriteOff,
}
NAMES = {kind: name for name, kind in KINDS.items()}


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _dates(told: list[list[str]]) -> tuple[DueDate, ...]:
    return tuple(DueDate(_day(due), _day(last)) for due, last in told)


_READ: dict[str, Callable[[Any], Any]] = {
    "on": _day,
    "booked_on": _day,
    "until": _day,
    "ahead": Ahead,
    "rate_annual": Decimal,
    "parts": lambda told: Parts(*told),
    "dates": _dates,
}


def entry_to_text(entry: Entry) -> str:
    """[kind, its fields in their order]."""
    told = [_told(getattr(entry, field.name)) for field in fields(entry)]
    return json.dumps([NAMES[type(entry)], *told], separators=(",", ":"))


def entry_from_text(text: str) -> Entry:
    name, *told = json.loads(text)
    kind = KINDS[name]
    names = [field.name for field in fields(kind)]
    # Fields that a later release adds have defaults, and are not on older rows.
    return kind(**{n: _READ[n](v) if n in _READ else v for n, v in zip(names, told, strict=False)})


def _told(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Parts():
            return astuple(value)
        case tuple():
            return [[day.isoformat() for day in pair] for pair in value]
    return value
