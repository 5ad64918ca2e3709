"""Who may come through the archives door, what it may refuse, and the query of its work list."""

from __future__ import annotations

from collections.abc import Callable

from nongxin.archives import household as hh
from nongxin.archives.faults import ArchiveFaulty
from nongxin.archives.find_archives import WorkListPage
from nongxin.archives.household import Status
from nongxin.archives.open_household import NotYourCounty
from nongxin.archives.ports import ArchiveParts
from nongxin.kernel.commands import Outcome
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.errors import Malformed, Missing
from nongxin.kernel.http import Call, View
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.kernel.identity import Role
from nongxin.parts import parts

OFFICER = (Role.OFFICER,)
APPROVERS = (Role.OFFICER, Role.COUNTY_APPROVER)
READERS = (Role.OFFICER, Role.COUNTY_APPROVER, Role.PROVINCIAL_APPROVER, Role.AUDITOR)
_STATES = [s.value for s in Status]


class BadStatus(Malformed):
    code = "bad-status"
    zh = "status 须为{known}之一，county 须为6位县区代码"
    en = "status is one of {known} and county a code of 6 digits"


OPENING = (NotYourCounty, CountyNotServed, hh.VillageUnknown)
LISTING = (Missing, BadStatus)
SECTION = (Missing, hh.SectionUnknown)
STEP = (Missing, hh.ArchiveStepNotAllowed)
PUTTING = (*STEP, hh.SectionUnknown, hh.SectionKept, hh.SectionChanged, ArchiveFaulty)
SUBMITTING = (*STEP, ArchiveFaulty)
APPROVING = (*STEP, hh.ApproverTookPart, hh.PersonInOtherArchive)

STATUS_QUERY = (
    Query("status", {"type": "string", "enum": _STATES, "default": Status.SUBMITTED.value}),
    Query("county", {"type": "string", "pattern": r"^\d{6}$"}, "One's own county by default"),
    *PAGING,
)


def page_of(call: Call) -> WorkListPage:
    """Raises BadStatus or BadPage."""
    status = call.query.get("status", Status.SUBMITTED.value)
    county = call.query.get("county", call.person.county)
    if status not in _STATES or len(county) != 6 or not (county.isascii() and county.isdigit()):
        raise BadStatus(known=", ".join(_STATES))
    return WorkListPage(county, Status(status), call.limit, call.after)


def done(call: Call, view: type[View], act: Callable[[ArchiveParts], Outcome]) -> tuple[View, bool]:
    """A command of this context, done once under the call's key: its answer as a view."""
    p = parts()
    result = p.perform_in("archives", call.key, lambda: act(p.archiving))
    return view(**result.answer), result.replayed
