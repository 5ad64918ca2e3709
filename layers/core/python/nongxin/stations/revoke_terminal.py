"""Revoke a terminal (lost, stolen, withdrawn); what it signed before stands."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.stations.expect_terminal import turned
from nongxin.stations.ports import StationParts


def revoke_terminal(
    station_id: str, terminal_id: str, by: Principal, parts: StationParts
) -> Outcome:
    """Raises Missing, AlreadyRevoked."""
    station = parts.reached(station_id, by)
    terminal = parts.terminals.find(terminal_id)
    if terminal is None or terminal.station_id != station.id:
        raise Missing()
    after = terminal.revoked()
    told = outbox([turned(after, station)], parts.clock)
    answer = {"terminal_id": after.id, "status": after.status.value}
    return Outcome(answer, [parts.terminals.save(after, told)])
