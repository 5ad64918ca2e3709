"""End an application that leads to no loan (申请终结): declined, expired, or parked for ops."""

from __future__ import annotations

from nongxin.lending.applications.announce import announced
from nongxin.lending.applications.application import Application, Verdict
from nongxin.lending.applications.desk import Desk
from nongxin.lending.applications.status import Status
from nongxin.lending.events import (
    ApplicationDeclined,
    ApplicationExpired,
    ApplicationParked,
)

REJECTED_BY_OFFICERS = "officers-rejected"


def decline_application(application: Application, verdict: Verdict | None, desk: Desk) -> None:
    """By rule (with the verdict) or by officers (without). Told again, it changes nothing."""
    if application.is_ended:
        return
    judged = application.judged(verdict) if verdict else application
    reasons = verdict.reasons if verdict else (REJECTED_BY_OFFICERS,)
    after = judged.declined(reasons, desk.clock.now())
    desk.save(application, after, announced(ApplicationDeclined, after, reasons=reasons))


def expire_application(application: Application, desk: Desk) -> None:
    """Nobody answered or nobody signed. Raises what the noun raises when the time is not over."""
    if application.is_ended:
        return
    after = application.expired(desk.clock.now())
    desk.save(application, after, announced(ApplicationExpired, after))


def park_application(application: Application, fault: str, desk: Desk) -> None:
    """A fault of ours: it waits, seen by an alarm, until ops start it again."""
    if application.is_ended or application.status is Status.PARKED:
        return
    after = application.parked(fault)
    desk.save(application, after, announced(ApplicationParked, after, fault=fault))
