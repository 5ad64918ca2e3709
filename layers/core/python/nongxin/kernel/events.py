"""Events: small facts that a context publishes by writing them on the record that changed.

An event holds ids, codes and amounts in fen, never personal data. Its JSON Schema stands under
`events/schemas/<Event>.v<version>.json`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import asdict
from typing import Any, ClassVar

from ulid import ULID

from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.value import value

correlation: ContextVar[str] = ContextVar("correlation", default="")


@value(kw_only=True)
class Event:
    """The base of every event class: fields are plain JSON values; `county` is its home county."""

    version: ClassVar[int] = 1

    county: str


@value
class Envelope:
    """An event on its way: what the bus carries as detail, with its type as detail-type."""

    id: str
    type: str
    version: int
    at: str
    correlation: str
    data: dict[str, Any]


def outbox(events: Sequence[Event], clock: Clock) -> str:
    """The value of a record's `events`: the events of this very write, ready for the stream.

    Each is the list of its envelope's fields, in their order: names would cost a write unit.
    """
    sealed = [list(asdict(_sealed(e, clock)).values()) for e in events]
    return json.dumps(sealed, separators=(",", ":"))


def joined(first: str | None, more: str) -> str:
    """The value of `events` for what two have told in one write."""
    return json.dumps([*json.loads(first or "[]"), *json.loads(more)], separators=(",", ":"))


def _sealed(event: Event, clock: Clock) -> Envelope:
    now = clock.now()
    kind = type(event)
    return Envelope(
        id=str(ULID.from_datetime(now)),
        type=kind.__name__,
        version=kind.version,
        at=stamp(now),
        correlation=correlation.get(),
        data=asdict(event),
    )


def unread(new: str | None, old: str | None) -> list[Envelope]:
    """The events of a record's new image that its old image did not hold."""
    seen = {event.id for event in _read(old)}
    return [event for event in _read(new) if event.id not in seen]


def _read(events: str | None) -> list[Envelope]:
    return [Envelope(*fields) for fields in json.loads(events)] if events else []
