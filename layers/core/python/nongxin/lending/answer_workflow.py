"""Tell a waiting workflow what people decided (回复流程). The record is the truth, the token only a
bell.
"""

from __future__ import annotations

from nongxin.lending.application import Application, Status
from nongxin.lending.desk import Desk
from nongxin.lending.start_approval import Approvals

REFER, OFFER = "Refer", "Offer"


def outcome_of(application: Application) -> tuple[tuple[str, ...], str] | None:
    """(the states that may wait, what they hear), or None while nobody has decided anything.

    An application can end before the run comes to wait, so an end is told wherever a run waits.
    """
    if application.status is Status.REFERRED:
        answer = application.referral.answer if application.referral else None
        return ((REFER,), answer) if answer else None
    if application.status in (Status.SIGNED, Status.DISBURSED):
        return (OFFER,), "signed"
    if application.is_ended:
        return (REFER, OFFER), application.status.value
    return None


def answer_workflow(application_id: str, desk: Desk, approvals: Approvals) -> None:
    """Answers the run that waits, if one still does; told again, nothing happens.

    A run that was lost is not this use case's business: `job_resume` finds it and starts another.
    """
    read = desk.read_lately(application_id, lambda found: outcome_of(found) is not None)
    told = outcome_of(read)
    if told is None:
        return
    states, outcome = told
    for state in states:
        token = desk.applications.token(application_id, state)
        if token is not None:
            approvals.answer(token, outcome)
