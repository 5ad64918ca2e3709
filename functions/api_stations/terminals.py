"""Routes of terminals and their keys. The first answer of a code is its only one."""

from __future__ import annotations

from typing import Any, cast

from api_stations.contracts import (
    EnrolmentBody,
    ExpectBody,
    ExpectedView,
    KeyView,
    RevokedView,
    RotationBody,
)
from api_stations.door import OFFICER, SUPERVISORS, app
from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.signed import SignatureInvalid
from nongxin.parts import parts
from nongxin.stations.enrol_terminal import EnrolTerminal, enrol_terminal
from nongxin.stations.expect_terminal import expect_terminal
from nongxin.stations.revoke_terminal import revoke_terminal
from nongxin.stations.rotate_key import rotate_key
from nongxin.stations.station import StationClosed
from nongxin.stations.terminal import (
    AlreadyRevoked,
    EnrolmentRefused,
    KeyInvalid,
    Terminal,
)


@app.post("/{station_id}/terminals", body=ExpectBody, returns=ExpectedView, status=201,
          roles=OFFICER, changes=False, errors=(Missing, StationClosed),
          summary="Number a terminal and get its one-time code")  # fmt: skip
def expect(call: Call, body: ExpectBody, station_id: str) -> Any:
    made = expect_terminal(station_id, body.serial_no, call.person, parts().station_parts)
    return ExpectedView(terminal_id=made.terminal_id, code=made.code)


@app.post("/{station_id}/terminals/{terminal_id}/revocation", returns=RevokedView,
          roles=SUPERVISORS, errors=(Missing, AlreadyRevoked),
          summary="Revoke a terminal's key, at once and for good")  # fmt: skip
def revoke(call: Call, station_id: str, terminal_id: str) -> Any:
    p = parts()
    done = p.perform_in(
        "stations",
        call.key,
        lambda: revoke_terminal(station_id, terminal_id, call.person, p.station_parts),
    )
    return RevokedView(**done.answer), done.replayed


@app.post("/terminals/enrolments", body=EnrolmentBody, returns=KeyView, changes=False,
          errors=(EnrolmentRefused, KeyInvalid),
          summary="Enrol a terminal's public key by its one-time code")  # fmt: skip
def enrol(call: Call, body: EnrolmentBody) -> Any:
    command = EnrolTerminal(body.terminal_id, body.code, body.public_key, body.proof)
    return _key_view(enrol_terminal(command, parts().station_parts))


@app.post("/terminals/rotations", body=RotationBody, returns=KeyView, signed=True, changes=False,
          errors=(KeyInvalid, SignatureInvalid),
          summary="Put the next key in the place of the one that signs this")  # fmt: skip
def rotate(call: Call, body: RotationBody) -> Any:
    terminal = cast(Terminal, call.signer)
    after = rotate_key(terminal, body.public_key, body.proof, call.nonce, parts().station_parts)
    return _key_view(after)


def _key_view(terminal: Terminal) -> KeyView:
    return KeyView(
        terminal_id=terminal.id,
        status=terminal.status.value,
        since=terminal.since,
        server_time=stamp(parts().clock.now()),
    )
