"""The SMS gateway: keeps what was sent, and shows it to who holds the phone.

    POST /sms         {"phone", "text", "message_id"} → 202; a repeat of the id is not sent again
    GET  /sms/{phone} → {"messages": [{"at", "text", "code", "message_id"}]}, oldest first

`code` is the six-digit code in the text, or "". Every message also goes to a log for people.
"""

from __future__ import annotations

import re
import threading
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

from devkit.simulators.service import NOT_FOUND, Asked, BadRequest, Json, Told, only, text

_KEPT = 50
_PHONE = re.compile(r"1\d{10}")
_CODE = re.compile(r"码(\d{6})")


class SmsGateway:
    def __init__(self, log: Path | None = None) -> None:
        self._log = log
        self._messages: dict[str, deque[Json]] = {}
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def __call__(self, asked: Asked) -> Told:
        if asked.method == "POST" and not asked.rest:
            return self._take(asked.body)
        if asked.method == "GET" and len(asked.rest) == 1:
            with self._lock:
                return Told(200, {"messages": list(self._messages.get(asked.rest[0], ()))})
        return NOT_FOUND

    def _take(self, body: Json) -> Told:
        only(body, "phone", "text", "message_id")
        phone, words, identifier = (text(body, n) for n in ("phone", "text", "message_id"))
        if not _PHONE.fullmatch(phone):
            raise BadRequest("phone must have 11 digits and begin with 1")
        with self._lock:
            if identifier not in self._seen:
                self._seen.add(identifier)
                self._keep(phone, words, identifier)
        return Told(202, {"message_id": identifier})

    def _keep(self, phone: str, words: str, identifier: str) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        found = _CODE.search(words)
        message = {
            "at": at,
            "text": words,
            "code": found[1] if found else "",
            "message_id": identifier,
        }
        self._messages.setdefault(phone, deque(maxlen=_KEPT)).append(message)
        if self._log:
            self._log.parent.mkdir(parents=True, exist_ok=True)
            with self._log.open("a", encoding="utf-8") as log:
                log.write(f"{at} {phone} {words}\n")
