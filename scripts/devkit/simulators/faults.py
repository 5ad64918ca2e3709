"""Misbehaviour, switched while it runs: POST /_faults {"service", "mode", "seconds"}.

slow   answers after `seconds`
error  503
lost   does its work, then hangs up without an answer
twice  does its work twice over, as where a network doubles a request
down   hangs up at once
none   behaves again
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from devkit.simulators.service import BadRequest, Json, Told, only

MODES = ("none", "slow", "error", "lost", "twice", "down")
_LONGEST_S = 60.0


@dataclass(frozen=True)
class Fault:
    mode: str = "none"
    seconds: float = 0.0


class Faults:
    """One fault per service; "*" stands for all of them."""

    def __init__(self, services: Collection[str]) -> None:
        self._services = frozenset(services)
        self._now: dict[str, Fault] = {}

    def of(self, service: str) -> Fault:
        return self._now.get(service, Fault())

    def switch(self, body: Json) -> Told:
        """Raises BadRequest on an unknown service or mode."""
        only(body, "service", "mode", "seconds")
        name, mode, seconds = body.get("service"), body.get("mode"), body.get("seconds", 3.0)
        if name != "*" and name not in self._services:
            raise BadRequest(f"service must be * or one of {', '.join(sorted(self._services))}")
        if mode not in MODES:
            raise BadRequest(f"mode must be one of {', '.join(MODES)}")
        if not isinstance(seconds, int | float) or not 0 <= seconds <= _LONGEST_S:
            raise BadRequest(f"seconds must be from 0 to {_LONGEST_S:.0f}")
        for service in self._services if name == "*" else (str(name),):
            self._now[service] = Fault(mode, float(seconds))
        return Told(200, self.shown())

    def shown(self) -> Json:
        return {service: vars(self.of(service)) for service in sorted(self._services)}
