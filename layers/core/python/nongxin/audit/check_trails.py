"""Check a county's trails and seal their heads into evidence that nobody can change (R24)."""

from __future__ import annotations

import json
from datetime import date, timedelta

from nongxin.audit.store import DynamoTrail, head_of
from nongxin.audit.trail import Broken, Marks, broken, lanes_of
from nongxin.kernel.evidence import Evidence
from nongxin.kernel.value import value

_MONTH = "audit-%Y-%m"


@value
class CheckingParts:
    trail: DynamoTrail
    marks: Marks
    evidence: Evidence


def check_trails(county: str, today: date, parts: CheckingParts) -> list[Broken]:
    """Everything that is wrong. Where nothing is, the heads are sealed.

    A reading that is added meanwhile is none of today's: the heads are read before the readings.
    """
    sealed = _sealed(county, today, parts.evidence)
    found: list[Broken] = []
    ends: dict[str, tuple[int, str]] = {}
    for lane in lanes_of(county):
        head = head_of(parts.trail.head(lane))
        upto = head.number if head else 0
        links = (link for link in parts.trail.links(lane) if not head or link.number <= upto)
        found += broken(lane, links, head, parts.marks, sealed.get(lane, {}))
        if head:
            ends[lane] = (head.number, head.mark)
    if ends and not found:
        parts.evidence.keep(today.strftime(_MONTH), county, json.dumps(ends, sort_keys=True))
    return found


def _sealed(county: str, today: date, evidence: Evidence) -> dict[str, dict[int, str]]:
    """Marks by lane and number that were sealed this month and the last one.

    A mark stands for all that was before it, so the newest seals are enough; the bucket is listed,
    since a row that names them could be taken away.
    """
    told: dict[str, dict[int, str]] = {}
    last_month = today.replace(day=1) - timedelta(days=1)
    for month in (today.strftime(_MONTH), last_month.strftime(_MONTH)):
        for text in evidence.every(month, county):
            for lane, (number, mark) in json.loads(text).items():
                told.setdefault(lane, {})[number] = mark
    return told
