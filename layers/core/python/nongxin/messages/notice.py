"""A notice (通知): what an event means to the person whom it concerns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from nongxin.kernel.clock import SHANGHAI, parse_stamp
from nongxin.kernel.events import Envelope
from nongxin.kernel.money import grouped
from nongxin.kernel.rates import shown
from nongxin.kernel.value import value
from nongxin.messages.templates import TEXTS

# How events name whom they concern.
_WHO = ("borrower_id", "owner", "person_id")


@value
class Notice:
    """`id` is the event's: the same event told twice is one notice."""

    id: str
    person_id: str
    template: str
    facts: Mapping[str, str]


def notice_of(event: Envelope) -> Notice | None:
    """None for an event that nobody is told about."""
    template = _template(event)
    person_id = next((event.data[name] for name in _WHO if name in event.data), None)
    if template not in TEXTS or not isinstance(person_id, str):
        return None
    return Notice(event.id, person_id, template, _facts(event))


def _template(event: Envelope) -> str:
    if event.type == "CardCaredFor":
        return f"CardCaredFor-{event.data['care']}"
    return "LoanClosed" if event.type == "LoanRepaid" and event.data["closed"] else event.type


def _facts(event: Envelope) -> dict[str, str]:
    """What a text may need, where the event says it."""
    shown = ((name, how, event.data.get(key)) for key, (name, how) in _SHOWN.items())
    return {name: how(told) for name, how, told in shown if told is not None}


def _day(text: str) -> str:
    """2026-12-05 -> 2026年12月5日."""
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"


def _moment(text: str) -> str:
    """2026-12-05T03:27:55.123Z -> 2026年12月5日11:27, Shaanxi's time."""
    at = parse_stamp(text).astimezone(SHANGHAI)
    return f"{at.year}年{at.month}月{at.day}日{at:%H:%M}"


_SHOWN: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "amount_fen": ("amount", grouped),
    "overdue_fen": ("overdue", grouped),
    "valid_until": ("until", _moment),
    "due_on": ("due_on", _day),
    "days": ("days", str),
    "on": ("on", _day),
    "rate_annual": ("rate", lambda told: shown(Decimal(told))),
}
