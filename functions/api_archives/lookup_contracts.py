"""Bodies of the look-ups."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api_archives.contracts import HouseholdId
from nongxin.archives.household import Status
from nongxin.archives.search_archives import Listed, VillageCount
from nongxin.kernel.http import Body, View


class LookupBody(Body):
    id_no: Annotated[str, Field(min_length=18, max_length=18)]
    county: Annotated[str, Field(pattern="^[0-9]{6}$")] | None = None


class ListedView(View):
    household_id: HouseholdId
    number: str
    village: str
    status: Status
    next_status: Status | None = Field(description="of the edition that is being made")
    grade: str | None
    edition: int
    completeness: str
    refresh_by: str | None


class SearchView(View):
    archives: list[ListedView]
    cursor: str | None


class FoundView(View):
    households: list[HouseholdId] = Field(description="of the county, that ever named the person")
    live: str | None = Field(description="where the person is now; `elsewhere`: another county")


class VillageView(View):
    village: str
    households: int
    by_status: dict[str, int]
    by_grade: dict[str, int]
    in_refresh: int
    completeness: str = Field(description="mean of what was submitted, percent")


class StatisticsView(View):
    villages: list[VillageView]
    silent: list[str] = Field(description="villages that did not answer in time")
    cursor: str | None


def listed(row: Listed) -> ListedView:
    return ListedView(
        household_id=row.household_id,
        number=row.number,
        village=row.village,
        status=Status(row.status),
        next_status=Status(row.following) if row.following else None,
        grade=row.grade or None,
        edition=row.edition,
        completeness=row.completeness,
        refresh_by=row.refresh_by or None,
    )


def counted(each: VillageCount) -> VillageView:
    return VillageView(
        village=each.village,
        households=each.households,
        by_status=each.by_status,
        by_grade=each.by_grade,
        in_refresh=each.in_refresh,
        completeness=str(each.completeness),
    )
