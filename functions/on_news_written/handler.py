"""A message waits on a partner's line, or the line was opened: it is sent at once.

A partner that is slow or down is left to job_send_news: each message here has a few seconds.
"""

from __future__ import annotations

from typing import Any

from nongxin.kernel import log
from nongxin.kernel.events import Envelope
from nongxin.kernel.worker import take_batch
from nongxin.partners.outbound.send_news import send_news
from nongxin.parts import parts

_SECONDS = 4.0


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _send)


def _send(told: Envelope) -> None:
    sent = send_news(told.data["partner_id"], parts().partner_news, _SECONDS)
    log.say("sent", partner=sent.line.partner_id, count=sent.tries)
