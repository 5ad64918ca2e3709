"""People answered (officers' last opinion, a signature, a withdrawal): the waiting workflow is
told.
"""

from __future__ import annotations

from typing import Any

from nongxin.kernel.events import Envelope
from nongxin.kernel.worker import take_batch
from nongxin.lending.approval.answer_workflow import answer_workflow
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _answer)


def _answer(told: Envelope) -> None:
    p = parts()
    answer_workflow(told.data["application_id"], p.desk, p.approvals)
