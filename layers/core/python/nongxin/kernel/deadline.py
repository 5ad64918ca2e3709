"""One deadline per request: it bounds every attempt and every retry beneath it.

A door sets it (8 s), a worker sets it from its visibility; nobody passes it along by hand.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar, Token

from nongxin.kernel.errors import Busy

DOOR_SECONDS = 8
Monotonic = float  # a moment of the monotonic clock, in seconds

_ends_at: ContextVar[float | None] = ContextVar("deadline", default=None)
_AS_IT_IS = nullcontext()


class until:
    """Everything inside shares a deadline, a moment of the monotonic clock; an outer, earlier one
    still holds (infinity: whatever that one says).
    """

    __slots__ = ("_ends_at", "_token")

    def __init__(self, ends_at: Monotonic) -> None:
        self._ends_at = ends_at

    def __enter__(self) -> None:
        outer = _ends_at.get()
        ends_at = self._ends_at if outer is None else min(outer, self._ends_at)
        self._token: Token[float | None] = _ends_at.set(ends_at)

    def __exit__(self, *_: object) -> None:
        _ends_at.reset(self._token)


def within(seconds: float) -> AbstractContextManager[None]:
    """As `until`, for so long from now."""
    return until(time.monotonic() + seconds)


def bounded() -> AbstractContextManager[None]:
    """For what tries again by itself: a caller without a deadline gets a door's, counted from
    here.
    """
    return within(DOOR_SECONDS) if _ends_at.get() is None else _AS_IT_IS


def tries(first_pause_s: float = 0.01, longest_pause_s: float = 0.3) -> Iterator[None]:
    """Again and again, with pauses of full jitter between; raises Busy where the next would come
    too late.
    """
    pause = first_pause_s
    while True:
        yield
        if remaining() <= pause:
            raise Busy()
        time.sleep(random.uniform(0, pause))
        pause = min(pause * 2, longest_pause_s)


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
