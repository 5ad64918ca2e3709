"""Tend every county's accounts once a business day; what one run leaves the next one takes.

{"county": "610722"} tends that county alone, also if it was done today.
"""

from __future__ import annotations

from typing import Any

from nongxin.accounts.tend_county import tend_county
from nongxin.catalog.places import counties, entity_of
from nongxin.kernel import log
from nongxin.parts import parts

_JOB = "tend"
_LEAST_MS = 60_000


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"counties": [], "renewed": 0, "rested": 0, "closed": 0, "refused": {}}
    named = event.get("county")
    for county in [named] if named else [c.code for c in counties(parts().clock.today())]:
        if _is_late(context):
            break
        _tend(county, bool(named), context, told)
    log.say("tended", count=told["renewed"] + told["rested"])
    return told


def _tend(county: str, again: bool, context: Any, told: dict[str, Any]) -> None:
    p = parts()
    entity = entity_of(county, p.clock.today())
    if entity is None:
        return
    day, progress = p.calendar.business_date(entity), p.interest.interest
    if not again and progress.is_through(_JOB, county, day):
        return
    run = tend_county(county, entity, p.tending(lambda: _is_late(context)))
    told["renewed"] += run.renewed
    told["rested"] += run.rested
    told["closed"] += run.closed
    told["refused"] |= run.refused
    if run.is_whole:
        told["counties"].append(county)
        progress.mark_through(_JOB, county, day)


def _is_late(context: Any) -> bool:
    return context is not None and context.get_remaining_time_in_millis() < _LEAST_MS
