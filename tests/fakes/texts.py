"""The SMS gateway in memory: what went to which phone."""

from __future__ import annotations

from dataclasses import dataclass, field

from nongxin.kernel.errors import Busy


@dataclass(frozen=True)
class Sent:
    phone: str
    text: str
    message_id: str


@dataclass
class MemorySms:
    """Drops repeats of a message id, as the contract says; `is_down` refuses."""

    sent: list[Sent] = field(default_factory=list)
    is_down: bool = False

    def send(self, phone: str, text: str, message_id: str) -> None:
        if self.is_down:
            raise Busy()
        if message_id not in {s.message_id for s in self.sent}:
            self.sent.append(Sent(phone, text, message_id))

    def to(self, phone: str) -> list[str]:
        return [s.text for s in self.sent if s.phone == phone]
