"""Reconciliation (对账) of the books with themselves; the clock calls it every hour.

Called by the clock it checks the clearing between entities and starts itself once for each entity
whose books are open: {"entity": "2758"}, which ops may also do by hand. {"list": true} answers
everything that was ever found. Any finding rings an alarm.
"""

from __future__ import annotations

from typing import Any

from nongxin.catalog.places import entities
from nongxin.kernel import log
from nongxin.kernel.fan_out import call_for_each
from nongxin.ledger.check_clearing import check_clearing
from nongxin.ledger.finding import Finding
from nongxin.ledger.reconcile_books import ReconcilingParts, reconcile_books
from nongxin.parts import parts

PROVINCE = "province"
# Left for the sealed day that is being verified when the time is noticed.
_ENOUGH_MS = 180_000


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    if event.get("list"):
        return {"findings": [_shown(each) for each in parts().findings.list()]}
    if "entity" in event:
        return _entity(str(event["entity"]), context)
    return _province(context)


def _province(context: Any) -> dict[str, Any]:
    """Only if all entities have books can what they owe each other be summed."""
    p = parts()
    every = {bank.code for bank in entities(p.clock.today())}
    rows = p.directory.business_dates(every)
    found = check_clearing(rows, p.days) if rows.keys() == every else []
    p.findings.keep(PROVINCE, found)
    client = p.aws.client("lambda")
    call_for_each(({"entity": code} for code in sorted(rows)), context.function_name, client)
    return _told(PROVINCE, found) | {"started": sorted(rows), "clearing": rows.keys() == every}


def _entity(entity: str, context: Any) -> dict[str, Any]:
    def enough_time() -> bool:
        return bool(context.get_remaining_time_in_millis() > _ENOUGH_MS)

    p = parts()
    row = p.directory.business_date(entity)
    checking = ReconcilingParts(p.verifying, p.findings, enough_time)
    return _told(entity, reconcile_books(entity, row, checking) if row else [])


def _told(entity: str, found: list[Finding]) -> dict[str, Any]:
    parts().metrics.tell("BooksBroken", len(found))
    say = log.warn if found else log.say
    say("reconciled", entity=entity, count=len(found))
    return {"entity": entity, "found": [[each.what, each.where] for each in found]}


def _shown(record: Any) -> dict[str, str]:
    names = ("entity", "what", "where", "found_at", "seen_at")
    return {name: str(getattr(record, name)) for name in names}
