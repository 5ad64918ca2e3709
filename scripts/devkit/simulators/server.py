"""One small HTTP server on the loopback for all simulated services."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from typing import Any
from urllib.parse import unquote, urlsplit

from devkit.simulators.billers import DUE, Biller, SecurityModule
from devkit.simulators.bureau import Bureau
from devkit.simulators.faults import Faults
from devkit.simulators.network import Network
from devkit.simulators.registers import Identity, Poverty, Records
from devkit.simulators.service import NOT_FOUND, Asked, BadRequest, Service, Told
from devkit.simulators.signatures import REFUSED, Signatures
from devkit.simulators.sms import SmsGateway

_LARGEST_BODY = 64 * 1024
_SHANGHAI = timezone(timedelta(hours=8))


class Simulators(ThreadingHTTPServer):
    """Serves on a socket that listens; writes messages to `sms_log`, for people to read."""

    daemon_threads = True

    def __init__(self, listening: socket, sms_log: Path | None = None) -> None:
        today = datetime.now(UTC).astimezone(_SHANGHAI).date().isoformat()
        self.services: dict[str, Service] = {
            "sms": SmsGateway(sms_log),
            "bureau": Bureau(today),
            "identity": Identity(),
            "poverty": Poverty(),
            "records": Records(),
            "network": Network(),
            "pins": SecurityModule(),
        } | {code: Biller(code) for code in DUE}
        self.faults = Faults(self.services)
        self.signatures = Signatures(self.services)
        super().__init__(listening.getsockname(), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening

    @property
    def url(self) -> str:
        return "http://{}:{}".format(*self.server_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that has hung up is no fault of ours; all else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def answer(self, method: str, path: tuple[str, ...], body: dict[str, Any]) -> Told | None:
        """None where the caller is to hear nothing."""
        name, *rest = path or ("",)
        if name == "_health":
            return Told(200, {"services": sorted(self.services)})
        if name == "_faults":
            return self.faults.switch(body) if method == "POST" else Told(200, self.faults.shown())
        if name == "_secrets" and method == "POST":
            return self.signatures.learn(body)
        service = self.services.get(name)
        if service is None:
            return NOT_FOUND
        return self._served(service, name, Asked(method, tuple(rest), body))

    def believes(self, method: str, path: str, headers: Mapping[str, str], raw: bytes) -> bool:
        """Whether the request is the bank's, or for people and tests."""
        name, *rest = _parts(path) or ("",)
        if _for_people(name, method, tuple(rest)):
            return True
        return self.signatures.hold(name, f"{method}\n{path}", headers, raw)

    def _served(self, service: Service, name: str, asked: Asked) -> Told | None:
        # What is for people and tests only works whatever the fault.
        fault = self.faults.of(name)
        if fault.mode == "none" or _for_people(name, asked.method, asked.rest):
            return service(asked)
        if fault.mode == "error":
            return Told(503, {"error": "unavailable"})
        if fault.mode == "down":
            return None
        if fault.mode == "slow":
            time.sleep(fault.seconds)
            return service(asked)
        service(asked)
        return service(asked) if fault.mode == "twice" else None


def _for_people(name: str, method: str, rest: tuple[str, ...]) -> bool:
    is_setting = rest[-1:] == ("persons",) or rest[:1] == ("desk",)
    return is_setting or (name, method) == ("sms", "GET")


def _parts(path: str) -> tuple[str, ...]:
    return tuple(unquote(p) for p in urlsplit(path).path.split("/") if p)


class _Handler(BaseHTTPRequestHandler):
    server: Simulators
    protocol_version = "HTTP/1.1"
    # Headers and body in one packet; else each answer waits 40 ms for an acknowledgement.
    wbufsize = -1

    def do_GET(self) -> None:
        self._serve({}, b"")

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if size > _LARGEST_BODY:
            self.close_connection = True
            self._tell(Told(413, {"error": "too large"}))
            return
        raw = self.rfile.read(size)
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            body = None
        if isinstance(body, dict):
            self._serve(body, raw)
        else:
            self._tell(Told(400, {"error": "the body must be a JSON object"}))

    def log_message(self, format: str, *args: object) -> None:
        """Paths hold ID numbers and phones: they are not written down."""

    def _serve(self, body: dict[str, Any], raw: bytes) -> None:
        if not self.server.believes(self.command, self.path, self.headers, raw):
            self._tell(REFUSED)
            return
        try:
            told = self.server.answer(self.command, _parts(self.path), body)
        except BadRequest as fault:
            told = Told(400, {"error": str(fault)})
        if told is None:
            self.close_connection = True
            return
        self._tell(told)

    def _tell(self, told: Told) -> None:
        content = json.dumps(told.body, ensure_ascii=False).encode()
        self.send_response(told.status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
