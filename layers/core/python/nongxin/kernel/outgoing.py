"""Calls to partners over HTTP: one base address from the settings, short time-outs, a breaker each.

No redirect is followed and no other host is ever asked, so that an answer cannot send us elsewhere.
A call is repeated only where its contract says that repeating is safe.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import urllib3

from nongxin.kernel import deadline
from nongxin.kernel.aws import Breaker
from nongxin.kernel.errors import Busy

CONNECT_S = 1.0
READ_S = 2.0
ATTEMPTS = 3
LARGEST_ANSWER_BYTES = 256 * 1024
_JSON = {"Content-Type": "application/json", "Accept": "application/json"}
_FIRST_PAUSE_S = 0.1
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class PartnerRefused(Exception):
    """A partner says that our request is wrong: our fault or theirs, never the customer's."""

    def __init__(self, partner: str, status: int) -> None:
        self.status = status
        super().__init__(f"{partner} answered {status}")


class Partner:
    """One outside system. `name` stands in logs; nothing of bodies ever does.

    With a `secret` that both sides hold each request is signed: `X-Signature` is the HMAC-SHA256
    (hex) of method, path and `X-Second` (Unix time), a line each, and the body as sent.
    """

    def __init__(self, name: str, base_url: str, secret: Callable[[], bytes] | None = None) -> None:
        self._name = name
        self._base = base_url.rstrip("/")
        self._secret = secret
        self._breaker = Breaker()
        self._pool = urllib3.PoolManager(num_pools=1, maxsize=4, retries=False)

    def get(self, *path: str) -> dict[str, Any] | None:
        """The JSON object at a path, or None on a 404. Raises Busy or PartnerRefused."""
        return self._asked("GET", path, None, ATTEMPTS)

    def post(
        self, *path: str, body: dict[str, Any], repeatable: bool = False
    ) -> dict[str, Any] | None:
        """As `get`. `repeatable`: the body carries an id by which the partner knows a repeat."""
        return self._asked("POST", path, body, ATTEMPTS if repeatable else 1)

    def _asked(
        self, method: str, path: tuple[str, ...], body: dict[str, Any] | None, attempts: int
    ) -> dict[str, Any] | None:
        url = "/".join([self._base, *(quote(part, safe="") for part in path)])
        pause = _FIRST_PAUSE_S
        while True:
            attempts -= 1
            answer = self._sent(method, url, body)
            if answer is not None:
                return _read(answer, self._name)
            if attempts <= 0 or deadline.remaining() <= pause:
                raise Busy()
            time.sleep(random.uniform(0, pause))
            pause *= 2

    def _sent(self, method: str, url: str, body: dict[str, Any] | None) -> tuple[int, bytes] | None:
        """Status and body, or None where trying again may help."""
        deadline.check()
        self._breaker.check()
        raw = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            response = self._pool.request(
                method,
                url,
                body=raw,
                headers=_JSON | self._signature(method, url, raw or b""),
                redirect=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=CONNECT_S, read=_read_seconds()),
            )
            content = response.read(LARGEST_ANSWER_BYTES + 1)
            response.release_conn()
        except (urllib3.exceptions.HTTPError, OSError):
            self._breaker.failed()
            return None
        if response.status in _PASSING:
            self._breaker.failed()
            return None
        self._breaker.succeeded()
        return response.status, content

    def _signature(self, method: str, url: str, raw: bytes) -> dict[str, str]:
        if self._secret is None:
            return {}
        second = str(int(time.time()))
        path = url.removeprefix(self._base)
        message = f"{method}\n{path}\n{second}\n".encode() + raw
        signature = hmac.new(self._secret(), message, hashlib.sha256).hexdigest()
        return {"X-Second": second, "X-Signature": signature}


def _read_seconds() -> float:
    return min(READ_S, max(deadline.remaining(), 0.05))


def _read(answer: tuple[int, bytes], name: str) -> dict[str, Any] | None:
    status, content = answer
    if status == 404:
        return None
    if not 200 <= status < 300 or len(content) > LARGEST_ANSWER_BYTES:
        raise PartnerRefused(name, status)
    try:
        found = json.loads(content, parse_float=str) if content else {}
    except ValueError:
        raise PartnerRefused(name, status) from None
    if not isinstance(found, dict):
        raise PartnerRefused(name, status)
    return found
