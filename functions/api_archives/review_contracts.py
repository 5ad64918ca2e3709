"""Bodies of the work station's routes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api_archives.contracts import HouseholdId, Sha256, VillageCode
from nongxin.archives.household import Status
from nongxin.archives.review.work_station import Seat, WorkStation
from nongxin.kernel.http import Body, View
from nongxin.kernel.privacy import masked_name

Name = Annotated[str, Field(min_length=2, max_length=40, pattern="^[^<>]+$")]
Score = Annotated[int, Field(ge=0, le=100)]
MemberNo = Annotated[int, Field(ge=1, le=30)]
Code = Annotated[str, Field(pattern="^[0-9A-Za-z-]{6,20}$", description="of the member's choice")]


class StationBody(Body):
    village_code: VillageCode
    branch: Name = Field(description="the bank's")
    party_branch: Name = Field(description="the village's (村党支部)")


class MemberBody(Body):
    seat: Seat
    name: Name
    id_no: Annotated[str, Field(min_length=18, max_length=18)]
    code: Code


class RetireBody(Body):
    member_no: MemberNo


class Scores(Body):
    item_character: Score
    item_family: Score
    item_industry: Score
    item_neighbour: Score
    item_debt: Score


class ScoreBody(Body):
    member_no: MemberNo
    code: Code
    scores: Scores
    veto: Annotated[str, Field(pattern="^[0-5]$", description="0无 1赌毒 2失信 3刑事 4失联 5其他")]


class PublishBody(Body):
    secretary_sign: Sha256
    manager_sign: Sha256


class StationOpenedView(View):
    station: str
    village: str
    members: int


class MemberSeatedView(View):
    station: str
    member_no: int


class MemberView(View):
    member_no: int
    seat: Seat
    name: str = Field(description="masked")
    is_active: bool


class StationView(View):
    station: str
    village: str
    branch: str
    party_branch: str
    members: list[MemberView]

    @classmethod
    def of(cls, station: WorkStation) -> StationView:
        return cls(
            station=station.code,
            village=station.village,
            branch=station.branch,
            party_branch=station.party_branch,
            members=[
                MemberView(
                    member_no=m.number,
                    seat=m.seat,
                    name=masked_name(m.name),
                    is_active=m.is_active,
                )
                for m in station.members
            ],
        )


class ScoredView(View):
    household_id: HouseholdId
    sheets: int


class PublishedView(View):
    household_id: HouseholdId
    status: Status
    reviewers: int
    village_grade: str
    veto: str
    public_until: str
