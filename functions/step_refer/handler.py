"""Refer: officers are asked and the run waits for their answer by its token; a time-out
escalates.
"""

from __future__ import annotations

from typing import Any

from nongxin.kernel.worker import take_task
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.status import Status
from nongxin.lending.approval.answer_workflow import REFER, answer_workflow, outcome_of
from nongxin.lending.approval.dossiers import demands_of, proposal_of
from nongxin.lending.approval.refer_application import (
    Referring,
    escalate_application,
    refer_application,
)
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_task(event, _refer)


def _refer(task: dict[str, Any]) -> dict[str, Any]:
    p = parts()
    application_id = task["application_id"]
    p.applications.keep_token(application_id, task["attempt"], REFER, task["token"])
    application = p.desk.read(application_id)
    if application.status is Status.DECIDING:
        refer_application(application, _referring(application, task["input"]), p.desk)
    elif _unanswered(application) and task["input"].get("escalation"):
        escalate_application(application, p.desk)
    else:  # answered before the run came to wait: nobody would ring the bell again
        answer_workflow(application.id, p.desk, p.approvals)
    return {"outcome": "waiting"}


def _unanswered(application: Application) -> bool:
    return application.status is Status.REFERRED and outcome_of(application) is None


def _referring(application: Application, told: dict[str, Any]) -> Referring:
    dossiers = parts().dossiers
    decision = dossiers.decision(application, told["decision_ref"])
    return Referring(
        verdict=dossiers.verdict(application, told["decision_ref"], told["facts_ref"]),
        proposal=proposal_of(decision, application),
        demands=demands_of(decision),
        captured_by=dossiers.about(application, told["facts_ref"]).captured_by,
    )
