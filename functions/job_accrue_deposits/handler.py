"""Accrue every county's deposits once a business day; what one run leaves the next one takes.

{"county": "610722"} accrues that county alone. Answers the counties that are through with their
last day, and what is owed there by account kind, in fen.
"""

from __future__ import annotations

from typing import Any

from nongxin.accounts.interest.accrue_county import accrue_county
from nongxin.catalog.places import counties, entity_of
from nongxin.kernel import log
from nongxin.parts import parts

_LEAST_MS = 60_000


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    p, told = parts(), dict[str, Any]()
    named = event.get("county")
    accruing = p.accruing(lambda: _is_late(context))
    for county in [named] if named else [c.code for c in counties(p.clock.today())]:
        entity = entity_of(county, p.clock.today())
        if entity is None or _is_late(context):
            continue
        run = accrue_county(county, entity, accruing)
        if run.is_whole:
            told[county] = {"day": run.day.isoformat(), "payable_fen": run.payable_fen}
    log.say("accrued", count=len(told))
    return {"counties": told}


def _is_late(context: Any) -> bool:
    return context is not None and context.get_remaining_time_in_millis() < _LEAST_MS
