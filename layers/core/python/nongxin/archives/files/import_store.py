"""Imports as items: which file, into which village, by whom, and whether it is through."""

from __future__ import annotations

from datetime import datetime

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from nongxin.archives.section_store import CONTEXT
from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.records import Record, Write, create, put
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value


class ImportRecord(Record):
    context = CONTEXT

    begun_at = UnicodeAttribute()
    begun_by = UnicodeAttribute()
    households = NumberAttribute()
    is_done = BooleanAttribute()


@value
class Import:
    """`begun_at` is part of the households' ids, so that an import that goes on makes no others."""

    village: str
    file_id: str
    begun_at: datetime
    begun_by: str
    households: int
    is_done: bool


class Imports:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, village: str, file_id: str) -> Import | None:
        pk = f"{village[:6]}#IM#{village}"
        found = self._storage.get(ImportRecord, pk, file_id, consistent=True)
        if found is None:
            return None
        return Import(
            village=village,
            file_id=file_id,
            begun_at=parse_stamp(str(found.begun_at)),
            begun_by=str(found.begun_by),
            households=int(found.households),
            is_done=bool(found.is_done),
        )

    def begin(self, told: Import) -> Write:
        return create(_record(told))

    def keep(self, told: Import) -> Write:
        return put(_record(told))


def _record(told: Import) -> ImportRecord:
    record = ImportRecord(f"{told.village[:6]}#IM#{told.village}", told.file_id)
    record.begun_at, record.begun_by = stamp(told.begun_at), told.begun_by
    record.households, record.is_done = told.households, told.is_done
    return record
