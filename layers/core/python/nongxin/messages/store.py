"""Which notices went out already: one small item beside the person, dropped after 40 days.

It stands in the customers' tables, since messages have none of their own.
"""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, put
from nongxin.kernel.storage import Storage

_KEPT_S = 40 * 24 * 3600  # events can be told again for 35 days (job_republish)


class NoticeRecord(Record):
    context = "customers"
    sent_at = UnicodeAttribute()


class DynamoNotices:
    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    def was_sent(self, person_id: str, notice_id: str) -> bool:
        pk, sk = _key(person_id, notice_id)
        return self._storage.get(NoticeRecord, pk, sk) is not None

    def mark_sent(self, person_id: str, notice_id: str) -> None:
        now = self._clock.now()
        record = NoticeRecord(*_key(person_id, notice_id), sent_at=stamp(now))
        record.expires_at = int(now.timestamp()) + _KEPT_S
        self._storage.commit(put(record))


def _key(person_id: str, notice_id: str) -> tuple[str, str]:
    return f"{county_of(person_id)}#P#{person_id}", f"NOTICE#{notice_id}"
