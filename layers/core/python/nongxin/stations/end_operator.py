"""End an operator's time at a station, at once: by staff of the county, or by the shop's owner."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.stations.appoint_operator import turned
from nongxin.stations.ports import StationParts


def end_operator(station_id: str, operator_id: str, by: Principal, parts: StationParts) -> Outcome:
    """What they did before stands. Every session of theirs ends. Raises Missing, OperatorMoved."""
    station = parts.reached(station_id, by)
    operator = station.operator(operator_id).ended(parts.clock.now())
    told = outbox([turned(operator, station, by)], parts.clock)
    writes = [parts.stations.save(station.with_operator(operator), told)]
    answer = {"operator_id": operator.id, "status": operator.status}
    return Outcome(answer, [*writes, *parts.logins.close(operator_id, by)])
