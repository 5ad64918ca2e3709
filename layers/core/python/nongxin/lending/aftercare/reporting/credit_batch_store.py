"""Batches for the credit bureau as items of their county, by day and part."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.errors import Missing
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Page, Storage
from nongxin.lending.aftercare.reporting.credit_batch import BatchState, CreditBatch

_NUMBER = re.compile(r"[0-9]{18}(R[0-9]{1,4})?")  # CreditBatch.number


class CreditBatchRecord(Record):
    context = "lending"

    day = UnicodeAttribute()
    part = NumberAttribute()
    rows = UnicodeAttribute()
    digest = UnicodeAttribute()
    round = NumberAttribute(default=0)
    state = UnicodeAttribute()
    rejected = UnicodeAttribute(null=True)


class DynamoCreditBatches:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, number: str) -> CreditBatch:
        """Strongly consistent; raises Missing, also for what is no number."""
        record = None
        if _NUMBER.fullmatch(number):
            record = self._storage.get(CreditBatchRecord, _pk(number), number, consistent=True)
        if record is None:
            raise Missing()
        return _batch(record)

    def save(self, batch: CreditBatch) -> Write:
        """The first version or the next one; stale if it is there already."""
        record = CreditBatchRecord(_pk(batch.number), batch.number)
        record.day, record.part = batch.day.isoformat(), batch.part
        record.rows, record.digest = json.dumps(batch.rows), batch.digest
        record.round, record.state = batch.round, batch.state.value
        record.rejected = json.dumps(batch.rejected) if batch.rejected else None
        if batch.version == 1:
            return create(record)
        record.version = batch.version - 1
        return replace(record)

    def page(self, county: str, limit: int, after: dict[str, Any] | None) -> Page:
        """A county's batches, the newest day first."""
        return self._storage.page(
            CreditBatchRecord, _pk(county), limit=limit, after=after, newest_first=True
        )


def _pk(number: str) -> str:
    return f"{number[:6]}#CB"


def _batch(record: CreditBatchRecord) -> CreditBatch:
    return CreditBatch(
        county=str(record.pk)[:6],
        day=date.fromisoformat(str(record.day)),
        part=int(record.part),
        rows=tuple(json.loads(str(record.rows))),
        digest=str(record.digest),
        round=int(record.round),
        state=BatchState(str(record.state)),
        rejected=tuple(json.loads(str(record.rejected or "[]"))),
        version=int(record.version),
    )
