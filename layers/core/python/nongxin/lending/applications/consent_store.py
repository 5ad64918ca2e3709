"""Consents as items beside the person's claims, so that one query tells both."""

from __future__ import annotations

import json
from datetime import date, datetime

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.consent import Consent, Giver
from nongxin.lending.applications.store import ClaimRecord, ids_in, person_partition

_CLAIM = "OPEN#"
_TAKEN_BACK = "#TAKEN_BACK"


class ConsentRecord(Record):
    """`giver` is sealed: name, ID number, phone and the card's last day."""

    context = "lending"

    kind = UnicodeAttribute()
    text = UnicodeAttribute()
    text_sha256 = UnicodeAttribute()
    given_at = UnicodeAttribute()
    giver = UnicodeAttribute()


@value
class Papers:
    """What lies beside an application: the consent that came with it (None: none was given), and
    the ids of the person's other applications, newest first.
    """

    consent: Consent | None
    others: list[str]


class TakenBackRecord(Record):
    """Beside the consent, which stays as it was given: the person took it back."""

    context = "lending"

    taken_back_at = UnicodeAttribute()


class DynamoConsents:
    def __init__(self, storage: Storage, vault: Vault) -> None:
        self._storage = storage
        self._vault = vault

    def add(self, application: Application, consent: Consent) -> Write:
        pk = person_partition(application.parties.borrower_id)
        record = ConsentRecord(pk, _key(application, consent.kind))
        record.kind, record.text = consent.kind, consent.text
        record.text_sha256, record.given_at = consent.text_sha256, stamp(consent.given_at)
        sealed = json.dumps(_told(consent.giver), ensure_ascii=False, separators=(",", ":"))
        record.giver = self._vault.seal(sealed, record.county, _place(record))
        return create(record)

    def take_back(self, application: Application, kind: str, at: datetime) -> Write:
        """Refused as stale where it was taken back before."""
        pk = person_partition(application.parties.borrower_id)
        record = TakenBackRecord(pk, _key(application, kind) + _TAKEN_BACK)
        record.taken_back_at = stamp(at)
        return create(record)

    def is_taken_back(self, application: Application, kind: str) -> bool:
        """Read consistently: what was taken back a moment ago counts."""
        pk = person_partition(application.parties.borrower_id)
        sk = _key(application, kind) + _TAKEN_BACK
        return self._storage.get(TakenBackRecord, pk, sk, consistent=True) is not None

    def papers(self, application: Application, kind: str) -> Papers:
        """By one query of what the person has signed and applied for; `consent` is a live one.

        It is read consistently: what was taken back a moment ago is no consent any more.
        """
        return self._papers(application, kind, consistent=True)

    def _papers(self, application: Application, kind: str, *, consistent: bool) -> Papers:
        pk = person_partition(application.parties.borrower_id)
        items = self._storage.page(ConsentRecord, pk, consistent=consistent).items
        by_key = {item["sk"]["S"]: item for item in items}
        key = _key(application, kind)
        consent = None if key + _TAKEN_BACK in by_key else by_key.get(key)
        claims = [ClaimRecord.of(i) for key, i in by_key.items() if key.startswith(_CLAIM)]
        others = [i for i in ids_in(claims) if i != application.id]
        return Papers(self._consent(ConsentRecord.of(consent)) if consent else None, others)

    def _consent(self, record: ConsentRecord) -> Consent:
        told = json.loads(self._vault.open(str(record.giver), record.county, _place(record)))
        at = parse_stamp(str(record.given_at))
        return Consent(
            str(record.kind), str(record.text), str(record.text_sha256), at, _giver(*told)
        )


def _key(application: Application, kind: str) -> str:
    return f"CONSENT#{application.id}#{kind}"


def _place(record: ConsentRecord) -> str:
    return f"lending/{record.pk}/{record.sk}/giver"


def _told(giver: Giver) -> list[str | None]:
    until = giver.id_valid_to.isoformat() if giver.id_valid_to else None
    return [giver.name, giver.id_no, giver.phone, until]


def _giver(name: str, id_no: str, phone: str, until: str | None) -> Giver:
    return Giver(name, id_no, phone, date.fromisoformat(until) if until else None)
