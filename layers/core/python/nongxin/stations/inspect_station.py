"""Write down what an inspection of a station found (巡检): one a day."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.stations.events import StationInspected
from nongxin.stations.inspection import Inspection
from nongxin.stations.ports import StationParts


@value
class InspectStation:
    station_id: str
    points: dict[str, bool]
    note: str


def inspect_station(command: InspectStation, by: Principal, parts: StationParts) -> Outcome:
    """Raises Missing, BadInspection, InspectedToday."""
    station = parts.reached(command.station_id, by)
    made = Inspection(station.id, parts.clock.today(), by.id, command.points, command.note)
    told = StationInspected(
        county=station.county,
        station_id=station.id,
        entity=station.entity,
        by=by.id,
        passed=made.passed,
    )
    write = parts.stations.add_inspection(made, outbox([told], parts.clock))
    answer = {"station_id": station.id, "on": made.on.isoformat(), "passed": made.passed}
    return Outcome(answer, [write])
