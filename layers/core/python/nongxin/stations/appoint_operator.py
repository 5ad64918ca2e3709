"""Ask for an operator of a station, with a way in of their own: they serve once another agrees."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of, new_id
from nongxin.kernel.value import value
from nongxin.stations.events import OperatorTurned
from nongxin.stations.operator import Operator
from nongxin.stations.ports import StationParts
from nongxin.stations.station import Station


@value
class AppointOperator:
    """`staff_no` is what they sign in by; codes are sent to `phone`."""

    station_id: str
    staff_no: str
    phone: str
    customer_id: str


def appoint_operator(command: AppointOperator, by: Principal, parts: StationParts) -> Outcome:
    """Answers the operator's id. Raises Missing (the station, the customer), OperatorsFull,
    StationClosed, Taken (the staff number).
    """
    station = parts.reached(command.station_id, by)
    if not by.serves(county_of(command.customer_id, "pn")):
        raise Missing()
    parts.check_customer(command.customer_id)
    operator_id = new_id("st", station.county, parts.clock)
    operator = Operator(operator_id, command.customer_id, by.id)
    after = station.with_operator(operator)
    told = outbox([turned(operator, station, by)], parts.clock)
    writes = parts.logins.open(operator_id, command.staff_no, command.phone, station)
    answer = {"operator_id": operator_id, "status": operator.status}
    return Outcome(answer, [parts.stations.save(after, told), *writes])


def turned(operator: Operator, station: Station, by: Principal) -> OperatorTurned:
    return OperatorTurned(
        county=station.county,
        station_id=station.id,
        entity=station.entity,
        operator_id=operator.id,
        status=operator.status,
        by=by.id,
    )
