"""Day end of the stations' payments: {"county": "610722"} matches, settles and pays commissions up
to yesterday, or up to {"day": "2026-11-25"}.

Called by the state machine PaymentsDay until the answer says `whole` (every partner's file was
there); by ops too. {} answers the counties that there are, {"counties": […]} those of them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from nongxin.catalog.places import counties, entity_of
from nongxin.kernel import log
from nongxin.kernel.errors import Missing
from nongxin.parts import parts
from nongxin.payments.day_end.end_days import end_days
from nongxin.payments.day_end.match_partner import Place

_DAY = timedelta(days=1)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    today = parts().clock.today()
    if "county" not in event:
        served = [c.code for c in counties(today) if entity_of(c.code, today)]
        wanted = event.get("counties", served)
        served = [code for code in served if code in wanted]
        return {"counties": [{"county": code} for code in served]}
    county, last = str(event["county"]), today - _DAY
    if "day" in event:
        last = min(date.fromisoformat(str(event["day"])), last)
    entity = entity_of(county, last)
    if entity is None:
        raise Missing()
    ended = end_days(Place(county, entity), last, parts().ending_days)
    log.say("payments ended", county=county, count=ended.differences)
    return {
        "county": county,
        "day": last.isoformat(),
        "differences": ended.differences,
        "settled": ended.settled,
        "without_file": list(ended.without_file),
        "silent": list(ended.silent),
        "whole": ended.is_whole,
    }
