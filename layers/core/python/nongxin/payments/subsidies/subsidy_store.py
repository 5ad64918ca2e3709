"""Payout files, what became of their batches, and bureaus' accounts, as items."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Page, Storage
from nongxin.kernel.value import value
from nongxin.payments.subsidies.subsidy_file import (
    KIND,
    FileNumberUsed,
    FilePaidBefore,
    FileStatus,
    LinePaidBefore,
    SubsidyFile,
    Sums,
)
from nongxin.payments.subsidies.subsidy_line import SubsidyLine

_ENDED = frozenset({FileStatus.PAID, FileStatus.REFUSED})
Step = Literal["C", "P"]  # checked, paid
Fault = tuple[int, str, int]


class FiscalAccountRecord(Record):
    context = "payments"
    name = UnicodeAttribute()
    entity = UnicodeAttribute()


class SubsidyFileRecord(Record):
    context = "payments"

    file_no = UnicodeAttribute()
    account = UnicodeAttribute()
    entity = UnicodeAttribute()
    pays_on = UnicodeAttribute()
    lines = NumberAttribute()
    amount_fen = NumberAttribute()
    sha256 = UnicodeAttribute()
    size = NumberAttribute()
    made_by = UnicodeAttribute()
    at = UnicodeAttribute()
    status = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    decided_by = UnicodeAttribute(null=True)
    run_at = UnicodeAttribute(null=True)
    twice = UnicodeAttribute(null=True)
    good = UnicodeAttribute(null=True)
    paid = UnicodeAttribute(null=True)
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


class BatchRecord(Record):
    """What became of a batch: `faults` are [line, reason, fen], all others of it went well."""

    context = "payments"
    lines = NumberAttribute()
    amount_fen = NumberAttribute()
    faults = UnicodeAttribute()


class MarkRecord(Record):
    """A file's number or content, or a line's subsidy, that may come once only."""

    context = "payments"


@value
class BatchResult:
    well: Sums
    faults: Sequence[Fault]


@value
class FiscalAccount:
    account_id: str
    name: str
    entity: str


@value
class DynamoSubsidies:
    storage: Storage
    vault: Vault

    def get(self, file_id: str) -> SubsidyFile:
        """Strongly consistent; raises Missing."""
        pk = f"{county_of(file_id, KIND)}#SF#{file_id}"
        found = self.storage.get(SubsidyFileRecord, pk, "FILE", consistent=True)
        if found is None:
            raise Missing()
        return _file(found)

    def add(self, file: SubsidyFile) -> list[Write]:
        """The file and its number, which its account uses once: FileNumberUsed."""
        number = MarkRecord(_marks(file), f"NO#{file.file_no}")
        return [create(number, lambda _: FileNumberUsed()), create(_record(file))]

    def save(self, file: SubsidyFile, events: str = "[]") -> Write:
        """Refused as stale if somebody moved it on meanwhile."""
        record = _record(file)
        record.events = events
        return replace(record)

    def content_paid(self, file: SubsidyFile) -> Write:
        """Refused with FilePaidBefore."""
        mark = MarkRecord(_marks(file), f"SHA#{file.sha256}")
        return create(mark, lambda _: FilePaidBefore())

    def knows_content(self, file: SubsidyFile) -> bool:
        return self.storage.get(MarkRecord, _marks(file), f"SHA#{file.sha256}") is not None

    def line_paid(self, file: SubsidyFile, line: SubsidyLine) -> Write:
        """Refused with LinePaidBefore. Nobody learns from the key who was paid what."""
        blind = self.vault.blind("subsidy", line.identity)
        mark = MarkRecord(f"{file.county}#SL#{blind}", "LINE")
        return create(mark, lambda _: LinePaidBefore())

    def open_in(self, county: str, limit: int, after: dict[str, Any] | None) -> Page:
        """Keys of a county's files that have not ended, oldest first; the index may lag."""
        return self.storage.work("payments", f"{county}#SUBSIDIES", limit, after)

    def batch(self, file_id: str, step: Step, number: int) -> BatchResult | None:
        key = _batch_key(file_id, step, number)
        found = self.storage.get(BatchRecord, *key, consistent=True)
        return _result(found) if found else None

    def keep_batch(self, file_id: str, step: Step, number: int, result: BatchResult) -> Write:
        """The first one stays: refused as stale afterwards."""
        record = BatchRecord(*_batch_key(file_id, step, number))
        record.lines, record.amount_fen = result.well.lines, result.well.amount_fen
        record.faults = json.dumps(result.faults, separators=(",", ":"))
        return create(record)

    def batches(self, file_id: str, step: Step) -> list[BatchResult]:
        """All that are there, strongly consistent, in order."""
        pk, low = _batch_key(file_id, step, 0)
        bounds = (low, f"{step}#999999")
        rows = self.storage.between(BatchRecord, pk, bounds)
        return [_result(BatchRecord.of(row)) for row in rows][::-1]

    def add_account(self, county: str, account: FiscalAccount) -> Write:
        record = FiscalAccountRecord(f"{county}#SA", account.account_id)
        record.name, record.entity = account.name, account.entity
        return create(record)

    def account(self, account_id: str) -> FiscalAccount:
        """Raises Missing."""
        pk = f"{county_of(account_id, 'ac')}#SA"
        found = self.storage.get(FiscalAccountRecord, pk, account_id)
        if found is None:
            raise Missing()
        return _account(found)

    def accounts(self, county: str) -> list[FiscalAccount]:
        return [_account(each) for each in self.storage.query(FiscalAccountRecord, f"{county}#SA")]


