"""A payment to another bank was asked for: it is sent at once where its system is open."""

from __future__ import annotations

from typing import Any

from nongxin.accounts.interbank.settle_interbank import settle_interbank
from nongxin.kernel.events import Envelope
from nongxin.kernel.worker import take_batch
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _send)


def _send(told: Envelope) -> None:
    settle_interbank(told.data["order_id"], parts().network)
