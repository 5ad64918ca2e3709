"""An operator signs on at a terminal (签到), or off: payments there name who is on.

A shift ends with the next one, by its operator, with the appointment, or after a day.
"""

from __future__ import annotations

from nongxin.kernel.clock import stamp
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.stations.events import ShiftTurned
from nongxin.stations.operator import NotSignedOn
from nongxin.stations.ports import StationParts


def turn_shift(terminal_id: str, by: Principal, parts: StationParts, *, begins: bool) -> Outcome:
    """Raises Missing (no terminal of a station of theirs), NotOperator, AlreadyRevoked, NotSignedOn
    (who signs off).
    """
    terminal = parts.terminals.find(terminal_id)
    if terminal is None:
        raise Missing()
    station = parts.reached(terminal.station_id, by)
    station.check_operator(by.id, parts.clock.now())
    if not begins and terminal.operator_id != by.id:
        raise NotSignedOn()
    since = stamp(parts.clock.now())
    after = terminal.with_operator(by.id, since) if begins else terminal.with_operator("", "")
    told = ShiftTurned(
        county=station.county,
        station_id=station.id,
        entity=station.entity,
        terminal_id=terminal.id,
        operator_id=by.id,
        begins=begins,
    )
    answer = {"terminal_id": terminal.id, "operator_id": after.operator_id}
    return Outcome(answer, [parts.terminals.save(after, outbox([told], parts.clock))])
