"""An operator signs on at a terminal (签到), or off: payments there name who is on.

A shift ends with the next one there, with its operator's next one elsewhere (one person serves one
terminal), by its operator, with the appointment, or after a day.
"""

from __future__ import annotations

from nongxin.kernel.clock import stamp
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import Write
from nongxin.stations.events import ShiftTurned
from nongxin.stations.operator import NotSignedOn
from nongxin.stations.ports import StationParts
from nongxin.stations.station import Station
from nongxin.stations.terminal import Terminal


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
    answer = {"terminal_id": terminal.id, "operator_id": by.id if begins else ""}
    writes = [_turned(terminal, by.id, parts, begins=begins)]
    if begins:
        writes += _ended_elsewhere(terminal, by.id, station, parts)
    return Outcome(answer, writes)


def _turned(terminal: Terminal, operator_id: str, parts: StationParts, *, begins: bool) -> Write:
    since = stamp(parts.clock.now())
    after = terminal.with_operator(operator_id, since) if begins else terminal.with_operator("", "")
    told = ShiftTurned(
        county=terminal.county,
        station_id=terminal.station_id,
        entity=terminal.entity,
        terminal_id=terminal.id,
        operator_id=operator_id,
        begins=begins,
    )
    return parts.terminals.save(after, outbox([told], parts.clock))


def _ended_elsewhere(
    terminal: Terminal, operator_id: str, station: Station, parts: StationParts
) -> list[Write]:
    """The station is written with them: of two sign-ons at once one is decided anew."""
    listed = [each.id for each in parts.terminals.of_station(station) if each.id != terminal.id]
    found = [each for each in map(parts.terminals.find, listed) if each and not each.is_revoked]
    theirs = [each for each in found if each.operator_id == operator_id]
    ended = [_turned(each, operator_id, parts, begins=False) for each in theirs]
    return [parts.stations.save(station, "[]"), *ended]
