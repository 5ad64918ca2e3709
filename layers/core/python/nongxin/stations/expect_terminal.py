"""Give a terminal its number and a one-time code, by which the device enrols its key."""

from __future__ import annotations

import secrets

from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import new_id
from nongxin.kernel.value import value
from nongxin.stations.events import TerminalTurned
from nongxin.stations.ports import StationParts
from nongxin.stations.station import Station
from nongxin.stations.terminal import Terminal, TerminalStatus

_CODE_BYTES = 10


@value
class Expected:
    """`code` is shown to whoever sets the device up, once; only its blind index is kept."""

    terminal_id: str
    code: str


def expect_terminal(
    station_id: str, serial_no: str, by: Principal, parts: StationParts
) -> Expected:
    """Raises Missing, StationClosed."""
    station = parts.reached(station_id, by)
    station.check_lasts()
    fresh = Terminal(
        new_id("tm", station.county, parts.clock), station.id, station.entity, serial_no
    )
    code = secrets.token_hex(_CODE_BYTES)
    terminal = fresh.with_code(code_index(fresh.id, code, parts), _now(parts))
    told = outbox([turned(terminal, station)], parts.clock)
    parts.terminals.storage.commit(parts.terminals.add(terminal, told))
    return Expected(terminal.id, code)


def code_index(terminal_id: str, code: str, parts: StationParts) -> str:
    return parts.vault.blind("terminal-code", f"{terminal_id}:{code}")


def turned(terminal: Terminal, station: Station) -> TerminalTurned:
    status = TerminalStatus.EXPECTED if terminal.code.index else terminal.status
    return TerminalTurned(
        county=terminal.county,
        station_id=station.id,
        entity=station.entity,
        terminal_id=terminal.id,
        status=status.value,
    )


def _now(parts: StationParts) -> int:
    return int(parts.clock.now().timestamp())
