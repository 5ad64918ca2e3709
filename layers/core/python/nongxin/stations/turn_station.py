"""Suspend a station, open it again, or close it for good."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.stations.events import StationTurned
from nongxin.stations.ports import StationParts
from nongxin.stations.station import Status


@value
class TurnStation:
    station_id: str
    status: Status
    reason: str


def turn_station(command: TurnStation, by: Principal, parts: StationParts) -> Outcome:
    """Raises Missing, StatusNotAllowed."""
    station = parts.reached(command.station_id, by).turned(command.status, command.reason)
    told = StationTurned(
        county=station.county,
        station_id=station.id,
        entity=station.entity,
        status=station.status.value,
        by=by.id,
    )
    answer = {"station_id": station.id, "status": station.status.value}
    return Outcome(answer, [parts.stations.save(station, outbox([told], parts.clock))])
