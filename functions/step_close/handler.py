"""Close: the application ends without a loan, or is parked for people to look at."""

from __future__ import annotations

from typing import Any

from nongxin.kernel.worker import take_task
from nongxin.lending.applications.close_application import (
    decline_application,
    expire_application,
    park_application,
)
from nongxin.lending.applications.status import Status
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_task(event, _close)


def _close(task: dict[str, Any]) -> dict[str, Any]:
    p, told = parts(), task["input"]
    application = p.desk.read(task["application_id"])
    outcome = told["outcome"]
    if outcome == "parked":
        park_application(application, str(told.get("error", ""))[:80], p.desk)
    elif outcome == "expired":
        expire_application(application, p.desk)
    elif outcome == "decline" and application.status is Status.DECIDING:
        verdict = p.dossiers.verdict(application, told["decision_ref"], told["facts_ref"])
        decline_application(application, verdict, p.desk)
    elif outcome == "rejected":
        decline_application(application, None, p.desk)
    return {"outcome": outcome}
