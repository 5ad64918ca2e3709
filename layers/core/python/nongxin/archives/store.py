"""Archives as items: a head and its sections in one partition, so that a household is one query.

A section's rows are JSON, packed and sealed as one: every section may hold personal data.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pynamodb.attributes import BinaryAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute

from nongxin.archives.household import Archive, Dossier, Section, Status
from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.directory import Directory
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.numbers import NumberRecord
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, replace, require
from nongxin.kernel.storage import Storage

CONTEXT = "archives"
LIVE = "live_archive"
_HEAD = "HEAD"
_SECTION = "S#"


class HeadRecord(Record):
    """`work_pk` and `work_sk` list the archives of a county by status, longest waiting first."""

    context = CONTEXT

    number = UnicodeAttribute()
    entity = UnicodeAttribute()
    village = UnicodeAttribute()
    archive_status = UnicodeAttribute()
    since = UnicodeAttribute()
    edition = NumberAttribute()
    opened_by = UnicodeAttribute()
    opened_on = UnicodeAttribute()
    nth_of_day = NumberAttribute()
    collectors: JSONAttribute = JSONAttribute()
    submitted_by = UnicodeAttribute(null=True)
    approved_by = UnicodeAttribute(null=True)
    live_from = UnicodeAttribute(null=True)
    refresh_by = UnicodeAttribute(null=True)
    completeness = UnicodeAttribute()
    returned_because = UnicodeAttribute(null=True)
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


class SectionRecord(Record):
    context = CONTEXT

    rows = BinaryAttribute(legacy_encoding=False)
    changed_at = UnicodeAttribute()
    changed_by = UnicodeAttribute()


class ArchiveNumbers(NumberRecord):
    context = CONTEXT


class CaptureDayRecord(Record):
    """How many households an officer opened on a day."""

    context = CONTEXT

    opened = NumberAttribute(default=0)


@dataclass(frozen=True)
class WaitingKey:
    household_id: str
    number: str
    village: str
    since: str


@dataclass(frozen=True)
class Waiting:
    """A page of what waits, and the key to go on from (None at the end)."""

    keys: list[WaitingKey]
    last_key: dict[str, Any] | None


class Households:
    """Every household's archive, in the home county that its id names."""

    def __init__(self, storage: Storage, directory: Directory, vault: Vault) -> None:
        self._storage = storage
        self._directory = directory
        self._vault = vault

    def dossier(self, household_id: str, *, consistent: bool = False) -> Dossier:
        """Head and sections by one query; raises Missing."""
        pk = _pk(household_id)
        items = self._storage.page(HeadRecord, pk, consistent=consistent).items
        heads = [HeadRecord.of(i) for i in items if i["sk"]["S"] == _HEAD]
        if not heads:
            raise Missing()
        sections = [SectionRecord.of(i) for i in items if i["sk"]["S"].startswith(_SECTION)]
        found = {str(s.sk)[len(_SECTION) :]: self._section(s) for s in sections}
        return Dossier(self._archive(heads[0]), found)

    def head(self, household_id: str, *, consistent: bool = True) -> Archive:
        """The head alone; raises Missing."""
        record = self._storage.get(HeadRecord, _pk(household_id), _HEAD, consistent=consistent)
        if record is None:
            raise Missing()
        return self._archive(record)

    def section(self, household_id: str, code: str) -> Section | None:
        pk, sk = _pk(household_id), _SECTION + code
        found = self._storage.get(SectionRecord, pk, sk, consistent=True)
        return self._section(found) if found else None

    def live_of(self, id_no: str) -> str | None:
        """The household in whose live archive the person with this ID number is."""
        return self._directory.owner(LIVE, self._vault.blind("id_no", id_no))

    def waiting(
        self, county: str, status: Status, limit: int, after: dict[str, Any] | None
    ) -> Waiting:
        """The archives of a county in a status, longest in it first (the index may lag)."""
        page = self._storage.work(CONTEXT, f"{county}#{status.value}", limit, after)
        return Waiting([_waiting_key(item) for item in page.items], page.last_key)

    def opened_on(self, officer_id: str, county: str, day: date) -> tuple[int, Write]:
        """The officer's number of the day for one more household, and the write that counts it."""
        pk, sk = f"{county}#C#{officer_id}", day.isoformat()
        found = self._storage.get(CaptureDayRecord, pk, sk, consistent=True)
        record = found or CaptureDayRecord(pk, sk)
        record.opened = int(record.opened) + 1
        return int(record.opened), replace(record) if found else create(record)

    def add(self, archive: Archive) -> Write:
        return create(self._filled(HeadRecord(_pk(archive.id), _HEAD), archive))

    def change(self, archive: Archive, events: str | None = None) -> Write:
        """The write of an archive that was read and stepped on; stale if it changed meanwhile."""
        record = self._filled(HeadRecord(_pk(archive.id), _HEAD), archive)
        record.events, record.version = events, archive.version
        return replace(record)

    def unchanged(self, archive: Archive) -> Write:
        """A check in the same transaction that the archive still is in its status."""
        values = {":status": {"S": archive.status.value}}
        return require(HeadRecord(_pk(archive.id), _HEAD), "archive_status = :status", values)

    def keep_section(self, household_id: str, code: str, section: Section) -> Write:
        """`section.version` is the version to come; refused as stale if another came first."""
        record = SectionRecord(_pk(household_id), _SECTION + code)
        record.changed_at, record.changed_by = stamp(section.changed_at), section.changed_by
        packed = zlib.compress(json.dumps(section.rows, ensure_ascii=False).encode(), 6)
        record.rows = self._vault.seal_bytes(packed, record.county, _place(record))
        record.version = section.version - 1
        return replace(record) if section.version > 1 else create(record)

    def _section(self, record: SectionRecord) -> Section:
        packed = self._vault.open_bytes(bytes(record.rows), record.county, _place(record))
        return Section(
            rows=json.loads(zlib.decompress(packed)),
            version=int(record.version),
            changed_at=parse_stamp(str(record.changed_at)),
            changed_by=str(record.changed_by),
        )

    def _archive(self, record: HeadRecord) -> Archive:
        reason = str(record.returned_because or "")
        return Archive(
            id=str(record.pk).rpartition("#")[2],
            number=str(record.number),
            entity=str(record.entity),
            village=str(record.village),
            status=Status(record.archive_status),
            since=parse_stamp(str(record.since)),
            edition=int(record.edition),
            opened_by=str(record.opened_by),
            opened_on=date.fromisoformat(record.opened_on),
            nth_of_day=int(record.nth_of_day),
            collectors=frozenset(record.collectors),
            submitted_by=str(record.submitted_by or ""),
            approved_by=str(record.approved_by or ""),
            live_from=date.fromisoformat(record.live_from) if record.live_from else None,
            refresh_by=date.fromisoformat(record.refresh_by) if record.refresh_by else None,
            completeness=Decimal(record.completeness),
            returned_because=self._opened_reason(record, reason),
            version=int(record.version),
        )

    def _filled(self, record: HeadRecord, archive: Archive) -> HeadRecord:
        record.number, record.entity, record.village = (
            archive.number,
            archive.entity,
            archive.village,
        )
        record.archive_status, record.since = archive.status.value, stamp(archive.since)
        record.edition, record.nth_of_day = archive.edition, archive.nth_of_day
        record.opened_by, record.opened_on = archive.opened_by, archive.opened_on.isoformat()
        record.collectors = sorted(archive.collectors)
        record.submitted_by = archive.submitted_by or None
        record.approved_by = archive.approved_by or None
        record.live_from = archive.live_from.isoformat() if archive.live_from else None
        record.refresh_by = archive.refresh_by.isoformat() if archive.refresh_by else None
        record.completeness = str(archive.completeness)
        record.returned_because = self._sealed_reason(record, archive.returned_because)
        record.work_pk = f"{archive.county}#{archive.status.value}"
        record.work_sk = f"{record.since}#{archive.village}#{archive.number}"
        return record

    def _sealed_reason(self, record: HeadRecord, reason: str) -> str | None:
        """People write names into reasons, so a reason is sealed too."""
        if not reason:
            return None
        return self._vault.seal(reason, record.county, f"{CONTEXT}/{record.pk}/returned_because")

    def _opened_reason(self, record: HeadRecord, sealed: str) -> str:
        if not sealed:
            return ""
        return self._vault.open(sealed, record.county, f"{CONTEXT}/{record.pk}/returned_because")


def _pk(household_id: str) -> str:
    return f"{county_of(household_id, 'hh')}#H#{household_id}"


def _place(record: SectionRecord) -> str:
    return f"{CONTEXT}/{record.pk}/{record.sk}/rows"


def _waiting_key(item: dict[str, Any]) -> WaitingKey:
    since, village, number = item["work_sk"]["S"].split("#")
    return WaitingKey(item["pk"]["S"].rpartition("#")[2], number, village, since)
