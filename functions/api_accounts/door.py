"""The door itself, which the route files share."""

from __future__ import annotations

from nongxin.kernel.http import Door
from nongxin.kernel.identity import Role

app = Door("accounts")

CUSTOMER = (Role.CUSTOMER,)
COUNTER = (Role.TELLER, Role.OFFICER)
READERS = (Role.CUSTOMER, Role.TELLER, Role.OFFICER, Role.COUNTY_APPROVER, Role.AUDITOR)
