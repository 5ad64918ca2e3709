"""The door itself, which the route files share."""

from __future__ import annotations

from nongxin.kernel.http import Door
from nongxin.kernel.identity import Role

app = Door("aml")

# 反洗钱岗 looks at flags and at nothing else; small entities leave it to their county approvers.
REVIEWERS = (Role.AML_OFFICER, Role.COUNTY_APPROVER)
READERS = (*REVIEWERS, Role.AUDITOR)
