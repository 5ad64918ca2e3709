"""How far the accrual of a county's deposits is, and the sums that it found, as items."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.records import Record, StaleRecord, Write, create, replace
from nongxin.kernel.storage import Storage

Sums = Mapping[str, int]  # fen by account kind


class AccrualRunRecord(Record):
    """The day that a county's deposits are accrued for, the one before it, whether it is booked."""

    context = "accounts"

    day = UnicodeAttribute()
    before = UnicodeAttribute(null=True)
    done = UnicodeAttribute(null=True)


class AccrualRecord(Record):
    """What one of a county's 32 partitions of accounts had earned and not been paid at the end of
    a day; written once.
    """

    context = "accounts"

    sums = UnicodeAttribute()


class DynamoAccruals:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def begin(self, county: str, day: date) -> AccrualRunRecord:
        """The day's run, or the one that is not finished or further already (consistent)."""
        key = (f"{county}#AI", "RUN")
        last = self._storage.get(AccrualRunRecord, *key, consistent=True)
        if last is not None and (not last.done or str(last.day) >= day.isoformat()):
            return last
        run = last or AccrualRunRecord(*key)
        run.before, run.day, run.done = run.day if last else None, day.isoformat(), None
        try:
            self._storage.commit(replace(run) if last else create(run))
        except StaleRecord:
            return self.begin(county, day)  # somebody else began
        return run

    def done(self, run: AccrualRunRecord) -> Write:
        run.done = "yes"
        return replace(run)

    def finish(self, run: AccrualRunRecord) -> None:
        try:
            self._storage.commit(self.done(run))
        except StaleRecord:
            return  # another run did

    def sums(self, county: str, day: str) -> dict[str, Sums]:
        """By partition, as far as they are there; strongly consistent."""
        found = self._storage.query(AccrualRecord, _pk(county, day), "P#", consistent=True)
        return {str(record.sk)[2:]: json.loads(str(record.sums)) for record in found}

    def keep(self, county: str, day: str, part: str, sums: Sums) -> None:
        """Once: what another run found first stands."""
        told = json.dumps(dict(sorted(sums.items())))
        try:
            self._storage.commit(create(AccrualRecord(_pk(county, day), f"P#{part}", sums=told)))
        except StaleRecord:
            return


def _pk(county: str, day: str) -> str:
    return f"{county}#AI#{day}"
