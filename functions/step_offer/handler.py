"""Offer: the contract is drawn up and the run waits, by its token, for the borrower to sign it."""

from __future__ import annotations

from typing import Any

from nongxin.kernel.worker import take_task
from nongxin.lending.answer_workflow import OFFER, answer_workflow
from nongxin.lending.application import Application, Status, Verdict
from nongxin.lending.dossiers import proposal_of
from nongxin.lending.make_offer import make_offer
from nongxin.lending.referral import Proposal
from nongxin.parts import parts
from step_offer.paper import offer_parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_task(event, _offer)


def _offer(task: dict[str, Any]) -> dict[str, Any]:
    p = parts()
    application = p.desk.read_in_run(task["application_id"], task["attempt"])
    p.applications.keep_token(application, OFFER, task["token"])
    if application.status in (Status.DECIDING, Status.REFERRED):
        approved = _approved(application, task["input"])
        address = p.dossiers.household(application, task["input"]["facts_ref"]).address
        paper = offer_parts(application, address, p)
        make_offer(application, approved, paper, (p.desk, p.evidence))
    else:  # answered before the run came to wait: nobody would ring the bell again
        answer_workflow(application.id, p.desk, p.approvals)
    return {"outcome": "waiting"}


def _approved(application: Application, told: dict[str, Any]) -> tuple[Proposal, Verdict | None]:
    """What officers approved, or what the decision offers by itself."""
    if application.referral is not None:
        return application.referral.proposal, None
    dossiers = parts().dossiers
    decision = dossiers.decision(application, told["decision_ref"])
    verdict = dossiers.verdict(application, told["decision_ref"], told["facts_ref"])
    return proposal_of(decision, application), verdict
