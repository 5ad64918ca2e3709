"""The three ports of the loopback that are ours, and what to say when another program has one.

A port that was free when it was asked after may be another program's a moment later. So a server
of ours that can be given a socket gets one that listens already (`listen`), and one that cannot is
started again on another port (`on_a_free_port`).
"""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from devkit.trouble import PORT_TAKEN, Trouble

HOST = "127.0.0.1"
_LOWEST, _HIGHEST = 1024, 65535
# Below what systems give to outgoing connections: none of those can take one between two looks.
_PRIVATE = range(20_000, 30_000)
_TRIES = 5

T = TypeVar("T")


@dataclass(frozen=True)
class Port:
    """`variable` chooses another one than `usual`; `who` listens there."""

    who: str
    variable: str
    usual: int

    def wanted(self) -> int:
        """Raises Trouble where the variable is no port."""
        text = os.environ.get(self.variable) or str(self.usual)
        if not (text.isascii() and text.isdigit() and _LOWEST <= int(text) <= _HIGHEST):
            raise Trouble(
                f"{self.variable}={text} is no port: a whole number of {_LOWEST} to {_HIGHEST}."
            )
        return int(text)

    def must_be_free(self, number: int) -> None:
        """Raises Trouble that proposes a port which is free now and which nobody of us wants."""
        if is_free(number):
            return
        other = next((n for n in _beyond(number) if is_free(n)), None)
        choice = f"for example {self.variable}={other}" if other else f"by {self.variable}"
        raise Trouble(
            f"another program has port {number} of {HOST}, where {self.who} would listen. "
            f"Stop that program, or choose a free port, {choice}.",
            PORT_TAKEN,
        )


CLOUD = Port("the local cloud", "NONGXIN_PORT", 4566)
PARTNERS = Port("the simulators of the partners", "NONGXIN_PARTNERS_PORT", 4600)
QIGONGLI = Port("the shop 七公里", "NONGXIN_QIGONGLI_PORT", 4700)


def is_free(number: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, number))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Any that is free now, for a helper that only its starter talks to."""
    return next(filter(is_free, random.sample(_PRIVATE, len(_PRIVATE))))


def listen(number: int) -> socket.socket:
    """A socket that listens on a port; 0 stands for any. Raises Trouble when it is taken."""
    try:
        return socket.create_server((HOST, number), backlog=128)
    except OSError as taken:
        raise Trouble(f"another program has port {number} of {HOST}.", PORT_TAKEN) from taken


def listen_on_one_of(numbers: Iterable[int]) -> socket.socket:
    """A socket that listens on the first of them that is free, or on any if none is."""
    for number in numbers:
        try:
            return listen(number)
        except Trouble:
            continue
    return listen(0)


def on_a_free_port(start: Callable[[], T]) -> T:
    """What `start` starts; again, and it has to ask for another port, where one was taken."""
    for _ in range(_TRIES - 1):
        try:
            return start()
        except Trouble as trouble:
            if trouble.code != PORT_TAKEN:
                raise
    return start()


def _beyond(number: int) -> Iterator[int]:
    """The next hundred numbers that none of our own programs has been given."""
    ours = {port.wanted() for port in (CLOUD, PARTNERS, QIGONGLI)}
    yield from (n for n in range(number + 1, min(number + 101, _HIGHEST + 1)) if n not in ours)
