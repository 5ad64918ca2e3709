"""Who may come through the archives door, what it may refuse, and the query of its work list."""

from __future__ import annotations

from collections.abc import Callable

from nongxin.archives import refusals as hh
from nongxin.archives.checks.faults import ArchiveFaulty
from nongxin.archives.find_archives import WorkListPage
from nongxin.archives.household import Status
from nongxin.archives.open_household import NotYourCounty
from nongxin.archives.ports import ArchiveParts
from nongxin.audit.purpose import Purpose
from nongxin.audit.record_reading import record_reading
from nongxin.kernel.commands import Outcome
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.errors import Malformed, Missing, TooMany
from nongxin.kernel.http import Call, View
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.kernel.id_number import InvalidIdNumber
from nongxin.kernel.identity import Role
from nongxin.parts import parts

OFFICER = (Role.OFFICER,)
COUNTY = (Role.COUNTY_APPROVER,)
CHECKERS = (Role.OFFICER, Role.COUNTY_APPROVER)
EXPORTERS = (Role.COUNTY_APPROVER, Role.AUDITOR)
READERS = (Role.OFFICER, Role.COUNTY_APPROVER, Role.PROVINCIAL_APPROVER, Role.AUDITOR)
_PURPOSES = {Role.PROVINCIAL_APPROVER: Purpose.RISK, Role.AUDITOR: Purpose.AUDIT}
_GRADES = ("A", "B", "C", "D")
_STATES = [s.value for s in Status]


class BadSearch(Malformed):
    code = "bad-search"
    zh = "行政村代码须为12位、县区代码须为6位，状态与等级须为规定的值"
    en = "village has 12 digits, county 6; status and grade are of those that there are"


class BadStatus(Malformed):
    code = "bad-status"
    zh = "status 须为{known}之一，county 须为6位县区代码"
    en = "status is one of {known} and county a code of 6 digits"


OPENING = (NotYourCounty, CountyNotServed, hh.VillageUnknown)
LISTING = (Missing, BadStatus)
SECTION = (Missing, hh.SectionUnknown)
STEP = (Missing, hh.ArchiveStepNotAllowed)
PUTTING = (*STEP, hh.SectionUnknown, hh.SectionKept, hh.SectionChanged, ArchiveFaulty)
SUBMITTING = (*STEP, hh.ConflictsOpen, ArchiveFaulty)
APPROVING = (*STEP, hh.ApproverTookPart, hh.PersonInOtherArchive, hh.ReviewMissing,
             hh.StillPublished)  # fmt: skip
CANCELLING = (*STEP, hh.EditionInWork)
PARTING = (*STEP, hh.EditionInWork, hh.NotAMember, hh.HeadStays)
STATION = (*OPENING, hh.WorkStationStands)
SEATING = (Missing, InvalidIdNumber, hh.MemberStands, hh.StationFull)
RETIRING = (Missing, hh.NotAMember)
SCORING = (*STEP, hh.NoWorkStation, hh.NotAReviewer, hh.ReviewerConcerned, hh.SheetStands, TooMany)
PUBLISHING = (*STEP, hh.TooFewSheets)
SYNCING = (*OPENING, Missing, hh.BadBatch)
ANNOUNCING = (*STEP, hh.BadImage, hh.TooManyPhotos)
CHECKING = (*STEP, hh.BadImage)
IMPORTING = (*OPENING, Missing, hh.BadFile, hh.FileFaulty)
LOOKING_UP = (Missing, InvalidIdNumber, CountyNotServed)

STATUS_QUERY = (
    Query("status", {"type": "string", "enum": _STATES, "default": Status.SUBMITTED.value}),
    Query("county", {"type": "string", "pattern": r"^\d{6}$"}, "One's own county by default"),
    *PAGING,
)
COUNTY_QUERY = (
    Query("county", {"type": "string", "pattern": r"^\d{6}$"}, "One's own county by default"),
)
SEARCH_QUERY = (
    Query("village", {"type": "string", "pattern": r"^\d{12}$"}, required=True),
    Query("status", {"type": "string", "enum": _STATES}),
    Query("grade", {"type": "string", "enum": list(_GRADES)}),
)


def page_of(call: Call) -> WorkListPage:
    """Raises BadStatus or BadPage."""
    status = call.query.get("status", Status.SUBMITTED.value)
    county = call.query.get("county", call.person.county)
    if status not in _STATES or not _is_code(county, 6):
        raise BadStatus(known=", ".join(_STATES))
    return WorkListPage(county, Status(status), call.limit, call.after)


def search_of(call: Call) -> tuple[str, str, str]:
    """Village, status, grade (empty: all). Raises BadSearch."""
    village, status, grade = (call.query.get(name, "") for name in ("village", "status", "grade"))
    if not _is_code(village, 12) or status not in ("", *_STATES) or grade not in ("", *_GRADES):
        raise BadSearch()
    return village, status, grade


def county_of_query(call: Call) -> str:
    """Raises BadSearch."""
    county = call.query.get("county", call.person.county)
    if not _is_code(county, 6):
        raise BadSearch()
    return county


def _is_code(text: str, digits: int) -> bool:
    return len(text) == digits and text.isascii() and text.isdigit()


def archiving() -> ArchiveParts:
    return parts().archiving


def on_record(call: Call, what: str, *household_ids: str) -> None:
    """Who reads what stands in the audit trail before they see it. This door is the archive's, so
    that nobody has to say what for.
    """
    purpose = _PURPOSES.get(call.person.role, Purpose.ARCHIVE)
    for household_id in household_ids:
        record_reading(household_id, what, purpose, call.person, parts().auditing)


def done(call: Call, view: type[View], act: Callable[[ArchiveParts], Outcome]) -> tuple[View, bool]:
    """A command of this context, done once under the call's key: its answer as a view."""
    p = parts()
    result = p.perform_in("archives", call.key, lambda: act(p.archiving))
    return view(**result.answer), result.replayed
