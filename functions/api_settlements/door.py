"""The door itself, which the route files share."""

from __future__ import annotations

from nongxin.kernel.http import Door
from nongxin.kernel.http.contract import Query
from nongxin.kernel.identity import Role

app = Door("settlements")

# Who says where money of a difference goes, and who looks at it a second time.
ASKERS = (Role.OFFICER, Role.OPS)
DECIDERS = (Role.COUNTY_APPROVER,)
READERS = (*ASKERS, *DECIDERS, Role.AUDITOR)
COUNTY = Query("county", {"type": "string", "pattern": "^[0-9]{6}$"}, required=True)
ON = Query("on", {"type": "string", "format": "date"}, "the day that was matched", required=True)
MONTH = Query("month", {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}, required=True)
