"""Settle the interest of every county whose 结息日 is over; what one run leaves the next one takes.

{"county": "610722"} settles that county alone, also if it was gone through before. Answers the
counties gone through now, accounts and fen settled, and the accounts that refused.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from nongxin.accounts.interest.settle_county import settle_county
from nongxin.catalog.deposits import interest_rules
from nongxin.catalog.places import counties, entity_of
from nongxin.kernel import log
from nongxin.parts import parts

_JOB = "interest"
_LEAST_MS = 60_000  # an account's settlement is done or refused well within that


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"counties": [], "settled": 0, "interest_fen": 0, "refused": {}}
    named = event.get("county")
    for county in [named] if named else [c.code for c in counties(parts().clock.today())]:
        if _is_late(context):
            break
        _settle(county, bool(named), context, told)
    log.say("settled", count=told["settled"])
    return told


def _settle(county: str, again: bool, context: Any, told: dict[str, Any]) -> None:
    p = parts()
    entity = entity_of(county, p.clock.today())
    if entity is None:
        return
    day = _latest_settlement(p.calendar.business_date(entity))
    progress = p.interest.interest
    if not again and progress.is_through(_JOB, county, day):
        return
    run = settle_county(county, entity, p.settling(lambda: _is_late(context)))
    told["settled"] += run.settled
    told["interest_fen"] += run.interest_fen
    told["refused"] |= run.refused
    if run.is_whole:
        told["counties"].append(county)
    if run.is_whole and not run.refused:
        progress.mark_through(_JOB, county, day)


def _latest_settlement(today: date) -> date:
    """Over all kinds: a county is done for that day once all of its accounts are."""
    return max(rule.settlement_before(today) for rule in interest_rules().values())


def _is_late(context: Any) -> bool:
    return context is not None and context.get_remaining_time_in_millis() < _LEAST_MS
