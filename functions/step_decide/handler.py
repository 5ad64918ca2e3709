"""Decide: the stored facts are judged; the answer is data, and nothing is written on the record
yet.
"""

from __future__ import annotations

from typing import Any

from nongxin.kernel.worker import take_task
from nongxin.lending.applications.application import Application, Status
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_task(event, _decide)


def _decide(task: dict[str, Any]) -> dict[str, Any]:
    p = parts()
    application = p.desk.in_run(task)
    if application.status is not Status.DECIDING:
        return {"outcome": _standing(application)}
    on = p.calendar.business_date(application.parties.entity)
    ref, decision = p.dossiers.decide(application, task["input"]["facts_ref"], on)
    return {"outcome": decision.outcome, "decision_ref": ref}


def _standing(application: Application) -> str:
    """A run that goes on where another was lost: what the record says was decided already."""
    return "refer" if application.status is Status.REFERRED else "offer"
