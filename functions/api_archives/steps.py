"""Routes of an archive's steps: submitted, approved or returned, parted, cancelled."""

from __future__ import annotations

from typing import Any

from api_archives import contracts as c
from api_archives import routing as r
from api_archives.door import app
from nongxin.archives.approve_archive import approve_archive
from nongxin.archives.cancel_archive import CancelArchive, cancel_archive
from nongxin.archives.let_member_go import LetMemberGo, let_member_go
from nongxin.archives.return_archive import ReturnArchive, return_archive
from nongxin.archives.split_household import SplitHousehold, split_household
from nongxin.archives.submit_archive import submit_archive
from nongxin.kernel.http import Call


@app.post("/{household_id}/submission", returns=c.SubmittedView, roles=r.OFFICER,
          errors=r.SUBMITTING, summary="Submit a draft for review and approval")  # fmt: skip
def submit(call: Call, household_id: str) -> Any:
    return r.done(call, c.SubmittedView, lambda p: submit_archive(household_id, call.person, p))


@app.post("/{household_id}/approval", returns=c.ApprovedView, roles=r.COUNTY,
          errors=r.APPROVING,
          summary="Approve a submitted archive that others captured")  # fmt: skip
def approve(call: Call, household_id: str) -> Any:
    return r.done(call, c.ApprovedView, lambda p: approve_archive(household_id, call.person, p))


@app.post("/{household_id}/return", body=c.ReasonBody, returns=c.SteppedView,
          roles=r.CHECKERS, errors=r.STEP,
          summary="Send a submitted or published archive back, with a reason")  # fmt: skip
def send_back(call: Call, body: c.ReasonBody, household_id: str) -> Any:
    command = ReturnArchive(household_id, body.reason)
    return r.done(call, c.SteppedView, lambda p: return_archive(command, call.person, p))


@app.post("/{household_id}/cancellation", body=c.ReasonBody, returns=c.SteppedView,
          roles=r.COUNTY, errors=r.CANCELLING,
          summary="Cancel an archive: a duplicate, or a household that is no more")  # fmt: skip
def cancel(call: Call, body: c.ReasonBody, household_id: str) -> Any:
    command = CancelArchive(household_id, body.reason)
    return r.done(call, c.SteppedView, lambda p: cancel_archive(command, call.person, p))


@app.post("/{household_id}/departures", body=c.DepartureBody, returns=c.PartedView,
          roles=r.OFFICER, errors=r.PARTING,
          summary="A member leaves a live household, by marriage or otherwise")  # fmt: skip
def depart(call: Call, body: c.DepartureBody, household_id: str) -> Any:
    command = LetMemberGo(household_id, body.member_no, body.reason)
    return r.done(call, c.PartedView, lambda p: let_member_go(command, call.person, p))


@app.post("/{household_id}/splits", body=c.SplitBody, returns=c.SplitView, status=201,
          roles=r.OFFICER, errors=r.PARTING,
          summary="Some members become a household of their own (分户)")  # fmt: skip
def split(call: Call, body: c.SplitBody, household_id: str) -> Any:
    command = SplitHousehold(household_id, body.member_nos, body.head_member_no)
    return r.done(call, c.SplitView, lambda p: split_household(command, call.person, p))
