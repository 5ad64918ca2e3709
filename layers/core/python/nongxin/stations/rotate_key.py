"""Rotate a terminal's key: the present one signs the request, the next one its proof in it."""

from __future__ import annotations

from nongxin.kernel.clock import stamp
from nongxin.kernel.events import outbox
from nongxin.kernel.http.signed import check_signature, public_key
from nongxin.stations.expect_terminal import turned
from nongxin.stations.ports import StationParts
from nongxin.stations.terminal import KeyInvalid, Terminal, rotation_proof


def rotate_key(
    terminal: Terminal, next_key: str, proof: str, nonce: str, parts: StationParts
) -> Terminal:
    """From now on only the next key signs: a replay of this very request does not.

    Raises KeyInvalid, SignatureInvalid, StaleRecord (it was revoked or rotated meanwhile).
    """
    raw = public_key(next_key)
    if raw is None or raw == terminal.key:
        raise KeyInvalid()
    check_signature(raw, proof, rotation_proof(terminal.id, nonce))
    after = terminal.with_key(next_key.rstrip("="), stamp(parts.clock.now()))
    station = parts.stations.get(terminal.station_id)
    told = outbox([turned(after, station)], parts.clock)
    parts.terminals.storage.commit(parts.terminals.save(after, told))
    return after
