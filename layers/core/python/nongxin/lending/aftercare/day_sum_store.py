"""How far the day close of a county's loans is, and the sums that it found, as items."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.records import Record, StaleRecord, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.lending.aftercare.figures import Figures

Sums = Mapping[str, Figures]  # by product


class RunRecord(Record):
    """The day that a county's loans are closed for, and whether that is done and booked."""

    context = "lending"

    day = UnicodeAttribute()
    done = UnicodeAttribute(null=True)


class SumRecord(Record):
    """What the day moved in one of a county's 32 partitions of loans; written once."""

    context = "lending"

    sums = UnicodeAttribute()


class DynamoDaySums:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def last_run(self, county: str) -> RunRecord | None:
        """Strongly consistent."""
        return self._storage.get(RunRecord, f"{county}#CL", "RUN", consistent=True)

    def begin(self, county: str, day: date, before: RunRecord | None) -> RunRecord:
        """This run's, or that of another who began first."""
        record = before or RunRecord(f"{county}#CL", "RUN")
        record.day, record.done = day.isoformat(), None
        try:
            self._storage.commit(replace(record) if before else create(record))
        except StaleRecord:
            found = self.last_run(county)
            assert found is not None, "somebody began"
            return found
        return record

    def done(self, run: RunRecord) -> Write:
        run.done = "yes"
        return replace(run)

    def sums(self, county: str, day: date) -> dict[str, Sums]:
        """By partition, as far as they are there; strongly consistent."""
        found = self._storage.query(SumRecord, _pk(county, day), "P#", consistent=True)
        return {str(record.sk)[2:]: _sums(record) for record in found}

    def keep(self, county: str, day: date, part: str, sums: Sums) -> None:
        """Once: what another run found first is the same."""
        told = {product: figures.row for product, figures in sorted(sums.items())}
        record = SumRecord(_pk(county, day), f"P#{part}", sums=json.dumps(told))
        try:
            self._storage.commit(create(record))
        except StaleRecord:
            return


def _pk(county: str, day: date) -> str:
    return f"{county}#CL#{day.isoformat()}"


def _sums(record: SumRecord) -> Sums:
    return {product: Figures(*row) for product, row in json.loads(str(record.sums)).items()}
