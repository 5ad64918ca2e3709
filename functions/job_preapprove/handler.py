"""Pre-approved limits (批量授信): a pass over the live archives of each county, every two weeks.

By the clock it goes on where the last run stopped for time, one county after the other; by hand,
{"county": "610425"} renews that county's list, run by run until `is_through`. Nobody outside is
asked.
"""

from __future__ import annotations

from typing import Any

from job_preapprove.passes import passed, watch
from nongxin.catalog.places import counties, entity_of
from nongxin.kernel.errors import Malformed
from nongxin.lending.preapprovals.preapproval import Pass
from nongxin.parts import parts


class CountyNotServed(Malformed):
    code = "county-unknown"
    zh = "没有机构服务{county}"
    en = "No bank serves {county}"


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    p = parts()
    has_time, today = watch(context), p.clock.today()
    if "county" in event:
        county = str(event["county"])
        if entity_of(county, today) is None:
            raise CountyNotServed(county=county[:12])
        return _told(passed(p.preapprovals.standing(county, today), has_time))
    found = []
    for county in (c.code for c in counties(today)):
        standing = p.preapprovals.standing(county, today)
        if has_time() and standing.is_due(today) and entity_of(county, today):
            found.append(_told(passed(standing, has_time)))
    return {"counties": found}


def _told(standing: Pass) -> dict[str, Any]:
    return {
        "county": standing.county,
        "begun_on": standing.begun_on.isoformat(),
        "looked_at": standing.looked_at,
        "limits": standing.limits,
        "is_through": standing.is_through,
    }
