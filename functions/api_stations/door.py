"""The door itself, which the route files share."""

from __future__ import annotations

import re

from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call, Door
from nongxin.kernel.http.signed import Signers, TerminalSignatures
from nongxin.kernel.identity import Role
from nongxin.parts import parts


def _signers() -> Signers:
    return parts().known_terminals


app = Door("stations", TerminalSignatures(_signers))

OFFICER = (Role.OFFICER,)
SUPERVISORS = (Role.OFFICER, Role.COUNTY_APPROVER)
READERS = (Role.OFFICER, Role.COUNTY_APPROVER, Role.AUDITOR)
PEOPLE = (Role.CUSTOMER, Role.OPERATOR, *READERS)
_COUNTY = re.compile(r"[0-9]{6}")


def county_in_reach(call: Call) -> str:
    """The county that is asked for: customers and operators may look at any. Raises Missing."""
    county = call.query.get("county", "")
    if not _COUNTY.fullmatch(county):
        raise Missing()
    if call.person.role not in (Role.CUSTOMER, Role.OPERATOR) and not call.person.serves(county):
        raise Missing()
    return county
