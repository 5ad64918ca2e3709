"""七公里's own address: takes the bank's webhooks as the specification asks a receiver to.

The signature is checked by the specification's own library, a repeat is known by its id, and what
comes is put in order by its number. Modes make it misbehave; what people and tests ask is not
touched by them.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

from devkit import say

Json = dict[str, Any]
PATH = "/webhooks"
_LARGEST_BODY = 64 * 1024
# mode -> what it answers; None: nothing at all
MODES: dict[str, int | None] = {
    "well": 204,
    "slow": 204,
    "error": 503,
    "down": None,
    "refuse": 422,
    "gone": 410,
}
_SLOW_S = 20.0  # longer than the bank waits


@dataclass
class Desk:
    """`until` (monotonic): when the mode ends by itself, 0 for never. `news` by their numbers."""

    secret: str
    is_quiet: bool = False
    mode: str = "well"
    until: float = 0.0
    news: dict[int, Json] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    log: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def turn(self, mode: str, seconds: float = 0.0) -> None:
        """Raises KeyError for a mode that is none."""
        _ = MODES[mode]
        self.mode, self.until = mode, time.monotonic() + seconds if seconds else 0.0

    def take(self, headers: dict[str, str], raw: bytes) -> int | None:
        if self.until and time.monotonic() > self.until:
            self.turn("well")
        if self.mode == "slow":
            time.sleep(_SLOW_S)
        status = MODES[self.mode]
        if self.mode in ("well", "slow"):
            status = self._taken(headers, raw)
        else:
            self._say(f"  {self.mode}: a message was answered {status or 'nothing'}")
        return status

    def _taken(self, headers: dict[str, str], raw: bytes) -> int:
        try:
            told: Json = Webhook(self.secret).verify(raw, headers)
        except WebhookVerificationError as wrong:
            self._say(f"  refused: {wrong}")
            return 401
        with self._lock:
            is_new = headers["webhook-id"] not in self.ids
            self.ids.add(headers["webhook-id"])
            self.news[told["sequence"]] = told
        data = {k: v for k, v in told["data"].items() if k not in ("county", "reference")}
        again = "" if is_new else " again"
        shown = ", ".join(f"{name} {value}" for name, value in data.items())
        self._say(f"  received{again} #{told['sequence']} {told['type']} "
                  f"({told['data']['reference']}): {shown}")  # fmt: skip
        return MODES["well"] or 204

    def kinds(self, reference: str) -> list[str]:
        """What came about one order, in the order of its numbers."""
        with self._lock:
            told = [self.news[n] for n in sorted(self.news)]
        return [each["type"] for each in told if each["data"]["reference"] == reference]

    def _say(self, text: str) -> None:
        self.log.append(text.strip())
        if not self.is_quiet:
            say.note(text)


class DeskServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, listening: socket, desk: Desk) -> None:
        self.desk = desk
        super().__init__(listening.getsockname(), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening


@contextmanager
def serving(listening: socket, desk: Desk) -> Iterator[Desk]:
    """Takes webhooks in a thread of its own meanwhile."""
    with DeskServer(listening, desk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield desk
        finally:
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    server: DeskServer
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_GET(self) -> None:
        desk = self.server.desk
        self._answer(200, {"mode": desk.mode, "news": sorted(desk.news), "log": desk.log[-100:]})

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if size > _LARGEST_BODY:
            self._answer(413, {})
            return
        raw = self.rfile.read(size)
        if self.path == "/_mode":
            self._turn(raw)
            return
        headers = {name.lower(): text for name, text in self.headers.items()}
        status = self.server.desk.take(headers, raw) if self.path == PATH else 404
        if status is None:
            self.close_connection = True
            return
        self._answer(status, None)

    def _turn(self, raw: bytes) -> None:
        try:
            told = json.loads(raw)
            self.server.desk.turn(told["mode"], float(told.get("seconds", 0)))
        except (ValueError, KeyError, TypeError):
            self._answer(400, {"error": f"mode is one of {', '.join(MODES)}"})
        else:
            self._answer(200, {"mode": told["mode"]})

    def log_message(self, format: str, *args: object) -> None:
        """The desk says what is worth saying."""

    def _answer(self, status: int, body: Json | None) -> None:
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
