"""Applications, consents, claims and task tokens as items, and the repository over them."""

from __future__ import annotations

import json
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.numbers import NumberRecord
from nongxin.kernel.records import Record, Write, create, put, replace
from nongxin.kernel.storage import Page, Storage
from nongxin.lending.application import Application, Status
from nongxin.lending.consent import Consent
from nongxin.lending.mapping import fill, read

WAITING_FOR_OFFICERS = "referred"


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
    submitted_at = UnicodeAttribute()
    status = UnicodeAttribute()
    attempt = NumberAttribute()
    verdict = UnicodeAttribute(null=True)
    referral = UnicodeAttribute(null=True)
    offer = UnicodeAttribute(null=True)
    signed_at = UnicodeAttribute(null=True)
    signed_with = UnicodeAttribute(null=True)
    loan_id = UnicodeAttribute(null=True)
    parked_from = UnicodeAttribute(null=True)
    fault = UnicodeAttribute(null=True)
    ended = UnicodeAttribute(null=True)
    # Present only while officers must act: the sparse index `work` is their list.
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


class ClaimRecord(Record):
    """One open application per person and product, and the list of all there were."""

    context = "lending"

    application = UnicodeAttribute()
    all = UnicodeAttribute()


class ConsentRecord(Record):
    context = "lending"

    kind = UnicodeAttribute()
    text = UnicodeAttribute()
    text_sha256 = UnicodeAttribute()
    given_at = UnicodeAttribute()


class TokenRecord(Record):
    """The task token by which a waiting workflow is answered."""

    context = "lending"

    token = UnicodeAttribute()
    attempt = NumberAttribute()


class ContractNumbers(NumberRecord):
    context = "lending"


class DynamoApplications:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, application_id: str, *, consistent: bool = False) -> Application:
        """Raises Missing."""
        pk = _pk(application_id)
        record = self._storage.get(ApplicationRecord, pk, "APPLICATION", consistent=consistent)
        if record is None:
            raise Missing()
        return read(record, application_id)

    def add(self, application: Application, events: str) -> Write:
        record = ApplicationRecord(_pk(application.id), "APPLICATION")
        return create(_filled(record, application, events))

    def save(self, application: Application, events: str) -> Write:
        """Replaces the version before this one."""
        record = ApplicationRecord(_pk(application.id), "APPLICATION")
        record.version = application.version - 1
        return replace(_filled(record, application, events))

    def consent(self, application: Application, consent: Consent) -> Write:
        pk = _person_pk(application.parties.borrower_id)
        record = ConsentRecord(pk, f"CONSENT#{application.id}#{consent.kind}")
        record.kind, record.text = consent.kind, consent.text
        record.text_sha256, record.given_at = (
            consent.text_sha256,
            stamp(consent.given_at),
        )
        return create(record)

    def has_consent(self, application: Application, kind: str) -> bool:
        pk = _person_pk(application.parties.borrower_id)
        sk = f"CONSENT#{application.id}#{kind}"
        # A consent is never taken away: where one is seen, it is. Only "none" needs to be certain.
        return any(
            self._storage.get(ConsentRecord, pk, sk, consistent=certain)
            for certain in (False, True)
        )

    def last_of(self, person_id: str, product: str) -> ClaimRecord | None:
        """The person's newest application for a product."""
        return self._storage.get(ClaimRecord, _person_pk(person_id), f"OPEN#{product}")

    def claim(self, before: ClaimRecord | None, application: Application) -> Write:
        """Makes this the person's newest application for its product; refused as stale
        on a race.
        """
        pk = _person_pk(application.parties.borrower_id)
        earlier = json.loads(before.all) if before else []
        record = before or ClaimRecord(pk, f"OPEN#{application.wish.product}")
        record.application = application.id
        record.all = json.dumps([application.id, *earlier], separators=(",", ":"))
        return replace(record) if before else create(record)

    def ids_of(self, person_id: str) -> list[str]:
        """All applications of a person, newest first."""
        claims = self._storage.query(ClaimRecord, _person_pk(person_id), "OPEN#")
        ids = [i for claim in claims for i in json.loads(claim.all)]
        return sorted(ids, key=lambda i: i[-26:], reverse=True)

    def waiting(self, county: str, limit: int, after: dict[str, Any] | None) -> Page:
        """Keys of the applications that officers of a county must decide, oldest first."""
        return self._storage.work("lending", f"{county}#{WAITING_FOR_OFFICERS}", limit, after)

    def keep_token(self, application: Application, state: str, token: str) -> None:
        """Kept before the record says that it waits, so that an answer always finds it."""
        record = TokenRecord(_pk(application.id), f"TOKEN#{state}")
        record.token, record.attempt = token, application.attempt
        self._storage.commit(put(record))

    def token(self, application_id: str, state: str) -> str | None:
        pk = _pk(application_id)
        found = self._storage.get(TokenRecord, pk, f"TOKEN#{state}", consistent=True)
        return None if found is None else str(found.token)


def _filled(record: ApplicationRecord, application: Application, events: str) -> ApplicationRecord:
    fill(record, application)
    record.events = events
    if application.status is Status.REFERRED:
        record.work_pk = f"{application.parties.county}#{WAITING_FOR_OFFICERS}"
        record.work_sk = application.id[-26:]
    return record


def _pk(application_id: str) -> str:
    return f"{county_of(application_id, 'ap')}#AP#{application_id}"


def _person_pk(person_id: str) -> str:
    return f"{county_of(person_id)}#P#{person_id}"
