"""Money moved: it is counted in the days of whose it was, which large-value and suspicious
patterns are seen in.
"""

from __future__ import annotations

from typing import Any

from nongxin.aml.count_movement import count_movement
from nongxin.aml.movements import movements_of
from nongxin.kernel.events import Envelope
from nongxin.kernel.worker import take_batch
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _count)


def _count(told: Envelope) -> None:
    p = parts()
    for movement in movements_of(told, lambda account_id: p.ledger.get(account_id).owner):
        count_movement(movement, p.flows, p.clock)
