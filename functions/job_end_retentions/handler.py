"""Erases what people asked to be deleted and a law kept, once its time is over; daily by the clock.

Called by the clock it starts itself once for each county with something to look at; by hand:
{"county": "610425"}.
"""

from __future__ import annotations

from typing import Any

from nongxin.catalog.places import counties
from nongxin.customers.requests.end_retentions import end_retentions
from nongxin.kernel import log
from nongxin.kernel.fan_out import call_for_each
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    p = parts()
    if "county" not in event:
        today = p.clock.today()
        served = (county.code for county in counties(today))
        todo = [c for c in served if any(p.dues.of_county(c, today))]
        pieces = ({"county": county} for county in todo)
        call_for_each(pieces, context.function_name, p.aws.client("lambda"))
        return {"started": todo}
    county = str(event["county"])
    erased, failed = end_retentions(county, p.dues, p.erasing)
    log.say("retentions ended", county=county, count=erased, failed=failed)
    return {"county": county, "erased": erased, "failed": failed}
