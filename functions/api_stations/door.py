"""The door itself, which the route files share."""

from __future__ import annotations

from nongxin.kernel.http import Door
from nongxin.kernel.http.signed import Signers, TerminalSignatures
from nongxin.kernel.identity import Role
from nongxin.parts import parts


def _signers() -> Signers:
    return parts().known_terminals


app = Door("stations", TerminalSignatures(_signers))

OFFICER = (Role.OFFICER,)
SUPERVISORS = (Role.OFFICER, Role.COUNTY_APPROVER)
READERS = (Role.OFFICER, Role.COUNTY_APPROVER, Role.AUDITOR)
