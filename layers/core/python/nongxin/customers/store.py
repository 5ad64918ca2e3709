"""Persons as items, personal fields sealed; found by id, ID number or phone."""

from __future__ import annotations

from datetime import date

from pynamodb.attributes import UnicodeAttribute

from nongxin.customers.person import Kyc, Person
from nongxin.kernel.directory import Directory
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage

ID_NO, PHONE = "id_no", "phone"


class PersonRecord(Record):
    context = "customers"

    name = UnicodeAttribute()
    id_no = UnicodeAttribute()
    phone = UnicodeAttribute()
    entity = UnicodeAttribute()
    kyc = UnicodeAttribute()
    id_valid_to = UnicodeAttribute(null=True)
    registered_on = UnicodeAttribute()
    registered_by = UnicodeAttribute()
    kyc_until = UnicodeAttribute(null=True)
    merged_into = UnicodeAttribute(null=True)


class Persons:
    """Every person of the province, each in the home county that the id names."""

    def __init__(self, storage: Storage, directory: Directory, vault: Vault) -> None:
        self._storage = storage
        self._directory = directory
        self._vault = vault

    def get(self, person_id: str) -> Person:
        """The person with every field in clear; raises Missing."""
        return self.of_record(self._found(person_id))

    def of_record(self, record: PersonRecord) -> Person:
        """Raises Missing for somebody who was forgotten."""
        if not self._open(record, "id_no"):
            raise Missing()
        return Person(
            id=str(record.pk).rpartition("#")[2],
            entity=str(record.entity),
            name=self._open(record, "name"),
            id_no=self._open(record, "id_no"),
            phone=self._open(record, "phone"),
            id_valid_to=date.fromisoformat(record.id_valid_to) if record.id_valid_to else None,
            kyc=Kyc(record.kyc),
            registered_on=date.fromisoformat(record.registered_on),
            registered_by=str(record.registered_by),
            kyc_until=date.fromisoformat(record.kyc_until) if record.kyc_until else None,
            merged_into=str(record.merged_into or ""),
        )

    def profile(self, person_id: str) -> PersonRecord:
        """The record itself, read consistently, for who changes it; raises Missing."""
        found = self._storage.get(
            PersonRecord, person_partition(person_id), "PROFILE", consistent=True
        )
        if found is None:
            raise Missing()
        return found

    def phone_of(self, person_id: str) -> str:
        """The mobile number in clear, and nothing else; raises Missing."""
        return self._open(self._found(person_id), "phone")

    def name_of(self, person_id: str) -> str:
        """The name in clear, and nothing else; raises Missing."""
        return self._open(self._found(person_id), "name")

    def entity_of(self, person_id: str) -> str | None:
        """The legal entity that serves the person, or None if there is no such person."""
        try:
            return str(self._found(person_id).entity)
        except Missing:
            return None

    def id_by_id_no(self, id_no: str, *, consistent: bool = False) -> str | None:
        """The id of the person with this ID number (canonical, a capital X), province-wide."""
        return self._directory.owner(ID_NO, self._vault.blind(ID_NO, id_no), consistent=consistent)

    def id_by_phone(self, phone: str) -> str | None:
        return self._directory.owner(PHONE, self._vault.blind(PHONE, phone))

    def add(self, person: Person, events: str) -> Write:
        """The write of a new person."""
        record = PersonRecord(person_partition(person.id), "PROFILE")
        for attribute in ("name", "id_no", "phone"):
            sealed = self._vault.seal(
                getattr(person, attribute), person.county, _place(record, attribute)
            )
            setattr(record, attribute, sealed)
        record.entity, record.kyc = person.entity, person.kyc.value
        record.id_valid_to = person.id_valid_to.isoformat() if person.id_valid_to else None
        record.registered_on = person.registered_on.isoformat()
        record.registered_by = person.registered_by
        record.events = events
        return create(record)

    def forget(self, record: PersonRecord) -> list[Write]:
        """Overwrites name and numbers, and gives the numbers free for whoever registers anew."""
        writes = []
        for attribute in ("name", "id_no", "phone"):
            if attribute in (ID_NO, PHONE):
                index = self._vault.blind(attribute, self._open(record, attribute))
                owner = str(record.pk).rpartition("#")[2]
                writes.append(self._directory.release(attribute, index, owner))
            blank = self._vault.seal("", record.county, _place(record, attribute))
            setattr(record, attribute, blank)
        return [replace(record), *writes]

    def _found(self, person_id: str) -> PersonRecord:
        record = self._storage.get(PersonRecord, person_partition(person_id), "PROFILE")
        if record is None:
            raise Missing()
        return record

    def _open(self, record: PersonRecord, attribute: str) -> str:
        sealed = str(getattr(record, attribute))
        return self._vault.open(sealed, record.county, _place(record, attribute))


def person_partition(person_id: str) -> str:
    return f"{county_of(person_id, 'pn')}#P#{person_id}"


def _place(record: PersonRecord, attribute: str) -> str:
    return f"customers/{record.pk}/{attribute}"
