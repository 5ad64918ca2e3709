"""Bodies of the archives door. A section's rows follow the archive schema, decimals as text."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, JsonValue

from nongxin.archives.checks.schema import MOST_ROWS
from nongxin.archives.household import Status
from nongxin.archives.let_member_go import Reason
from nongxin.kernel.http import Body, View

HouseholdId = Annotated[str, Field(description="hh_…")]
VillageCode = Annotated[str, Field(pattern=r"^\d{12}$", description="统计用区划代码")]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
MemberNo = Annotated[int, Field(ge=1, le=30)]
Row = Annotated[dict[str, JsonValue], Field(max_length=40)]


class OpenBody(Body):
    village_code: VillageCode


class SectionBody(Body):
    rows: Annotated[list[Row], Field(max_length=MOST_ROWS, description="[] says: there is none")]
    over_version: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="the version that was changed, 0 for none; refused if outdated"
    )


class ReasonBody(Body):
    reason: Annotated[str, Field(min_length=2, max_length=200)]


class DepartureBody(Body):
    member_no: MemberNo
    reason: Reason


class SplitBody(Body):
    member_nos: Annotated[list[MemberNo], Field(min_length=1, max_length=29)]
    head_member_no: MemberNo


class OpenedView(View):
    household_id: HouseholdId
    number: str = Field(description="18 digits: village and serial")
    entity: str
    village: str
    status: Status


class PutView(View):
    household_id: HouseholdId
    section: str
    version: int
    rows: int


class SubmittedView(View):
    household_id: HouseholdId
    status: Status
    completeness: str = Field(description="percent")
    in_other_archives: list[int] = Field(
        description="members whom another live archive holds: approval will refuse them"
    )
    photos_elsewhere: list[str] = Field(
        description="other households of the county that show one of this one's photos"
    )


class ApprovedView(View):
    household_id: HouseholdId
    status: Status
    edition: int
    refresh_by: str


class SteppedView(View):
    household_id: HouseholdId
    status: Status


class PartedView(View):
    household_id: HouseholdId
    members: int = Field(description="who stay")


class SplitView(PartedView):
    new_household_id: HouseholdId
    new_members: int


class CapturedView(View):
    section: str
    name_zh: str
    name_en: str
    rows: int
    version: int
    changed_at: str
    changed_by: str


class ArchiveView(View):
    household_id: HouseholdId
    number: str
    entity: str
    village: str
    status: Status
    since: str
    edition: int
    opened_by: str
    submitted_by: str | None
    approved_by: str | None
    live_from: str | None
    refresh_by: str | None
    completeness: str = Field(description="percent, weighed at submission")
    returned_because: str | None
    grade: str | None = Field(description="the village's")
    public_until: str | None
    next_status: Status | None = Field(description="of the edition that is being made beside it")
    pending: list[str] = Field(description="sections changed since the edition in force")
    sections: list[CapturedView]
    facts: dict[str, JsonValue] = Field(description="derived variables: mu, fen, percent, codes")
    fact_days: dict[str, str] = Field(description="of which day each of them is")


class SectionView(View):
    household_id: HouseholdId
    section: str
    version: int
    changed_at: str
    changed_by: str
    rows: list[dict[str, JsonValue]] = Field(description="numbers that name a person are masked")


class ChangeView(View):
    row: str = Field(description="by the section's key")
    field: str
    before: JsonValue = Field(description="masked; null: was not there")
    after: JsonValue


class VersionView(View):
    version: int
    changed_at: str
    changed_by: str
    tablet: str | None = Field(description="the tablet and its own number of the change")
    rows: int
    changes: list[ChangeView]


class VersionList(View):
    household_id: HouseholdId
    section: str
    versions: list[VersionView]


class ConflictView(View):
    section: str
    tablet: str
    over_version: int
    changed_at: str
    changed_by: str
    changes: list[ChangeView] = Field(description="what stands, and what the tablet says")


class ConflictList(View):
    conflicts: list[ConflictView]


class WaitingView(View):
    household_id: HouseholdId
    number: str
    village: str
    status: Status
    since: str


class WorkList(View):
    archives: list[WaitingView]
    cursor: str | None
