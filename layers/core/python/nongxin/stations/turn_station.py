"""Suspend a station, or open it again; `close_station.py` closes it."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import Write
from nongxin.kernel.value import value
from nongxin.stations.events import StationTurned
from nongxin.stations.ports import StationParts
from nongxin.stations.station import Station, Status


@value
class TurnStation:
    station_id: str
    status: Status
    reason: str


def turn_station(command: TurnStation, by: Principal, parts: StationParts) -> Outcome:
    """Raises Missing, StatusNotAllowed."""
    station = parts.reached(command.station_id, by).turned(command.status, command.reason, by.id)
    answer = {"station_id": station.id, "status": station.status.value}
    return Outcome(answer, [turned_write(station, parts)])


def turned_write(after: Station, parts: StationParts) -> Write:
    told = StationTurned(
        county=after.county,
        station_id=after.id,
        entity=after.entity,
        status=after.status.value,
        by=after.turned_by,
    )
    return parts.stations.save(after, outbox([told], parts.clock))
