"""Data keys of counties change once a year (密钥轮换); the clock calls it every day.

Called by the clock it starts itself once for each county that has something to do. By hand:
{"county": "610425", "change": true} changes the key at once. A pass that has not time enough goes
on in another call; the tables count as sealed anew when a whole pass found nothing to do.
"""

from __future__ import annotations

from typing import Any

from nongxin.catalog.places import every_county
from nongxin.kernel import log
from nongxin.kernel.fan_out import call_for_each
from nongxin.kernel.reseal import reseal
from nongxin.kernel.tables import SEALED_CONTEXTS
from nongxin.parts import parts

_ENOUGH_MS = 60_000


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    county = str(event.get("county", ""))
    if not county:
        return _all(context)
    rotation = parts().rotation
    if event.get("change") or rotation.is_due(county):
        return {"county": county, "generation": rotation.change(county)}
    if not rotation.is_sealing_due(county):
        return {"county": county, "sealing": False}
    return _seal(county, event, context)


def _all(context: Any) -> dict[str, Any]:
    rotation = parts().rotation
    due = [c for c in every_county() if rotation.is_due(c) or rotation.is_sealing_due(c)]
    client = parts().aws.client("lambda")
    call_for_each(({"county": county} for county in due), context.function_name, client)
    return {"started": due}


def _seal(county: str, event: dict[str, Any], context: Any) -> dict[str, Any]:
    """`context`, `after` and `changed` in the event are where an earlier call came to."""

    def enough_time() -> bool:
        return bool(context.get_remaining_time_in_millis() > _ENOUGH_MS)

    p, changed = parts(), int(event.get("changed", 0))
    first, after = event.get("context", SEALED_CONTEXTS[0]), event.get("after")
    for name in SEALED_CONTEXTS[SEALED_CONTEXTS.index(first) :]:
        told = reseal(name, county, after, (p.storage, p.vault), enough_time)
        changed, after = changed + told.done + told.passed_over, told.after
        if after is not None:
            rest = {"county": county, "context": name, "after": after, "changed": changed}
            call_for_each([rest], context.function_name, p.aws.client("lambda"))
            return {"county": county, "changed": changed, "goes_on": name}
    if not changed:
        p.rotation.sealed_anew(county, p.keys.generation(county))
    log.say("sealed anew", county=county, count=changed)
    return {"county": county, "changed": changed, "goes_on": None}
