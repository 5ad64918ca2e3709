"""Tell a waiting workflow what people decided (回复流程). The record is the truth, the token only a
bell.
"""

from __future__ import annotations

from nongxin.kernel.errors import Missing
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.desk import Desk
from nongxin.lending.applications.status import Status
from nongxin.lending.approval.start_approval import Approvals

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
    """Answers the run that waits, if one still does; told again, nothing happens. Raises Missing.

    A run that was lost is not this use case's business: `job_resume` finds it and starts another.
    """
    for certain in (False, True):  # a look that lags may miss the decision or the newest token
        try:
            found, tokens = desk.applications.with_tokens(application_id, consistent=certain)
        except Missing:
            if certain:
                raise
            continue
        states, outcome = outcome_of(found) or ((), "")
        waiting = [tokens[state] for state in states if state in tokens]
        if any(approvals.answer(token, outcome, found) for token in waiting):
            return
