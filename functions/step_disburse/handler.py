"""Disburse: the signed loan's money goes out, once, whichever run asks."""

from __future__ import annotations

from typing import Any

from nongxin.kernel.worker import take_task
from nongxin.lending.contracts.disburse_loan import disburse_loan
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_task(event, _disburse)


def _disburse(task: dict[str, Any]) -> dict[str, Any]:
    p = parts()
    done = disburse_loan(task["application_id"], p.disbursing, p.desk.carried(task))
    return {"outcome": "disbursed", "loan_id": done.answer["loan_id"]}
