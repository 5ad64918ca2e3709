"""The trail of who read personal data is checked and sealed every day, a county after another.

Called by the clock it starts itself once for each county: {"county": "610425"}, which ops and
auditors may also have done by hand. What is wrong is answered, counted and rings an alarm.
"""

from __future__ import annotations

from typing import Any

from nongxin.audit.check_trails import check_trails
from nongxin.catalog.places import counties
from nongxin.kernel import log
from nongxin.kernel.fan_out import call_for_each
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    p = parts()
    if "county" not in event:
        todo = [each.code for each in counties(p.clock.today())]
        pieces = ({"county": county} for county in todo)
        call_for_each(pieces, context.function_name, p.aws.client("lambda"))
        return {"started": len(todo)}
    county = str(event["county"])
    found = check_trails(county, p.clock.today(), p.audit_checking)
    p.metrics.tell("AuditBroken", len(found))
    say = log.warn if found else log.say
    say("audit checked", county=county, count=len(found))
    return {"county": county, "found": [[f.lane, f.number, f.what] for f in found]}
