"""Gather facts: every source side by side, kept as evidence; the workflow carries only
their hash.
"""

from __future__ import annotations

from typing import Any

from nongxin.kernel.worker import take_task
from nongxin.lending.applications.status import Status
from nongxin.lending.approval.gather_facts import gather_facts
from nongxin.parts import parts
from step_gather_facts.case import about, opened
from step_gather_facts.sources import sources


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_task(event, _gather)


def _gather(task: dict[str, Any]) -> dict[str, Any]:
    p = parts()
    application = p.desk.in_run(task)
    if application.status is not Status.DECIDING:  # a run that goes on where another was lost
        verdict = application.verdict
        return {"facts_ref": verdict.facts_sha256 if verdict else ""}
    case = opened(application, p)
    today = p.calendar.business_date(application.parties.entity)
    facts = gather_facts(case.papers.consent, sources(case, p), today.isoformat())
    return {"facts_ref": p.dossiers.keep_facts(application, facts, about(case))}
