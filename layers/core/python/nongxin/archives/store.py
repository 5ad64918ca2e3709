"""Archives as items: a head and its sections in one partition, so that a household is one query;
a roll of each village's households; who is named in which archive.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from nongxin.archives.household import Archive, Book, Dossier, Section, Status
from nongxin.archives.section_store import CONTEXT, Sections, head_pk
from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.directory import Directory
from nongxin.kernel.errors import Missing
from nongxin.kernel.numbers import NumberRecord
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, put, replace
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value

LIVE = "live_archive"
_HEAD, _NEXT = "HEAD", "NEXT"


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
    frozen: JSONAttribute = JSONAttribute(null=True)
    grade = UnicodeAttribute(null=True)
    public_until = UnicodeAttribute(null=True)
    photos_elsewhere: JSONAttribute = JSONAttribute(null=True)
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


class RollRecord(Record):
    """A household on its village's roll: what is searched by and counted."""

    context = CONTEXT

    number = UnicodeAttribute()
    archive_status = UnicodeAttribute()
    next_status = UnicodeAttribute(null=True)
    grade = UnicodeAttribute(null=True)
    edition = NumberAttribute()
    completeness = UnicodeAttribute()
    refresh_by = UnicodeAttribute(null=True)


class NamedRecord(Record):
    """Under a person's blind index: an archive that was submitted with them in it."""

    context = CONTEXT


class ArchiveNumbers(NumberRecord):
    context = CONTEXT


class CaptureDayRecord(Record):
    """How many households an officer opened on a day."""

    context = CONTEXT

    opened = NumberAttribute(default=0)


@value
class WaitingKey:
    household_id: str
    number: str
    village: str
    since: str


@value
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
        self.sections = Sections(storage, vault)

    def book(self, household_id: str, *, consistent: bool = True) -> Book:
        """Head, edition in the making and newest sections by one query; raises Missing."""
        pk = head_pk(household_id)
        items = self._storage.page(HeadRecord, pk, consistent=consistent).items
        heads = {i["sk"]["S"]: self._archive(HeadRecord.of(i)) for i in items if _is_head(i)}
        if _HEAD not in heads:
            raise Missing()
        return Book(heads[_HEAD], heads.get(_NEXT), self.sections.newest(items))

    def dossier(self, household_id: str, *, consistent: bool = False) -> Dossier:
        """The archive in force with its sections; raises Missing."""
        book = self.book(household_id, consistent=consistent)
        return self.edition(book.head, book)

    def edition(self, archive: Archive, book: Book) -> Dossier:
        """A draft has the newest sections; what was submitted keeps those of that moment."""
        if archive.status is Status.DRAFT or not archive.frozen:
            return Dossier(archive, book.newest)
        found = {
            code: section
            if (section := book.newest[code]).version == version
            else self.sections.version(archive.id, code, version)
            for code, version in archive.frozen.items()
        }
        return Dossier(archive, found)

    def head(self, household_id: str, *, consistent: bool = True) -> Archive:
        """The head alone; raises Missing."""
        record = self._storage.get(HeadRecord, head_pk(household_id), _HEAD, consistent=consistent)
        if record is None:
            raise Missing()
        return self._archive(record)

    def section(self, household_id: str, code: str) -> Section | None:
        return self.sections.one(household_id, code)

    def live_of(self, id_no: str) -> str | None:
        """The household in whose live archive the person with this ID number is."""
        return self._directory.owner(LIVE, self._vault.blind("id_no", id_no))

    def live_of_now(self, id_no: str) -> str | None:
        """As `live_of`, strongly consistent."""
        return self._directory.owner(LIVE, self._vault.blind("id_no", id_no), consistent=True)

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
        return create(self._filled(HeadRecord(head_pk(archive.id), _HEAD), archive))

    def change(self, archive: Archive, events: str | None = None) -> Write:
        """The write of an archive that was read and stepped on; stale if it changed meanwhile."""
        sk = _NEXT if archive.is_refresh else _HEAD
        record = self._filled(HeadRecord(head_pk(archive.id), sk), archive)
        record.events, record.version = events, archive.version
        return replace(record) if archive.version else create(record)

    def enrol(self, head: Archive, following: Archive | None = None) -> Write:
        """The household's row on its village's roll, after a step of one of the two."""
        record = RollRecord(roll_pk(head.village), head.id)
        record.number, record.archive_status = head.number, head.status.value
        in_work = following is not None and not following.is_settled
        record.next_status = following.status.value if following and in_work else None
        record.grade, record.edition = head.grade or None, head.edition
        record.completeness = str(head.completeness)
        record.refresh_by = head.refresh_by.isoformat() if head.refresh_by else None
        return put(record)

    def roll(self, village: str) -> list[RollRecord]:
        """Every household of a village (the index never decides: this is written with the head)."""
        found, after = [], None
        while True:
            page = self._storage.page(RollRecord, roll_pk(village), "hh_", after=after)
            found += [RollRecord.of(item) for item in page.items]
            after = page.last_key
            if after is None:
                return found

    def named(self, household_id: str, county: str, id_numbers: Iterable[str]) -> list[Write]:
        """So that an archive is found by the people in it."""
        keys = [self._named_pk(county, id_no) for id_no in sorted(id_numbers)]
        return [put(NamedRecord(pk, household_id)) for pk in keys]

    def naming(self, county: str, id_no: str) -> list[str]:
        """The households of a county that ever named this person, oldest first."""
        found = self._storage.query(NamedRecord, self._named_pk(county, id_no), "hh_")
        return [str(row.sk) for row in found if row.expires_at is None]

    def unnamed(self, archive: Archive, id_no: str, at: datetime) -> Write:
        """The archive is found by this person no more: the row expires."""
        expiry = int(at.timestamp())
        pk = self._named_pk(archive.county, id_no)
        return put(NamedRecord(pk, archive.id, expires_at=expiry))

    def _named_pk(self, county: str, id_no: str) -> str:
        return f"{county}#B#{self._vault.blind('id_no', id_no)}"

    def keep_section(
        self, household_id: str, code: str, section: Section, over: Section | None = None
    ) -> list[Write]:
        return self.sections.keep(household_id, code, section, over)

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
            frozen=record.frozen or {},
            grade=str(record.grade or ""),
            public_until=date.fromisoformat(record.public_until) if record.public_until else None,
            photos_elsewhere=tuple(record.photos_elsewhere or ()),
            is_refresh=record.sk == _NEXT,
            version=int(record.version),
        )

    def _filled(self, record: HeadRecord, archive: Archive) -> HeadRecord:
        record.number, record.entity = archive.number, archive.entity
        record.village = archive.village
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
        record.frozen, record.grade = dict(archive.frozen) or None, archive.grade or None
        record.public_until = archive.public_until.isoformat() if archive.public_until else None
        record.photos_elsewhere = list(archive.photos_elsewhere) or None
        if not (archive.is_refresh and archive.is_settled):
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


def _is_head(item: dict[str, Any]) -> bool:
    return item["sk"]["S"] in (_HEAD, _NEXT)


def roll_pk(village: str) -> str:
    return f"{village[:6]}#VL#{village}"


def _waiting_key(item: dict[str, Any]) -> WaitingKey:
    since, village, number = item["work_sk"]["S"].split("#")
    return WaitingKey(item["pk"]["S"].rpartition("#")[2], number, village, since)
