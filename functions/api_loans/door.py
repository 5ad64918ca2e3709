"""The door itself, which the route files share."""

from __future__ import annotations

from nongxin.kernel.http import Door
from nongxin.kernel.identity import Role

app = Door("loans")

CUSTOMER = (Role.CUSTOMER,)
APPROVERS = (Role.OFFICER, Role.COUNTY_APPROVER, Role.PROVINCIAL_APPROVER)
STAFF_READERS = (*APPROVERS, Role.AUDITOR)
READERS = (Role.CUSTOMER, *STAFF_READERS)
