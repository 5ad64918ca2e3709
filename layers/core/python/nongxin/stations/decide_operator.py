"""Appoint an operator who was asked for, or not: then their way in is closed."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.stations.appoint_operator import turned
from nongxin.stations.ports import StationParts


def decide_operator(
    station_id: str, operator_id: str, by: Principal, parts: StationParts, *, approves: bool
) -> Outcome:
    """Raises Missing, OperatorMoved, OperatorFourEyes, StationClosed."""
    station = parts.reached(station_id, by)
    asked = station.operator(operator_id)
    if not approves:
        asked.check_asked(by.id)
        writes = [parts.stations.save(station.without_operator(asked), "[]")]
        writes += parts.logins.close(operator_id, by)
        return Outcome({"operator_id": operator_id, "status": "refused"}, writes)
    operator = asked.appointed(by.id, parts.clock.now())
    told = outbox([turned(operator, station, by)], parts.clock)
    answer = {"operator_id": operator.id, "status": operator.status}
    return Outcome(answer, [parts.stations.save(station.with_operator(operator), told)])
