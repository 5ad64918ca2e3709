"""Routes of the work station (双基联动工作站) and the village's review."""

from __future__ import annotations

from typing import Any

from api_archives import review_contracts as c
from api_archives import routing as r
from api_archives.door import app
from nongxin.archives.review.open_work_station import OpenWorkStation, open_work_station
from nongxin.archives.review.publish_review import PublishReview, publish_review
from nongxin.archives.review.score_household import ScoreHousehold, score_household
from nongxin.archives.review.seat_member import (
    RetireMember,
    SeatMember,
    retire_member,
    seat_member,
    station_of,
)
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call


@app.post("/stations", body=c.StationBody, returns=c.StationOpenedView, status=201,
          roles=r.COUNTY, errors=r.STATION, summary="Open a village's work station")  # fmt: skip
def open_station(call: Call, body: c.StationBody) -> Any:
    command = OpenWorkStation(body.village_code, body.branch, body.party_branch)
    return r.done(call, c.StationOpenedView, lambda p: open_work_station(command, call.person, p))


@app.get("/stations/{village}", returns=c.StationView, roles=r.READERS, errors=(Missing,),
         summary="A village's work station and its members")  # fmt: skip
def station(call: Call, village: str) -> Any:
    return c.StationView.of(station_of(village, call.person, r.archiving()))


@app.post("/stations/{village}/members", body=c.MemberBody, returns=c.MemberSeatedView,
          status=201, roles=r.COUNTY, errors=r.SEATING,
          summary="Seat a member, who types their own code")  # fmt: skip
def seat(call: Call, body: c.MemberBody, village: str) -> Any:
    command = SeatMember(village, body.seat, body.name, body.id_no, body.code)
    return r.done(call, c.MemberSeatedView, lambda p: seat_member(command, call.person, p))


@app.post("/stations/{village}/retirements", body=c.RetireBody, returns=c.MemberSeatedView,
          roles=r.COUNTY, errors=r.RETIRING, summary="A member leaves the station")  # fmt: skip
def retire(call: Call, body: c.RetireBody, village: str) -> Any:
    command = RetireMember(village, body.member_no)
    return r.done(call, c.MemberSeatedView, lambda p: retire_member(command, call.person, p))


@app.post("/{household_id}/scores", body=c.ScoreBody, returns=c.ScoredView, status=201,
          roles=r.OFFICER, errors=r.SCORING,
          summary="A reviewer's sheet, which nobody reads")  # fmt: skip
def score(call: Call, body: c.ScoreBody, household_id: str) -> Any:
    scores = body.scores.model_dump()
    command = ScoreHousehold(household_id, body.member_no, body.code, scores, body.veto)
    return r.done(call, c.ScoredView, lambda p: score_household(command, call.person, p))


@app.post("/{household_id}/review", body=c.PublishBody, returns=c.PublishedView,
          roles=r.OFFICER, errors=r.PUBLISHING,
          summary="Count the sheets and publish the grade for objections")  # fmt: skip
def publish(call: Call, body: c.PublishBody, household_id: str) -> Any:
    command = PublishReview(household_id, body.secretary_sign, body.manager_sign)
    return r.done(call, c.PublishedView, lambda p: publish_review(command, call.person, p))
