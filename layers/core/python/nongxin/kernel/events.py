"""Events: small facts that a context publishes by writing them on the record that changed.

An event holds ids, codes and amounts in fen, never personal data. Its JSON Schema stands under
`events/schemas/<Event>.v<version>.json`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from ulid import ULID

from nongxin.kernel.clock import Clock, stamp

correlation: ContextVar[str] = ContextVar("correlation", default="")


@dataclass(frozen=True, kw_only=True)
class Event:
    """The base of every event class: fields are plain JSON values; `county` is its home county."""

    version: ClassVar[int] = 1

    county: str


@dataclass(frozen=True)
class Envelope:
    """An event on its way: what the bus carries as detail, with its type as detail-type."""

    id: str
    type: str
    version: int
    at: str
    correlation: str
    data: dict[str, Any]


def outbox(events: Sequence[Event], clock: Clock) -> str:
    """The value of a record's `events`: the events of this very write, ready for the stream."""
    return json.dumps([asdict(_sealed(e, clock)) for e in events], separators=(",", ":"))


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
    seen = {e["id"] for e in json.loads(old)} if old else set()
    return [Envelope(**e) for e in (json.loads(new) if new else []) if e["id"] not in seen]
