"""Decide: the stored facts are judged; the answer is data, and nothing is written on the record
yet.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from nongxin.decisions.facts import Facts
from nongxin.kernel.worker import take_task
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.consent import CREDIT_QUERY
from nongxin.lending.applications.status import Status
from nongxin.lending.approval.gather_facts import has_consent, without_credit
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_task(event, _decide)


def _decide(task: dict[str, Any]) -> dict[str, Any]:
    p = parts()
    application = p.desk.in_run(task)
    if application.status is not Status.DECIDING:
        return {"outcome": _standing(application)}
    on = p.calendar.business_date(application.parties.entity)
    facts = _usable(p.dossiers.facts(application, task["input"]["facts_ref"]), application, on)
    ref, decision = p.dossiers.decide(application, facts, on)
    return {"outcome": decision.outcome, "decision_ref": ref}


def _usable(facts: Facts, application: Application, on: date) -> Facts:
    """Without what was asked under a consent that was taken back since (征信业管理条例 art. 18)."""
    consents = parts().consents
    if has_consent(facts) and consents.is_taken_back(application, CREDIT_QUERY):
        return without_credit(facts, on.isoformat())
    return facts


def _standing(application: Application) -> str:
    """A run that goes on where another was lost: what the record says was decided already."""
    return "refer" if application.status is Status.REFERRED else "offer"