def _marks(file: SubsidyFile) -> str:
    return f"{file.county}#SN#{file.account_id}"


def _batch_key(file_id: str, step: Step, number: int) -> tuple[str, str]:
    return f"{county_of(file_id, KIND)}#SF#{file_id}", f"{step}#{number:06d}"


def _result(record: BatchRecord) -> BatchResult:
    faults = [tuple(each) for each in json.loads(str(record.faults))]
    return BatchResult(Sums(int(record.lines), int(record.amount_fen)), faults)


def _account(record: FiscalAccountRecord) -> FiscalAccount:
    return FiscalAccount(str(record.sk), str(record.name), str(record.entity))


def _record(file: SubsidyFile) -> SubsidyFileRecord:
    record = SubsidyFileRecord(f"{file.county}#SF#{file.id}", "FILE", version=file.version)
    record.file_no, record.account, record.entity = file.file_no, file.account_id, file.entity
    record.pays_on, record.at = file.pays_on.isoformat(), stamp(file.at)
    record.lines, record.amount_fen = file.announced.lines, file.announced.amount_fen
    record.sha256, record.size, record.made_by = file.sha256, file.size, file.made_by
    record.status, record.reason = file.status.value, file.reason or None
    record.decided_by, record.run_at = file.decided_by or None, file.run_at or None
    record.twice = json.dumps([*file.twice]) if file.twice else None
    record.good, record.paid = _told(file.good), _told(file.paid)
    if file.status not in _ENDED:
        record.work_pk, record.work_sk = f"{file.county}#SUBSIDIES", file.id
    return record


def _file(record: SubsidyFileRecord) -> SubsidyFile:
    return SubsidyFile(
        id=str(record.pk).rpartition("#")[2],
        file_no=str(record.file_no),
        account_id=str(record.account),
        entity=str(record.entity),
        pays_on=date.fromisoformat(str(record.pays_on)),
        announced=Sums(int(record.lines), int(record.amount_fen)),
        sha256=str(record.sha256),
        size=int(record.size),
        made_by=str(record.made_by),
        at=parse_stamp(str(record.at)),
        status=FileStatus(str(record.status)),
        reason=str(record.reason or ""),
        decided_by=str(record.decided_by or ""),
        run_at=str(record.run_at or ""),
        twice=tuple(json.loads(str(record.twice or "[]"))),
        good=_sums(record.good),
        paid=_sums(record.paid),
        version=int(record.version),
    )


def _told(sums: Sums) -> str | None:
    return f"{sums.lines},{sums.amount_fen}" if sums.lines else None


def _sums(told: str | None) -> Sums:
    return Sums(*(int(each) for each in str(told).split(","))) if told else Sums()
