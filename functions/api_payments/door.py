"""The door itself: its routes are signed by terminals, but for those of staff."""

from __future__ import annotations

from nongxin.kernel.http import Door
from nongxin.kernel.http.signed import Signers, TerminalSignatures
from nongxin.kernel.identity import Role
from nongxin.parts import parts


def _signers() -> Signers:
    return parts().known_terminals


app = Door("payments", TerminalSignatures(_signers))

SUPERVISORS = (Role.OFFICER, Role.COUNTY_APPROVER)
