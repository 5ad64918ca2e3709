"""Refer an application to officers (转人工审批), and escalate one that nobody answered in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from nongxin.kernel.value import value
from nongxin.lending.applications.announce import announced
from nongxin.lending.applications.application import Application, Verdict
from nongxin.lending.applications.desk import Desk
from nongxin.lending.applications.referral import Level, Proposal
from nongxin.lending.applications.status import Status
from nongxin.lending.events import ApplicationReferred

# How long officers of one level have before the next is asked (assumed). The workflow waits longer.
ANSWER_WITHIN = timedelta(days=2)


@value
class Referring:
    """What the decision proposes and demands; `captured_by` may not judge what they captured."""

    verdict: Verdict
    proposal: Proposal
    demands: tuple[Level, int]
    captured_by: str


def refer_application(application: Application, referring: Referring, desk: Desk) -> None:
    """Told again, it changes nothing. Raises StaleRecord."""
    if application.status is not Status.DECIDING:
        return
    parties = replace(application.parties, captured_by=referring.captured_by)
    answer_by = desk.clock.now() + ANSWER_WITHIN
    after = (
        replace(application, parties=parties)
        .judged(referring.verdict)
        .referred(referring.proposal, referring.demands, answer_by)
    )
    level = referring.demands[0].value
    desk.save(application, after, announced(ApplicationReferred, after, level=level))


def escalate_application(application: Application, desk: Desk) -> None:
    """One level up once the time is over; told again by the same time-out, it changes nothing.

    Raises ReferralAnswered, StaleRecord.
    """
    now = desk.clock.now()
    if application.referral and now < application.referral.answer_by:
        return
    after = application.escalated(now + ANSWER_WITHIN, now)
    level = after.referral.level.value if after.referral else ""
    desk.save(application, after, announced(ApplicationReferred, after, level=level))
