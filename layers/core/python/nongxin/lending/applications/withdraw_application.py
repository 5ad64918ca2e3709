"""Withdraw an application (撤回申请): the applicant may, until the contract is signed."""

from __future__ import annotations

from nongxin.kernel.clock import stamp
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.lending.applications.announce import announced
from nongxin.lending.applications.desk import Desk
from nongxin.lending.events import ApplicationWithdrawn


def withdraw_application(application_id: str, by: Principal, desk: Desk) -> Outcome:
    """Raises Missing for anybody but the borrower, StepNotAllowed once it is signed or ended."""
    before = desk.read(application_id)
    if by.id != before.parties.borrower_id:
        raise Missing()
    now = desk.clock.now()
    after = before.withdrawn(now)
    answer = {
        "application_id": after.id,
        "status": after.status.value,
        "ended_at": stamp(now),
    }
    return Outcome(answer, [desk.written(before, after, [announced(ApplicationWithdrawn, after)])])
