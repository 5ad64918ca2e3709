"""Applications, consents, claims and task tokens as items, and the repository over them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.numbers import NumberRecord
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Page, Storage
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.mapping import fill, notes_of, read, with_notes
from nongxin.lending.applications.status import Status

WAITING_FOR_OFFICERS = "referred"
_TOKEN = "TOKEN#"  # noqa: S105 - a name, no secret


class ApplicationRecord(Record):
    context = "lending"

    borrower = UnicodeAttribute()
    household = UnicodeAttribute()
    entity = UnicodeAttribute()
    applied_by = UnicodeAttribute(null=True)  # absent: by the borrower
    captured_by = UnicodeAttribute(null=True)
    product = UnicodeAttribute()
    amount_fen = NumberAttribute()
    term_months = NumberAttribute()
    method = UnicodeAttribute()
    purpose = UnicodeAttribute()
    first_fen = NumberAttribute(null=True)
    submitted_at = UnicodeAttribute()
    status = UnicodeAttribute()
    attempt = NumberAttribute()
    verdict = UnicodeAttribute(null=True)
    referral = UnicodeAttribute(null=True)
    notes = UnicodeAttribute(null=True)  # of the officers in the referral, sealed
    offer = UnicodeAttribute(null=True)
    signed_at = UnicodeAttribute(null=True)
    signed_with = UnicodeAttribute(null=True)
    loan_id = UnicodeAttribute(null=True)
    parked_from = UnicodeAttribute(null=True)
    fault = UnicodeAttribute(null=True)
    ended = UnicodeAttribute(null=True)
    checkout = UnicodeAttribute(null=True)
    # Present only while officers must act: the sparse index `work` is their list.
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


class ClaimRecord(Record):
    """One open application per person and product, and the list of all there were."""

    context = "lending"

    application = UnicodeAttribute()
    all = UnicodeAttribute()


class TokenRecord(Record):
    """The task token by which a waiting workflow is answered."""

    context = "lending"

    token = UnicodeAttribute()
    attempt = NumberAttribute()


class ContractNumbers(NumberRecord):
    context = "lending"


class DynamoApplications:
    def __init__(self, storage: Storage, vault: Vault) -> None:
        self._storage = storage
        self._vault = vault

    def get(self, application_id: str, *, consistent: bool = False) -> Application:
        """Raises Missing."""
        pk = _pk(application_id)
        record = self._storage.get(ApplicationRecord, pk, "APPLICATION", consistent=consistent)
        if record is None:
            raise Missing()
        return read(record, application_id)

    def add(self, application: Application, events: str) -> Write:
        record = ApplicationRecord(_pk(application.id), "APPLICATION")
        return create(self._filled(record, application, events))

    def save(self, application: Application, events: str) -> Write:
        """Replaces the version before this one."""
        record = ApplicationRecord(_pk(application.id), "APPLICATION")
        record.version = application.version - 1
        return replace(self._filled(record, application, events))

    def last_of(self, person_id: str, product: str) -> ClaimRecord | None:
        """The person's newest application for a product."""
        return self._storage.get(ClaimRecord, person_partition(person_id), f"OPEN#{product}")

    def claim(self, before: ClaimRecord | None, application: Application) -> Write:
        """Makes this the person's newest application for its product; refused as stale
        on a race.
        """
        pk = person_partition(application.parties.borrower_id)
        earlier = json.loads(before.all) if before else []
        record = before or ClaimRecord(pk, f"OPEN#{application.wish.product}")
        record.application = application.id
        record.all = json.dumps([application.id, *earlier], separators=(",", ":"))
        return replace(record) if before else create(record)

    def ids_of(self, person_id: str) -> list[str]:
        """All applications of a person, newest first."""
        return ids_in(self._storage.query(ClaimRecord, person_partition(person_id), "OPEN#"))

    def waiting(self, county: str, limit: int, after: dict[str, Any] | None) -> Page:
        """Keys of the applications that officers of a county must decide, oldest first."""
        return self._storage.work("lending", f"{county}#{WAITING_FOR_OFFICERS}", limit, after)

    def keep_token(self, application_id: str, attempt: int, state: str, token: str) -> None:
        """Kept before the record says that it waits, and before it is looked at for an answer that
        came already, so that an answer always finds it. Raises StaleRecord where a later attempt
        waits: what is left of an earlier run takes no bell away.
        """
        record = TokenRecord(_pk(application_id), _TOKEN + state)
        record.token, record.attempt = token, attempt
        known = "attribute_not_exists(pk) OR attempt <= :attempt"
        self._storage.commit(Write(record, known, {}, {":attempt": {"N": str(attempt)}}))

    def with_tokens(
        self, application_id: str, *, consistent: bool
    ) -> tuple[Application, dict[str, str]]:
        """An application and the newest token of each state that waited, by one query.

        Raises Missing.
        """
        items = self._storage.page(
            ApplicationRecord, _pk(application_id), consistent=consistent
        ).items
        by_key = {item["sk"]["S"]: item for item in items}
        found = by_key.pop("APPLICATION", None)
        if found is None:
            raise Missing()
        tokens = [TokenRecord.of(i) for key, i in by_key.items() if key.startswith(_TOKEN)]
        told = {str(t.sk).removeprefix(_TOKEN): str(t.token) for t in tokens}
        return read(ApplicationRecord.of(found), application_id), told

    def _filled(
        self, record: ApplicationRecord, application: Application, events: str
    ) -> ApplicationRecord:
        fill(record, application)
        record.events = events
        record.notes = self._notes(record, application)
        if application.status is Status.REFERRED:
            record.work_pk = f"{application.parties.county}#{WAITING_FOR_OFFICERS}"
            record.work_sk = application.id[-26:]
        return record

    def _notes(self, record: ApplicationRecord, application: Application) -> str | None:
        """As they were, or sealed anew with one that was written now."""
        if application.referral is None:
            return None
        standing = application.referral.sealed_notes
        given = notes_of(application)
        if not any(given):
            return standing or None
        before = self._opened(record, standing) if standing else []
        told = [new or old for new, old in zip_longest(given, before, fillvalue="")]
        clear = json.dumps(told, ensure_ascii=False)
        return self._vault.seal(clear, record.county, _notes_place(record))

    def opened(self, application: Application) -> Application:
        """With officers' notes in clear, for whoever may read them."""
        if application.referral is None or not application.referral.sealed_notes:
            return application
        record = ApplicationRecord(_pk(application.id), "APPLICATION")
        return with_notes(application, self._opened(record, application.referral.sealed_notes))

    def _opened(self, record: ApplicationRecord, sealed: str) -> list[str]:
        told: list[str] = json.loads(self._vault.open(sealed, record.county, _notes_place(record)))
        return told


def _notes_place(record: ApplicationRecord) -> str:
    return f"lending/{record.pk}/{record.sk}/notes"


def _pk(application_id: str) -> str:
    return f"{county_of(application_id, 'ap')}#AP#{application_id}"


def ids_in(claims: Iterable[ClaimRecord]) -> list[str]:
    """The applications that claims list, newest first."""
    ids = [i for claim in claims for i in json.loads(claim.all)]
    return sorted(ids, key=lambda i: i[-26:], reverse=True)


def person_partition(person_id: str) -> str:
    """Claims and consents of a person: one query has them all."""
    return f"{county_of(person_id)}#P#{person_id}"
