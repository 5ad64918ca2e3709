"""The line between a terminal and the bank: it loses requests and answers, and repeats them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from devkit.terminal.faults import Faults

Json = dict[str, Any]


class Request(NamedTuple):
    """`path` begins with /v1."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Reply(NamedTuple):
    status: int
    body: Json

    @property
    def code(self) -> str:
        return str(self.body.get("code", ""))


# None where nobody answered.
Sender = Callable[[Request], Reply | None]


@dataclass
class Line:
    """`send` is the way to the bank. What a terminal has given up may arrive later all the same."""

    send: Sender
    faults: Faults
    late: list[Request] = field(default_factory=list)

    def ask(self, request: Request) -> Reply | None:
        """The answer that is heard, if one is."""
        if self.late and self.faults.luck.random() < 0.5:
            self.let_arrive()
        if self.faults.happens("request lost"):
            return None
        if self.faults.happens("comes late"):
            self.late.append(request)
            return None
        reply = self.send(request)
        if self.faults.happens("sent twice"):
            second = self.send(request)
            reply = second if self.faults.luck.random() < 0.5 else reply
        return None if self.faults.happens("answer lost") else reply

    def let_arrive(self) -> None:
        late, self.late = self.late, []
        for request in late:
            self.send(request)
