"""An application was submitted: its approval workflow is started."""

from __future__ import annotations

from typing import Any

from nongxin.kernel.events import Envelope
from nongxin.kernel.worker import take_batch
from nongxin.lending.applications.announce import submitted
from nongxin.lending.approval.start_approval import start_approval
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _start)


def _start(told: Envelope) -> None:
    p = parts()
    start_approval(submitted(told.data), p.desk, p.approvals)
