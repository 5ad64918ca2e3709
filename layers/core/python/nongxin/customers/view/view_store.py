"""Views as items beside the person's profile, so that one query reads all of it; parts sealed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any

from pynamodb.attributes import BinaryAttribute, UnicodeAttribute
from ulid import ULID

from nongxin.customers.store import PersonRecord, Persons, person_partition
from nongxin.customers.view.view import Contact, Part, Relation
from nongxin.kernel.errors import Conflict, Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage

# A marker outlives every way in which an event can come again (the event log is kept 35 days).
_MARKER_SECONDS = 60 * 24 * 3600
VIEW, CONTACT, RELATION, MERGED, TAGS = "VIEW#", "CONTACT#", "RELATION#", "MERGED#", "TAGS"


class Counted(Conflict):
    code = "event-in-view"


class PartRecord(Record):
    """One part of a view. `as_of`: of the newest event that changed it; `seen_at`: when it was
    taken in.
    """

    context = "customers"
    doc = BinaryAttribute(legacy_encoding=False)
    as_of = UnicodeAttribute()
    seen_at = UnicodeAttribute()


class ContactRecord(Record):
    context = "customers"
    kind = UnicodeAttribute()
    value = UnicodeAttribute()
    added_at = UnicodeAttribute()
    added_by = UnicodeAttribute()
    ended_at = UnicodeAttribute(default="")


class RelationRecord(Record):
    context = "customers"
    kind = UnicodeAttribute()
    other = UnicodeAttribute()
    since = UnicodeAttribute()
    added_by = UnicodeAttribute()
    ended_at = UnicodeAttribute(default="")


class TagsRecord(Record):
    context = "customers"
    tags = UnicodeAttribute()
    changed_by = UnicodeAttribute()


class MergedRecord(Record):
    """Beside the survivor: `other` is the same person. `reason` is sealed."""

    context = "customers"
    other = UnicodeAttribute()
    reason = UnicodeAttribute()
    at = UnicodeAttribute()
    by = UnicodeAttribute()
    ended_at = UnicodeAttribute(default="")
    ended_by = UnicodeAttribute(default="")


class SeenRecord(Record):
    context = "customers"


class Rows:
    """One person's partition, by kinds of rows."""

    def __init__(self, items: list[dict[str, Any]]) -> None:
        self._by_key = {item["sk"]["S"]: item for item in items}

    @property
    def profile(self) -> PersonRecord:
        """Raises Missing."""
        if "PROFILE" not in self._by_key:
            raise Missing()
        found: PersonRecord = PersonRecord.of(self._by_key["PROFILE"])
        return found

    def of(self, model: type[Record], prefix: str) -> Iterator[Any]:
        found = sorted(key for key in self._by_key if key.startswith(prefix))
        return (model.of(self._by_key[key]) for key in found)


class Views:
    def __init__(self, storage: Storage, persons: Persons, vault: Vault) -> None:
        self._storage = storage
        self.persons = persons
        self._vault = vault

    def rows(self, person_id: str) -> Rows:
        """All of a person, by one query as good as always; raises Missing on a text that is no
        person's id.
        """
        items: list[dict[str, Any]] = []
        page = self._storage.page(PartRecord, person_partition(person_id))
        while page.last_key is not None:
            items += page.items
            page = self._storage.page(PartRecord, person_partition(person_id), after=page.last_key)
        return Rows(items + page.items)

    def part(self, person_id: str, part: str, *, consistent: bool = True) -> PartRecord | None:
        pk = person_partition(person_id)
        return self._storage.get(PartRecord, pk, VIEW + part, consistent=consistent)

    def doc(self, record: PartRecord | None) -> dict[str, Any]:
        if record is None:
            return {}
        packed = self._vault.open_bytes(bytes(record.doc), record.county, _place(record, "doc"))
        told: dict[str, Any] = json.loads(zlib.decompress(packed))
        return told

    def kept(self, person_id: str, part: str, before: PartRecord | None, told: Part) -> Write:
        record = before or PartRecord(person_partition(person_id), VIEW + part)
        packed = zlib.compress(json.dumps(told.doc, separators=(",", ":")).encode())
        record.doc = self._vault.seal_bytes(packed, record.county, _place(record, "doc"))
        record.as_of, record.seen_at = told.as_of, told.seen_at
        return replace(record) if before else create(record)

    def seen(self, person_id: str, part: str, event_id: str) -> Write:
        """Refused with Counted where the event was taken in before."""
        county = county_of(person_id, "pn")
        marker = SeenRecord(f"{county}#SEEN#{event_id}", f"{person_id}#{part}")
        marker.expires_at = int(ULID.from_str(event_id).timestamp) + _MARKER_SECONDS
        return create(marker, lambda _: Counted())

    def commit(self, *writes: Write) -> None:
        self._storage.commit(*writes)

    def contact(self, record: ContactRecord) -> Contact:
        value = self._vault.open(str(record.value), record.county, _place(record, "value"))
        return Contact(
            str(record.sk)[len(CONTACT) :],
            str(record.kind),
            value,
            str(record.added_at),
            str(record.added_by),
            str(record.ended_at),
        )

    def sealed_contact(self, record: ContactRecord, value: str) -> ContactRecord:
        record.value = self._vault.seal(value, record.county, _place(record, "value"))
        return record

    def sealed_reason(self, record: MergedRecord, reason: str) -> MergedRecord:
        record.reason = self._vault.seal(reason, record.county, _place(record, "reason"))
        return record


def relation(record: RelationRecord) -> Relation:
    return Relation(str(record.other), str(record.kind), str(record.since), str(record.ended_at))


def _place(record: Record, attribute: str) -> str:
    return f"customers/{record.pk}/{record.sk}/{attribute}"
