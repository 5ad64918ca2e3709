"""Insurance reports as items, by legal entity and day."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.accounts.insurance.insurance import InsuranceReport
from nongxin.catalog.places import entity as entity_named
from nongxin.kernel.errors import Missing
from nongxin.kernel.records import Record, Write, put
from nongxin.kernel.storage import Storage

_DAY = "DAY#"


class InsuranceRecord(Record):
    context = "accounts"

    entity = UnicodeAttribute()
    accounts = NumberAttribute()
    depositors = NumberAttribute()
    wholly_covered = NumberAttribute()
    deposits_fen = NumberAttribute()
    covered_fen = NumberAttribute()


class DynamoInsurance:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def latest(self, entity: str) -> InsuranceReport:
        """Raises Missing."""
        found = self._storage.query(InsuranceRecord, _pk(entity), _DAY, limit=1, newest_first=True)
        if not found:
            raise Missing()
        record = found[0]
        return InsuranceReport(
            entity=entity,
            on=date.fromisoformat(str(record.sk).removeprefix(_DAY)),
            accounts=int(record.accounts),
            depositors=int(record.depositors),
            wholly_covered=int(record.wholly_covered),
            deposits_fen=int(record.deposits_fen),
            covered_fen=int(record.covered_fen),
        )

    def save(self, report: InsuranceReport) -> Write:
        """A report of the same day takes the place of an earlier one."""
        fields = asdict(report) | {"on": None}
        record = InsuranceRecord(_pk(report.entity), _DAY + report.on.isoformat())
        for name in ("entity", "accounts", "depositors", "wholly_covered", "deposits_fen",
                     "covered_fen"):  # fmt: skip
            setattr(record, name, fields[name])
        return put(record)


def _pk(entity: str) -> str:
    """In the county of its head office. Raises Missing."""
    bank = entity_named(entity)
    if bank is None:
        raise Missing()
    return f"{bank.hq}#IN#{entity}"
