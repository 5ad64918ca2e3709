"""A partner's address in process: answers as told, checks signatures, keeps what it was sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nongxin.kernel.callback import Answer
from nongxin.kernel.clock import FixedClock
from nongxin.partners.signature import verified


@dataclass(frozen=True)
class Got:
    id: str
    sequence: int
    kind: str
    body: dict[str, Any]
    raw: bytes


@dataclass
class PartnerInbox:
    """`answers`: statuses to come (0: silence), then 200. `on_call` is asked before each answer."""

    clock: FixedClock
    secrets: list[str]
    answers: list[int] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    urls: set[str] = field(default_factory=set)
    on_call: Callable[[Got], None] = field(default=lambda got: None)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.urls.add(url)
        small = {name.lower(): text for name, text in headers.items()}
        message_id = verified(self.secrets, small, body, self.clock.now())
        told = json.loads(body)
        got = Got(message_id, told["sequence"], told["type"], told, body)
        self.got.append(got)
        self.on_call(got)
        status = self.answers.pop(0) if self.answers else 200
        return Answer(status, "" if status else "unreachable", 1)

    @property
    def numbers(self) -> list[int]:
        return [each.sequence for each in self.got]
