"""The day close of loans: {"county": "610722"} closes that county as far as there is time.

Called by the state machine LoanDay, again and again until the answer says `whole`; by ops too.
{} answers the counties that there are, for the machine to go through side by side, and
{"counties": […]} those of them.
"""

from __future__ import annotations

from typing import Any

from nongxin.catalog.places import counties, entity_of
from nongxin.kernel import log
from nongxin.kernel.errors import Missing
from nongxin.lending.aftercare.close_loans import close_loans
from nongxin.parts import parts

_LEAST_MS = 60_000  # a loan's close is done or given up well within that


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    p = parts()
    today = p.clock.today()
    if "county" not in event:
        served = [c.code for c in counties(today) if entity_of(c.code, today)]
        wanted = event.get("counties", served)
        served = [code for code in served if code in wanted]
        return {"counties": [{"county": code} for code in served]}
    county = str(event["county"])
    entity = entity_of(county, today)
    if entity is None:
        raise Missing()
    run = close_loans(county, entity, p.closing_loans(lambda: _is_late(context)))
    log.say("loans closed", county=county, count=run.loans, failed=len(run.refused))
    return {
        "county": county,
        "day": run.day.isoformat(),
        "loans": run.loans,
        "refused": run.refused,
        # Finishing an earlier day is no close of today: the machine calls again.
        "whole": run.is_whole and run.day >= p.calendar.business_date(entity),
    }


def _is_late(context: Any) -> bool:
    return context is not None and context.get_remaining_time_in_millis() < _LEAST_MS
