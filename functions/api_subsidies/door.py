"""The door itself, which the route files share."""

from __future__ import annotations

from nongxin.kernel.http import Door
from nongxin.kernel.http.contract import Query
from nongxin.kernel.identity import Role

app = Door("subsidies")

# Who types in what a bureau brings, and who looks at it a second time.
MAKERS = (Role.OFFICER, Role.OPS)
CHECKERS = (Role.COUNTY_APPROVER,)
READERS = (*MAKERS, *CHECKERS, Role.AUDITOR)
COUNTY = Query("county", {"type": "string", "pattern": "^[0-9]{6}$"}, required=True)
