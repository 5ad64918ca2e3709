"""Take an event into a person's view, once, whenever and however often it comes."""

from __future__ import annotations

import random
import time

from nongxin.customers.view.folds import Change
from nongxin.customers.view.view import Part
from nongxin.customers.view.view_store import Counted, Views
from nongxin.kernel import deadline
from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.errors import Busy
from nongxin.kernel.events import Envelope
from nongxin.kernel.records import StaleRecord, Write


def fold_event(change: Change, told: Envelope, views: Views, clock: Clock) -> None:
    """The changed part and the marker of the event in one transaction. Raises Busy.

    What says nothing new leaves no trace: it may come again.
    """
    pause = 0.01
    with deadline.bounded():
        while True:
            try:
                writes = _writes(change, told, views, clock)
                if writes:
                    views.commit(*writes)
            except Counted:
                return
            except StaleRecord:
                if deadline.remaining() <= pause:
                    raise Busy() from None
            else:
                return
            time.sleep(random.uniform(0, pause))
            pause = min(pause * 2, 0.3)


def _writes(change: Change, told: Envelope, views: Views, clock: Clock) -> list[Write]:
    before = views.part(change.person_id, change.part)
    doc = views.doc(before)
    changed = change.change(doc)
    if changed == doc:
        return []
    as_of = max(str(before.as_of), told.at) if before else told.at
    part = Part(changed, as_of, stamp(clock.now()))
    return [
        views.seen(change.person_id, change.part, told.id),
        views.kept(change.person_id, change.part, before, part),
    ]
