"""Routes of stations: register, look, suspend, inspect, and the float."""

from __future__ import annotations

from datetime import time
from typing import Any

from api_stations.contracts import (
    FloatBody,
    FloatView,
    InspectionBody,
    InspectionList,
    InspectionView,
    RegisterBody,
    RegisteredView,
    StationCardView,
    StationList,
    StatusBody,
    StatusView,
    TermsBody,
    TermsView,
)
from api_stations.door import OFFICER, PEOPLE, READERS, SUPERVISORS, app, county_in_reach
from api_stations.views import station_card, station_view
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.kernel.identity import Role
from nongxin.ledger.account import AccountNotOpen, InsufficientFunds
from nongxin.parts import parts
from nongxin.payments.day_end.check_settled import StationUnsettled
from nongxin.stations.change_terms import ChangeTerms, change_terms
from nongxin.stations.close_station import (
    CloseStation,
    DepositPayeeInvalid,
    FloatLeft,
    close_station,
)
from nongxin.stations.inspect_station import InspectStation, inspect_station
from nongxin.stations.inspection import BadInspection, InspectedToday
from nongxin.stations.move_float import MoveFloat, move_float
from nongxin.stations.register_station import (
    MarginTooSmall,
    RegisterStation,
    SourceNotOwn,
    register_station,
)
from nongxin.stations.station import (
    BadHours,
    Hours,
    Place,
    StationClosed,
    StationFourEyes,
    Status,
    StatusNotAllowed,
)
from nongxin.stations.turn_station import TurnStation, turn_station

COUNTY = Query("county", {"type": "string", "pattern": "^[0-9]{6}$"}, "GB/T 2260", required=True)
MONEY_REFUSALS = (SourceNotOwn, InsufficientFunds, AccountNotOpen)


@app.post("/", body=RegisterBody, returns=RegisteredView, status=201, roles=OFFICER,
          errors=(Missing, MarginTooSmall, BadHours, *MONEY_REFUSALS),
          summary="Register a shop as an e-station: contract, deposit, float")  # fmt: skip
def register(call: Call, body: RegisterBody) -> Any:
    p, person, key = parts(), call.person, call.key
    command = _command(body)
    done = p.post_money(key, lambda: register_station(command, person, key, p.station_parts))
    return RegisteredView(**done.answer), done.replayed


@app.get("/", returns=StationList, roles=PEOPLE, query=(COUNTY, *PAGING), errors=(Missing,),
         summary="The stations of a county, for a list or a map")  # fmt: skip
def of_county(call: Call) -> Any:
    found = {each.id: each for each in parts().stations.of_county(county_in_reach(call))}
    page, cursor = call.page_of(list(found))
    return StationList(stations=[station_view(found[each]) for each in page], cursor=cursor)


@app.get("/mine", returns=StationList, roles=(Role.OPERATOR, Role.CUSTOMER),
         summary="The stations that one owns, or serves at as operator")  # fmt: skip
def own(call: Call) -> Any:
    person = call.person
    found = [s for s in parts().stations.of_county(person.county) if person.id in s.people]
    return StationList(stations=list(map(station_view, found)), cursor=None)


@app.get("/{station_id}", returns=StationCardView, roles=(Role.OPERATOR, *READERS),
         errors=(Missing,), summary="A station with its accounts and terminals")  # fmt: skip
def card(call: Call, station_id: str) -> Any:
    p = parts()
    station = p.station_parts.reached(station_id, call.person)
    return station_card(station, p.terminals.of_station(station), p.ledger)


@app.post("/{station_id}/status", body=StatusBody, returns=StatusView, roles=SUPERVISORS,
          errors=(Missing, StatusNotAllowed, StationFourEyes, FloatLeft, StationUnsettled,
                  DepositPayeeInvalid, AccountNotOpen),
          summary="Suspend a station, open it again; another person closes it, and its deposit "
                  "goes back")  # fmt: skip
def turn(call: Call, body: StatusBody, station_id: str) -> Any:
    done = parts().post_money(call.key, lambda: _turned(call, body, station_id))
    return StatusView(**done.answer), done.replayed


def _turned(call: Call, body: StatusBody, station_id: str) -> Outcome:
    given, status = parts().station_parts, Status(body.status)
    if status is not Status.CLOSED:
        return turn_station(TurnStation(station_id, status, body.reason), call.person, given)
    command = CloseStation(station_id, body.reason, body.account_id or "")
    return close_station(command, call.person, call.key, given)


@app.post("/{station_id}/terms", body=TermsBody, returns=TermsView, roles=OFFICER,
          errors=(Missing, BadHours, StationClosed),
          summary="Change a station's hours, limit or place")  # fmt: skip
def change(call: Call, body: TermsBody, station_id: str) -> Any:
    p = parts()
    command = ChangeTerms(
        station_id,
        Hours(time.fromisoformat(body.opens), time.fromisoformat(body.closes)),
        body.single_most_fen,
        Place(body.latitude_e6, body.longitude_e6),
    )
    done = p.perform_in(
        "stations", call.key, lambda: change_terms(command, call.person, p.station_parts)
    )
    return TermsView(**done.answer), done.replayed


@app.post("/{station_id}/inspections", body=InspectionBody, returns=InspectionView, status=201,
          roles=OFFICER, errors=(Missing, BadInspection, InspectedToday),
          summary="Write down what an inspection found")  # fmt: skip
def inspect(call: Call, body: InspectionBody, station_id: str) -> Any:
    p, command = parts(), InspectStation(station_id, body.points, body.note)
    done = p.perform_in(
        "stations", call.key, lambda: inspect_station(command, call.person, p.station_parts)
    )
    return InspectionView(**done.answer), done.replayed


@app.get("/{station_id}/inspections", returns=InspectionList, roles=READERS, errors=(Missing,),
         summary="A station's inspections, newest first")  # fmt: skip
def inspections(call: Call, station_id: str) -> Any:
    p = parts()
    station = p.station_parts.reached(station_id, call.person)
    return InspectionList(
        inspections=[
            InspectionView(station_id=station.id, on=each.on.isoformat(), passed=each.passed)
            for each in p.stations.inspections(station.id, call.limit)
        ]
    )


@app.post("/{station_id}/float", body=FloatBody, returns=FloatView, status=201,
          roles=(Role.CUSTOMER,), errors=(Missing, *MONEY_REFUSALS),
          summary="Top the float up out of the owner's account, or take money out")  # fmt: skip
def move(call: Call, body: FloatBody, station_id: str) -> Any:
    p, person, key = parts(), call.person, call.key
    command = MoveFloat(station_id, body.account_id, body.amount_fen, body.direction == "top_up")
    done = p.post_money(key, lambda: move_float(command, person, key, p.station_parts))
    return FloatView(**done.answer), done.replayed


def _command(body: RegisterBody) -> RegisterStation:
    return RegisterStation(
        village=body.village,
        name=body.name,
        owner_id=body.owner_id,
        account_id=body.account_id,
        contract_no=body.contract_no,
        margin_fen=body.margin_fen,
        float_fen=body.float_fen,
        single_most_fen=body.single_most_fen,
        hours=Hours(time.fromisoformat(body.opens), time.fromisoformat(body.closes)),
        place=Place(body.latitude_e6, body.longitude_e6),
    )
