"""Record that somebody reads personal data: before they see it, or they do not see it."""

from __future__ import annotations

import random
import time

from nongxin.audit.purpose import Purpose
from nongxin.audit.store import DynamoTrail, head_of
from nongxin.audit.trail import Marks, Reading, lane_of, linked
from nongxin.kernel import deadline
from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.errors import Busy
from nongxin.kernel.events import correlation
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import StaleRecord
from nongxin.kernel.value import value


@value
class AuditParts:
    trail: DynamoTrail
    marks: Marks
    clock: Clock


def record_reading(
    subject: str, what: str, purpose: Purpose, by: Principal, parts: AuditParts
) -> None:
    """Appends to the subject's lane. Raises Busy where the lane stays too busy until the deadline.

    `subject` is the id of a person, a household or a partner that exists.
    """
    reading = Reading(
        at=stamp(parts.clock.now()),
        by=by.id,
        role=by.role.value,
        purpose=purpose.value,
        subject=subject,
        what=what,
        correlation=correlation.get(),
    )
    pause = 0.01
    with deadline.bounded():
        while not _appended(reading, parts):
            if deadline.remaining() <= pause:
                raise Busy()
            time.sleep(random.uniform(0, pause))
            pause = min(pause * 2, 0.3)


def _appended(reading: Reading, parts: AuditParts) -> bool:
    before = parts.trail.head(lane_of(reading.subject))
    link, head = linked(reading, head_of(before), parts.marks)
    try:
        parts.trail.commit(*parts.trail.append(link, head, before))
    except StaleRecord:
        return False
    return True
