"""The door itself, which the route files share."""

from __future__ import annotations

from nongxin.kernel.http import Door
from nongxin.kernel.identity import Role

app = Door("aml")

READERS = (Role.AUDITOR, Role.COUNTY_APPROVER)
REVIEWERS = (Role.COUNTY_APPROVER,)
