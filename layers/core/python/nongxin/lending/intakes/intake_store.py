"""Intakes as items: of a person by product, and of a county's officers while they wait."""

from __future__ import annotations

import json
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Page, Storage
from nongxin.lending.intakes.intake import WAITING, Intake

_LIST = "INTAKES"
# Personal: sealed together.
_SEALED = ("purpose", "phone", "note")


class IntakeRecord(Record):
    """`sealed`: what names or describes the person."""

    context = "lending"

    entity = UnicodeAttribute()
    amount_fen = NumberAttribute()
    village = UnicodeAttribute()
    consent_sha256 = UnicodeAttribute()
    station = UnicodeAttribute()
    taken_by = UnicodeAttribute()
    at = UnicodeAttribute()
    status = UnicodeAttribute()
    ended_by = UnicodeAttribute(null=True)
    sealed = UnicodeAttribute()
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


class DynamoIntakes:
    def __init__(self, storage: Storage, vault: Vault) -> None:
        self._storage = storage
        self._vault = vault

    def get(self, person_id: str, product: str) -> Intake | None:
        found = self._storage.get(IntakeRecord, _pk(person_id), product, consistent=True)
        return self._intake(found) if found else None

    def of_person(self, person_id: str) -> list[Intake]:
        return [self._intake(each) for each in self._storage.query(IntakeRecord, _pk(person_id))]

    def waiting(self, county: str, limit: int, after: dict[str, Any] | None) -> Page:
        """Keys of those that wait in a county, oldest first; the index may lag."""
        return self._storage.work("lending", f"{county}#{_LIST}", limit, after)

    def of_key(self, item: dict[str, Any]) -> Intake | None:
        """The intake that an index row names."""
        return self.get(item["pk"]["S"].rpartition("#")[2], item["sk"]["S"])

    def save(self, intake: Intake, events: str = "[]") -> Write:
        record = IntakeRecord(_pk(intake.person_id), intake.product, version=intake.version)
        record.entity, record.amount_fen = intake.entity, intake.amount_fen
        record.village, record.consent_sha256 = intake.village, intake.consent_sha256
        record.station, record.taken_by = intake.station_id, intake.taken_by
        record.at, record.status = stamp(intake.at), intake.status
        record.ended_by = intake.ended_by or None
        told = json.dumps([getattr(intake, name) for name in _SEALED], ensure_ascii=False)
        record.sealed = self._vault.seal(told, record.county, _place(record))
        if intake.status == WAITING:
            record.work_pk = f"{intake.county}#{_LIST}"
            record.work_sk = f"{stamp(intake.at)}#{intake.person_id}"
        record.events = events
        return replace(record) if intake.version else create(record)

    def _intake(self, record: IntakeRecord) -> Intake:
        told = json.loads(self._vault.open(str(record.sealed), record.county, _place(record)))
        person_id = str(record.pk).rpartition("#")[2]
        return Intake(
            person_id=person_id,
            product=str(record.sk),
            county=county_of(person_id),
            entity=str(record.entity),
            amount_fen=int(record.amount_fen),
            village=str(record.village),
            consent_sha256=str(record.consent_sha256),
            station_id=str(record.station),
            taken_by=str(record.taken_by),
            at=parse_stamp(str(record.at)),
            status=str(record.status),
            ended_by=str(record.ended_by or ""),
            version=int(record.version),
            **dict(zip(_SEALED, told, strict=True)),
        )


def _pk(person_id: str) -> str:
    return f"{county_of(person_id)}#IK#{person_id}"


def _place(record: IntakeRecord) -> str:
    return f"lending/{record.pk}/{record.sk}/sealed"
