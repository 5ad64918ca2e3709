"""Tell a waiting workflow what people decided (回复流程). The record is the truth, the token only a bell."""

from __future__ import annotations

from nongxin.lending.application import Application, Status
from nongxin.lending.desk import Desk
from nongxin.lending.start_approval import Approvals

REFER, OFFER = "Refer", "Offer"


def outcome_of(application: Application) -> tuple[str, str] | None:
    """(the state that waited, what it hears), or None while nobody has decided anything."""
    if application.status is Status.REFERRED:
        answer = application.referral.answer if application.referral else None
        return (REFER, answer) if answer else None
    if application.status in (Status.SIGNED, Status.DISBURSED):
        return OFFER, "signed"
    if application.status is Status.WITHDRAWN:
        return (OFFER if application.offer else REFER), "withdrawn"
    return None


def answer_workflow(application_id: str, desk: Desk, approvals: Approvals) -> None:
    """Answers the run that waits, if one still does; told again, nothing happens.

    A run that was lost is not this use case's business: `job_resume` finds it and starts another.
    """
    told = outcome_of(desk.read(application_id))
    if told is None:
        return
    state, outcome = told
    token = desk.applications.token(application_id, state)
    if token is not None:
        approvals.answer(token, outcome)
