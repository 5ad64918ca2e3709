"""Offer: the contract is drawn up and the run waits, by its token, for the borrower to sign it."""

from __future__ import annotations

from typing import Any

from nongxin.kernel.records import StaleRecord
from nongxin.kernel.worker import take_task
from nongxin.lending.applications.application import Application, Verdict
from nongxin.lending.applications.referral import Proposal
from nongxin.lending.applications.status import Status
from nongxin.lending.approval.answer_workflow import OFFER, answer_workflow
from nongxin.lending.approval.dossiers import proposal_of
from nongxin.lending.contracts.make_offer import make_offer
from nongxin.parts import parts
from step_offer.paper import offer_parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_task(event, _offer)


def _offer(task: dict[str, Any]) -> dict[str, Any]:
    p = parts()
    application = p.desk.in_run(task)
    p.applications.keep_token(application.id, application.attempt, OFFER, task["token"])
    try:
        _offer_or_answer(application, task["input"])
    except StaleRecord:  # it has gone on since the run took it up
        _offer_or_answer(p.desk.read(application.id), task["input"])
    return {"outcome": "waiting"}


def _offer_or_answer(application: Application, told: dict[str, Any]) -> None:
    p = parts()
    if application.status in (Status.DECIDING, Status.REFERRED):
        about = p.dossiers.about(application, told["facts_ref"])
        paper = offer_parts(application, about, p)
        make_offer(application, _approved(application, told), paper, (p.desk, p.evidence))
    else:  # answered before the run came to wait: nobody would ring the bell again
        answer_workflow(application.id, p.desk, p.approvals)


def _approved(application: Application, told: dict[str, Any]) -> tuple[Proposal, Verdict | None]:
    """What officers approved, or what the decision offers by itself."""
    if application.referral is not None:
        return application.referral.proposal, None
    dossiers = parts().dossiers
    decision = dossiers.decision(application, told["decision_ref"])
    verdict = dossiers.verdict(application, told["decision_ref"], told["facts_ref"])
    return proposal_of(decision, application), verdict
