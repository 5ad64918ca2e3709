"""Ask several places side by side (scatter-gather), with a bound; who did not answer is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import Generic, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from nongxin.kernel import deadline
from nongxin.kernel.errors import Busy
from nongxin.kernel.value import value

P = TypeVar("P")
T = TypeVar("T")
_AT_ONCE = 8


@value
class Gathered(Generic[T]):
    """Answers in the order of the places; `silent` are the places that gave none in time."""

    answers: list[T]
    silent: list[str]


def side_by_side(work: Callable[[P], T], places: Iterable[P], at_once: int) -> list[T]:
    """What each place gives, in order; what one raises is raised. For jobs, which wait for all."""
    with ThreadPoolExecutor(at_once) as pool:
        asked = [pool.submit(copy_context().run, work, place) for place in places]
        return [each.result() for each in asked]


def scatter(places: Sequence[str], ask: Callable[[str], T], seconds: int = 3) -> Gathered[T]:
    """At most eight at once. A place that is sick or slow keeps nobody waiting longer than that.

    What a place refuses otherwise is raised.
    """
    if not places:
        return Gathered([], [])
    pool = ThreadPoolExecutor(min(_AT_ONCE, len(places)))
    with deadline.within(seconds):
        asked = [pool.submit(copy_context().run, ask, place) for place in places]
        wait(asked, timeout=seconds)
    pool.shutdown(wait=False, cancel_futures=True)
    answers, silent = [], []
    for place, future in zip(places, asked, strict=True):
        if not future.done() or future.cancelled():
            silent.append(place)
            continue
        try:
            answers.append(future.result())
        except (Busy, ClientError, BotoCoreError):
            silent.append(place)
    return Gathered(answers, silent)
