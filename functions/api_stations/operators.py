"""Routes of operators: asked for by an officer, appointed by another, ended at once."""

from __future__ import annotations

from typing import Any

from api_stations.contracts import (
    DecisionBody,
    OperatorBody,
    OperatorStateView,
    ShiftBody,
    ShiftView,
)
from api_stations.door import OFFICER, SUPERVISORS, app
from nongxin.kernel.directory import Taken
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.identity import Role
from nongxin.parts import parts
from nongxin.stations.appoint_operator import AppointOperator, appoint_operator
from nongxin.stations.decide_operator import decide_operator
from nongxin.stations.end_operator import end_operator
from nongxin.stations.operator import (
    NotOperator,
    NotSignedOn,
    OperatorFourEyes,
    OperatorMoved,
    OperatorsFull,
)
from nongxin.stations.station import StationClosed
from nongxin.stations.terminal import AlreadyRevoked
from nongxin.stations.turn_shift import turn_shift


@app.post("/{station_id}/operators", body=OperatorBody, returns=OperatorStateView, status=201,
          roles=OFFICER, errors=(Missing, Taken, OperatorsFull, StationClosed),
          summary="Ask for an operator: a staff number to sign in by")  # fmt: skip
def ask(call: Call, body: OperatorBody, station_id: str) -> Any:
    p = parts()
    command = AppointOperator(station_id, body.staff_no, body.phone, body.customer_id)
    done = p.perform_in(
        "stations", call.key, lambda: appoint_operator(command, call.person, p.station_parts)
    )
    return OperatorStateView(**done.answer), done.replayed


@app.post("/{station_id}/operators/{operator_id}/decision", body=DecisionBody,
          returns=OperatorStateView, roles=(Role.COUNTY_APPROVER,),
          errors=(Missing, OperatorMoved, OperatorFourEyes, StationClosed),
          summary="Appoint an operator who was asked for, or not")  # fmt: skip
def decide(call: Call, body: DecisionBody, station_id: str, operator_id: str) -> Any:
    p = parts()
    done = p.perform_in(
        "stations",
        call.key,
        lambda: decide_operator(
            station_id, operator_id, call.person, p.station_parts, approves=body.approves
        ),
    )
    return OperatorStateView(**done.answer), done.replayed


@app.post("/{station_id}/operators/{operator_id}/ending", returns=OperatorStateView,
          roles=(*SUPERVISORS, Role.CUSTOMER), errors=(Missing, OperatorMoved),
          summary="End an operator's time at the station, at once")  # fmt: skip
def end(call: Call, station_id: str, operator_id: str) -> Any:
    p = parts()
    done = p.perform_in(
        "stations",
        call.key,
        lambda: end_operator(station_id, operator_id, call.person, p.station_parts),
    )
    return OperatorStateView(**done.answer), done.replayed


@app.post("/terminals/{terminal_id}/shift", body=ShiftBody, returns=ShiftView,
          roles=(Role.OPERATOR,), errors=(Missing, NotOperator, NotSignedOn, AlreadyRevoked),
          summary="Sign on at a terminal of one's station, or off")  # fmt: skip
def shift(call: Call, body: ShiftBody, terminal_id: str) -> Any:
    p = parts()
    done = p.perform_in(
        "stations",
        call.key,
        lambda: turn_shift(terminal_id, call.person, p.station_parts, begins=body.begins),
    )
    return ShiftView(**done.answer), done.replayed
