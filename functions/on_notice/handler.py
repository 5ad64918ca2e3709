"""What happened to somebody's loan, or card: they are told by text message."""

from __future__ import annotations

from typing import Any

from nongxin.kernel.events import Envelope
from nongxin.kernel.worker import take_batch
from nongxin.messages.send_notice import send_notice
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _tell)


def _tell(told: Envelope) -> None:
    send_notice(told, parts().noticing)
