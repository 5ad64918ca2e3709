"""Enrol a terminal's public key by its one-time code."""

from __future__ import annotations

import hmac

from nongxin.kernel.clock import stamp
from nongxin.kernel.events import outbox
from nongxin.kernel.http.signed import SignatureInvalid, check_signature, public_key
from nongxin.kernel.value import value
from nongxin.stations.expect_terminal import code_index, turned
from nongxin.stations.ports import StationParts
from nongxin.stations.terminal import (
    EnrolmentRefused,
    KeyInvalid,
    Terminal,
    enrolment_proof,
)


@value
class EnrolTerminal:
    """`proof`: the new key's signature of `enrolment_proof`. All in base64url."""

    terminal_id: str
    code: str
    public_key: str
    proof: str


def enrol_terminal(command: EnrolTerminal, parts: StationParts) -> Terminal:
    """The terminal, active. A wrong code counts against the terminal's five tries.

    Raises KeyInvalid, EnrolmentRefused.
    """
    raw = public_key(command.public_key)
    if raw is None:
        raise KeyInvalid()
    terminal = parts.terminals.find(command.terminal_id)
    now = parts.clock.now()
    if terminal is None or not terminal.takes_code(int(now.timestamp())):
        raise EnrolmentRefused()
    if not _is_right(command, terminal, raw, parts):
        parts.terminals.storage.commit(parts.terminals.save(terminal.tried(), "[]"))
        raise EnrolmentRefused()
    active = terminal.with_key(command.public_key.rstrip("="), stamp(now))
    station = parts.stations.get(terminal.station_id)
    told = outbox([turned(active, station)], parts.clock)
    parts.terminals.storage.commit(parts.terminals.save(active, told))
    return active


def _is_right(command: EnrolTerminal, terminal: Terminal, key: bytes, parts: StationParts) -> bool:
    index = code_index(terminal.id, command.code, parts)
    if not hmac.compare_digest(index, terminal.code.index):
        return False
    try:
        check_signature(key, command.proof, enrolment_proof(terminal.id, command.code))
    except SignatureInvalid:
        return False
    return True
