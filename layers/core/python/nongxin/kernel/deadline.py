"""One deadline per request: it bounds every attempt and every retry beneath it.

A door sets it (8 s), a worker sets it from its visibility; nobody passes it along by hand.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from nongxin.kernel.errors import Busy

DOOR_SECONDS = 8
Monotonic = float  # a moment of the monotonic clock, in seconds

_ends_at: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything inside shares a deadline; an outer, earlier one still holds."""
    with until(time.monotonic() + seconds):
        yield


@contextmanager
def until(ends_at: Monotonic) -> Iterator[None]:
    """As `within`, up to a moment of the monotonic clock (infinity: whatever the outer one
    says).
    """
    outer = _ends_at.get()
    token = _ends_at.set(ends_at if outer is None else min(outer, ends_at))
    try:
        yield
    finally:
        _ends_at.reset(token)


@contextmanager
def bounded() -> Iterator[None]:
    """For what tries again by itself: a caller without a deadline gets a door's, counted from
    here.
    """
    if _ends_at.get() is not None:
        yield
        return
    with within(DOOR_SECONDS):
        yield


def remaining() -> float:
    """Seconds left; a caller without a deadline gets a door's."""
    ends_at = _ends_at.get()
    return DOOR_SECONDS if ends_at is None else ends_at - time.monotonic()


def is_past(moment: Monotonic) -> bool:
    return time.monotonic() >= moment


def check() -> None:
    """Raises Busy once the deadline has passed."""
    if remaining() <= 0:
        raise Busy()
