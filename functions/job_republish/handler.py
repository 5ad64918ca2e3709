"""Publish a window of the event log again: {"from": "2026-11-25T03:00:00Z", "to": "…"} (both
included).

Consumers know what they have seen, so a window may be published as often as anybody likes. `types`
limits it to some kinds of event. Answers how many went out.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from nongxin.kernel import log
from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.errors import Malformed
from nongxin.parts import parts

LONGEST = timedelta(days=35)
# The log is by the hour of publishing, which a stream may delay for as long as it keeps a record.
LATEST = timedelta(hours=24)


class BadWindow(Malformed):
    code = "bad-window"
    zh = "from 和 to 须为带时区的时间，跨度不超过35天"
    en = "`from` and `to` are times with a zone, at most 35 days apart"


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    try:
        first, last = parse_stamp(event["from"]), parse_stamp(event["to"])
        span = last - first
    except (KeyError, TypeError, ValueError):
        raise BadWindow() from None
    if first.tzinfo is None or last.tzinfo is None or not timedelta(0) <= span <= LONGEST:
        raise BadWindow()
    wanted = set(event.get("types", ()))
    p = parts()
    found = [
        e
        for e in p.event_log.between(first, last + LATEST)
        if stamp(first) <= e.at <= stamp(last) and (not wanted or e.type in wanted)
    ]
    p.bus.publish(found)
    log.say("republished", count=len(found))
    return {"published": len(found)}
