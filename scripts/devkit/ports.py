"""The two ports of the loopback that are ours, and what to say when another program has one."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from devkit.trouble import PORT_TAKEN, Trouble

HOST = "127.0.0.1"
_LOWEST, _HIGHEST = 1024, 65535


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


def is_free(number: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, number))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Any free one, for a helper that only its starter talks to."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _beyond(number: int) -> Iterator[int]:
    """The next hundred numbers that neither of our own programs has been given."""
    ours = {port.wanted() for port in (CLOUD, PARTNERS)}
    yield from (n for n in range(number + 1, min(number + 101, _HIGHEST + 1)) if n not in ours)
