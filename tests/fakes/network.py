"""The payment network in process: the simulator behind the real gateway, with faults on request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from devkit.simulators.network import Network
from devkit.simulators.service import Asked
from nongxin.kernel.errors import Busy


@dataclass
class NetworkPartner:
    """`mode`: none, error (does nothing, 503), lost (does it, no answer), twice
    (does it twice over). `on_call` sees each."""

    network: Network = field(default_factory=Network)
    mode: str = "none"
    on_call: Callable[[str], None] = field(default=lambda when: None)

    def get(self, *path: str) -> dict[str, Any] | None:
        return self._asked("GET", path, {})

    def post(
        self, *path: str, body: dict[str, Any], repeatable: bool = False
    ) -> dict[str, Any] | None:
        return self._asked("POST", path, body)

    def desk(self, method: str, what: str, **body: Any) -> dict[str, Any]:
        return self.network(Asked(method, ("desk", what), body)).body

    @property
    def payments(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.desk("GET", "payments")["payments"]
        return found

    def _asked(self, method: str, path: tuple[str, ...], body: dict[str, Any]) -> Any:
        self.on_call("before")
        if self.mode == "error":
            raise Busy()
        told = self.network(Asked(method, path[1:], body))
        if self.mode == "twice":
            told = self.network(Asked(method, path[1:], body))
        self.on_call("after")
        if self.mode == "lost":
            raise Busy()
        return None if told.status == 404 else told.body
