"""Where ops see what is wrong with the books, and how far the sealed days were gone through."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.counties import DIRECTORY
from nongxin.kernel.records import Record, put
from nongxin.kernel.storage import Storage
from nongxin.ledger.finding import Finding

_LIST = "FINDINGS"
_MOST_LISTED = 1000
_LONGEST_KEY = 300


class FindingRecord(Record):
    """`found_at` is when it was seen first, `seen_at` when it was seen last."""

    context = DIRECTORY
    entity = UnicodeAttribute()
    what = UnicodeAttribute()
    where = UnicodeAttribute()
    found_at = UnicodeAttribute()
    seen_at = UnicodeAttribute()


class CheckedRecord(Record):
    """`day` is the sealed day that was verified last."""

    context = DIRECTORY
    day = UnicodeAttribute()


class Findings:
    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    def keep(self, entity: str, found: Iterable[Finding]) -> None:
        """Each is a row for ever; seen again, the same row."""
        now = stamp(self._clock.now())
        for finding in found:
            sk = f"{entity}#{finding.what}#{finding.where}"[:_LONGEST_KEY]
            kept = self._storage.get(FindingRecord, _LIST, sk, consistent=True)
            record = kept or FindingRecord(
                _LIST, sk, entity=entity, what=finding.what, where=finding.where, found_at=now
            )
            record.seen_at = now
            self._storage.commit(put(record))

    def list(self) -> list[FindingRecord]:
        return self._storage.query(FindingRecord, _LIST, limit=_MOST_LISTED)

    def checked(self, entity: str) -> date | None:
        row = self._storage.get(CheckedRecord, f"CHECKED#{entity}", "DAY", consistent=True)
        return date.fromisoformat(str(row.day)) if row else None

    def now_checked(self, entity: str, day: date) -> None:
        self._storage.commit(put(CheckedRecord(f"CHECKED#{entity}", "DAY", day=day.isoformat())))
