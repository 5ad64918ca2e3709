"""What became of a loan that came through a partner is written down for that partner."""

from __future__ import annotations

from typing import Any

from nongxin.kernel.events import Envelope
from nongxin.kernel.worker import take_batch
from nongxin.partners.outbound.announce_news import announce_news
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _announce)


def _announce(told: Envelope) -> None:
    announce_news(told, parts().partner_news)
