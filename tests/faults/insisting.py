"""A client that keeps its key and sends until it is answered, and time that takes no time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from types import SimpleNamespace
from typing import Any, cast

from nongxin.kernel import commands, commit, storage
from nongxin.kernel.commands import Done
from nongxin.kernel.errors import Busy, Problem

TRIES = 400


class Wrong(AssertionError):
    """The books are not what the model says. `accounts` are those that differ."""

    def __init__(self, what: str, accounts: int = 0) -> None:
        self.accounts = accounts
        super().__init__(what)


@contextmanager
def impatient(random: Random) -> Iterator[None]:
    """No real pauses; now and then the time is over in the middle of a command."""

    def sleep(_: float) -> None:
        if random.random() < 0.2:
            raise Busy()

    kept = commands.time, commit.time, storage.time
    fake: Any = SimpleNamespace(sleep=sleep)
    commands.time = commit.time = fake
    storage.time = cast(Any, SimpleNamespace(sleep=lambda _: None))
    try:
        yield
    finally:
        commands.time, commit.time, storage.time = kept


def insist(send: Callable[[], Done]) -> Done | Problem:
    """Sends until it is answered, as a client that keeps its key may."""
    for _ in range(TRIES):
        try:
            return send()
        except Busy:
            continue
        except Problem as refusal:
            return refusal
    raise Wrong(f"no answer after {TRIES} tries")
