"""Start a run over a payout file: its check, or its payment. A run may be started at any time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.records import StaleRecord
from nongxin.payments.subsidies.ports import SubsidyParts
from nongxin.payments.subsidies.subsidy_file import OPEN

# A run of 200,000 lines takes ten minutes; one that is still open then was lost.
LOST_AFTER = timedelta(minutes=30)


def run_file(file_id: str, parts: SubsidyParts) -> bool:
    """Starts a run unless the file waits for people, or one was started lately. Answers whether it
    did. Two runs side by side pay nothing twice; they would only do the same work.

    Raises Missing, Busy (nothing is marked: ask again).
    """
    file, now = parts.files.get(file_id), parts.clock.now()
    if file.status not in OPEN:
        return False
    if file.run_at and now - parse_stamp(file.run_at) < LOST_AFTER:
        return False
    parts.runs.start(file)  # under the record's version: by two at once it is one run
    with suppress(StaleRecord):
        parts.files.storage.commit(parts.files.save(replace(file, run_at=stamp(now))))
    return True
