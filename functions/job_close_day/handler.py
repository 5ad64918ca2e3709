"""The day close (日终) of every legal entity that is due; the clock calls it every ten minutes.

Called by the clock it starts itself once for each entity that is due: {"entity": "2758"}, which ops
may also do by hand. A run that dies, two at once, one over midnight: the next call goes on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from nongxin.catalog.places import entities
from nongxin.kernel import log
from nongxin.kernel.fan_out import call_for_each
from nongxin.ledger.close_due_days import close_due_days, find_due
from nongxin.parts import parts

# Left for a day's switch (half a minute) and its seal; a seal that is cut off is made anew.
_ENOUGH_MS = 120_000
# Yesterday closes last night; if the day before yesterday is still open, people look.
_LATE = timedelta(days=2)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    if "entity" in event:
        return _close(str(event["entity"]), context)
    p = parts()
    today = p.clock.today()
    due = find_due((bank.code for bank in entities(today)), today, p.directory)
    late = [code for code, row in due.items() if today - row.first_unsealed >= _LATE]
    p.metrics.tell("DaysOverdue", len(late))
    client = p.aws.client("lambda")
    call_for_each(({"entity": code} for code in due), context.function_name, client)
    log.say("days due", count=len(due), failed=len(late))
    return {"started": list(due), "late": late}


def _close(entity: str, context: Any) -> dict[str, Any]:
    def enough_time() -> bool:
        return bool(context.get_remaining_time_in_millis() > _ENOUGH_MS)

    sealed = close_due_days(entity, parts().day_closing, enough_time)
    log.say("days closed", entity=entity, count=len(sealed))
    return {"entity": entity, "sealed": [day.isoformat() for day in sealed]}
