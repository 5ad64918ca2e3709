"""The partners of the stations in process: the simulators behind the real gateway, with faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from devkit.simulators.billers import DUE, Biller, SecurityModule
from devkit.simulators.service import Asked
from nongxin.kernel.errors import Busy
from nongxin.kernel.outgoing import PartnerRefused
from nongxin.payments.gateways import HttpGateway, HttpPinCheck


@dataclass
class BillerPartner:
    """`modes` by partner: error (does nothing, 503), lost (does it, no answer), twice. `bodies` is
    what was sent. `on_call` sees each, before and after.
    """

    services: dict[str, Any] = field(
        default_factory=lambda: {code: Biller(code) for code in DUE} | {"pins": SecurityModule()}
    )
    modes: dict[str, str] = field(default_factory=dict)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    on_call: Callable[[str, tuple[str, ...]], None] = field(default=lambda when, path: None)

    def get(self, *path: str) -> dict[str, Any] | None:
        return self._asked("GET", path, {})

    def post(
        self, *path: str, body: dict[str, Any], repeatable: bool = False
    ) -> dict[str, Any] | None:
        self.bodies.append(body)
        return self._asked("POST", path, body)

    def outcome(self, code: str, subject: str, outcome: str) -> None:
        body = {"subject": subject, "outcome": outcome}
        assert self.services[code](Asked("POST", ("desk", "outcomes"), body)).status == 200

    def payments(self, code: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.services[code](
            Asked("GET", ("desk", "payments"), {})
        ).body["payments"]
        return found

    def gateway(self, code: str) -> HttpGateway:
        return HttpGateway(code, self)  # type: ignore[arg-type]

    def pin_check(self) -> HttpPinCheck:
        return HttpPinCheck(self)  # type: ignore[arg-type]

    def _asked(self, method: str, path: tuple[str, ...], body: dict[str, Any]) -> Any:
        code, mode = path[0], self.modes.get(path[0], "")
        self.on_call("before", path)
        if mode == "error":
            raise Busy()
        asked = Asked(method, path[1:], body)
        told = self.services[code](asked)
        if mode == "twice":
            told = self.services[code](asked)
        self.on_call("after", path)
        if mode == "lost":
            raise Busy()
        if told.status == 400:
            raise PartnerRefused(code, 400)
        return None if told.status == 404 else told.body
