"""Change a station's terms: its hours, the most that one payment may move, where it is."""

from __future__ import annotations

from dataclasses import replace

from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.stations.events import StationChanged
from nongxin.stations.ports import StationParts
from nongxin.stations.station import Hours, Place


@value
class ChangeTerms:
    station_id: str
    hours: Hours
    single_most_fen: int
    place: Place


def change_terms(command: ChangeTerms, by: Principal, parts: StationParts) -> Outcome:
    """From the next payment on. Raises Missing, StationClosed."""
    station = parts.reached(command.station_id, by)
    station.check_lasts()
    after = replace(
        station, hours=command.hours, single_most_fen=command.single_most_fen, place=command.place
    )
    told = StationChanged(
        county=station.county,
        station_id=station.id,
        entity=station.entity,
        opens=f"{after.hours.opens:%H:%M}",
        closes=f"{after.hours.closes:%H:%M}",
        single_most_fen=after.single_most_fen,
        by=by.id,
    )
    writes = [parts.stations.save(after, outbox([told], parts.clock))]
    return Outcome({"station_id": station.id}, writes)
