"""A payment was made or taken back: it stands in its terminal's day, for day end and commission."""

from __future__ import annotations

from typing import Any

from nongxin.kernel.events import Envelope
from nongxin.kernel.worker import take_batch
from nongxin.parts import parts
from nongxin.payments.day_end.note_payment import note_payment


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _note)


def _note(told: Envelope) -> None:
    note_payment(told, parts().payment_days)
