"""Give an officer's opinion on a referred application (审批意见). Four eyes are the referral's own
rule.
"""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.lending.applications.announce import announced
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.desk import Desk
from nongxin.lending.applications.referral import Opinion
from nongxin.lending.events import (
    ApplicationApproved,
    ApplicationEvent,
    ApplicationRejected,
)


@value
class GiveOpinion:
    """`proposal_number` names what the officer read, so that an opinion is never about something
    else.
    """

    application_id: str
    approves: bool
    note: str
    proposal_number: int


def give_opinion(command: GiveOpinion, by: Principal, desk: Desk) -> Outcome:
    """Raises Missing (foreign county), NotAnApprover, FourEyes, ReferralAnswered,
    ProposalChanged.
    """
    before = desk.read(command.application_id)
    if not by.serves(before.parties.county):
        raise Missing()
    opinion = Opinion(by.id, by.role, command.approves, command.note, desk.clock.now())
    after = before.with_opinion(by, opinion, command.proposal_number)
    referral = after.referral
    assert referral is not None
    answer = {
        "application_id": after.id,
        "opinions": len(referral.opinions),
        "approvals_needed": referral.approvals_needed,
        "answer": referral.answer,
    }
    return Outcome(answer, [desk.written(before, after, _news(after, referral.answer))])


def _news(application: Application, answer: str | None) -> list[ApplicationEvent]:
    if answer == "approved":
        return [announced(ApplicationApproved, application)]
    if answer == "rejected":
        return [announced(ApplicationRejected, application)]
    return []
