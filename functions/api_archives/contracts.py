"""Bodies of the archives door. A section's rows follow the archive schema, decimals as text."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, JsonValue

from nongxin.archives.household import Status
from nongxin.archives.schema import MOST_ROWS
from nongxin.kernel.http import Body, View

HouseholdId = Annotated[str, Field(description="hh_…")]
Row = Annotated[dict[str, JsonValue], Field(max_length=40)]


class OpenBody(Body):
    village_code: Annotated[str, Field(pattern=r"^\d{12}$", description="统计用区划代码")]


class SectionBody(Body):
    rows: Annotated[list[Row], Field(max_length=MOST_ROWS, description="[] says: there is none")]
    over_version: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="the version that was changed, 0 for none; refused if outdated"
    )


class ReturnBody(Body):
    reason: Annotated[str, Field(min_length=2, max_length=200)]


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


class ApprovedView(View):
    household_id: HouseholdId
    status: Status
    edition: int
    refresh_by: str


class ReturnedView(View):
    household_id: HouseholdId
    status: Status


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
    sections: list[CapturedView]
    facts: dict[str, JsonValue] = Field(description="derived variables: mu, fen, percent, codes")


class SectionView(View):
    household_id: HouseholdId
    section: str
    version: int
    changed_at: str
    changed_by: str
    rows: list[dict[str, JsonValue]] = Field(description="numbers that name a person are masked")


class WaitingView(View):
    household_id: HouseholdId
    number: str
    village: str
    status: Status
    since: str


class WorkList(View):
    archives: list[WaitingView]
    cursor: str | None
