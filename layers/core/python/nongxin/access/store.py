"""Access as items: credentials, sessions, challenges and counts of attempts. Mapping only.

A person's items stand under `<county>#P#<person>`, a challenge under its own id.
"""

from __future__ import annotations

import secrets
from typing import TypeVar

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from nongxin.access.attempts import FORGOTTEN_AFTER_S, Attempts
from nongxin.access.challenge import Challenge, Purpose
from nongxin.access.credential import Credential
from nongxin.access.session import Session
from nongxin.kernel.identity import Role
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage

R = TypeVar("R", bound=Record)

_KEPT_S = 24 * 3600  # how long what has ended stays before the table drops it


class AccessRecord(Record):
    """`mark` makes every write differ, so that two equal counts at once are never taken for one."""

    context = "access"
    mark = UnicodeAttribute(default_for_new=lambda: secrets.token_hex(8))


class CredentialRecord(AccessRecord):
    role = UnicodeAttribute()
    entity = UnicodeAttribute()
    counties = UnicodeAttribute()
    phone = UnicodeAttribute()
    password_hash = UnicodeAttribute(null=True)
    is_closed = BooleanAttribute(null=True)  # absent: open


class SessionRecord(AccessRecord):
    family_hash = UnicodeAttribute()
    turn_hash = UnicodeAttribute()
    ends_at = NumberAttribute()
    idle_until = NumberAttribute()
    is_revoked = BooleanAttribute(default=False)


class ChallengeRecord(AccessRecord):
    purpose = UnicodeAttribute()
    person_id = UnicodeAttribute()
    code_index = UnicodeAttribute()
    ends_at = NumberAttribute()
    is_sound = BooleanAttribute()
    subject = UnicodeAttribute(null=True)
    session = UnicodeAttribute(null=True)
    phone = UnicodeAttribute(null=True)
    is_used = BooleanAttribute(default=False)


class AttemptsRecord(AccessRecord):
    failures = NumberAttribute()
    last_at = NumberAttribute()
    locked_until = NumberAttribute()


class DynamoAccess:
    """Reads are consistent unless `lately` is asked for; writes take the version read before.

    `lately` reads cost half and may lag: what is decided on them is refused as stale, and one that
    finds nothing is asked again.
    """

    def __init__(self, storage: Storage, vault: Vault) -> None:
        self._storage = storage
        self._vault = vault

    def credential(self, person_id: str, *, lately: bool = False) -> Credential | None:
        """The person's way in; None where there is none, or it is closed."""
        found = self.any_credential(person_id, lately=lately)
        return None if found is None or found.is_closed else found

    def any_credential(self, person_id: str, *, lately: bool = False) -> Credential | None:
        found = self._get(CredentialRecord, _pk(person_id), "CREDENTIAL", lately)
        if found is None:
            return None
        return Credential(
            person_id=person_id,
            role=Role(str(found.role)),
            entity=str(found.entity),
            counties=frozenset(str(found.counties).split(",")),
            phone=str(found.phone),
            password_hash=found.password_hash,
            is_closed=bool(found.is_closed),
            version=int(found.version),
        )

    def keep_credential(self, credential: Credential, events: str | None = None) -> Write:
        record = CredentialRecord(_pk(credential.person_id), "CREDENTIAL")
        record.role = credential.role.value
        record.entity = credential.entity
        record.counties = ",".join(sorted(credential.counties))
        record.phone = credential.phone
        record.password_hash = credential.password_hash
        record.is_closed = credential.is_closed or None
        record.events = events
        return _kept(record, credential.version)

    def seal_phone(self, phone: str, person_id: str) -> str:
        return self._vault.seal(phone, county_of(person_id), _phone_place(person_id))

    def open_phone(self, sealed: str, person_id: str) -> str:
        return self._vault.open(sealed, county_of(person_id), _phone_place(person_id))

    def session(self, person_id: str, session_id: str, *, lately: bool = False) -> Session | None:
        found = self._get(SessionRecord, _pk(person_id), f"SESSION#{session_id}", lately)
        return None if found is None else _session(person_id, found)

    def sessions(self, person_id: str) -> list[Session]:
        """All that are still stored, oldest first."""
        found = self._storage.query(SessionRecord, _pk(person_id), "SESSION#", consistent=True)
        return [_session(person_id, record) for record in found]

    def keep_session(self, session: Session, events: str | None = None) -> Write:
        record = SessionRecord(_pk(session.person_id), f"SESSION#{session.id}")
        record.family_hash = session.family_hash
        record.turn_hash = session.turn_hash
        record.ends_at = session.ends_at
        record.idle_until = session.idle_until
        record.is_revoked = session.is_revoked
        record.expires_at = session.ends_at + _KEPT_S
        record.events = events
        return _kept(record, session.version)

    def challenge(self, challenge_id: str, *, lately: bool = False) -> Challenge | None:
        pk = f"{county_of(challenge_id, 'ch')}#C#{challenge_id}"
        found = self._get(ChallengeRecord, pk, "CHALLENGE", lately)
        return None if found is None else _challenge(challenge_id, found)

    def keep_challenge(self, challenge: Challenge) -> Write:
        pk = f"{county_of(challenge.id, 'ch')}#C#{challenge.id}"
        record = ChallengeRecord(pk, "CHALLENGE")
        record.purpose = challenge.purpose.value
        record.person_id = challenge.person_id
        record.code_index = challenge.code_index
        record.ends_at = challenge.ends_at
        record.is_sound = challenge.is_sound
        record.subject = challenge.subject or None
        record.session = challenge.session or None
        record.phone = challenge.phone or None
        record.is_used = challenge.is_used
        record.expires_at = challenge.ends_at + _KEPT_S
        return _kept(record, challenge.version)

    def attempts(self, person_id: str, kind: str, *, lately: bool = False) -> Attempts:
        """Where none are stored yet, `lately` is not asked again: creating them is refused too."""
        found = self._storage.get(
            AttemptsRecord, _pk(person_id), f"ATTEMPTS#{kind}", consistent=not lately
        )
        if found is None:
            return Attempts(person_id, kind)
        return Attempts(
            person_id,
            kind,
            failures=int(found.failures),
            last_at=int(found.last_at),
            locked_until=int(found.locked_until),
            version=int(found.version),
        )

    def keep_attempts(self, attempts: Attempts, events: str | None = None) -> Write:
        record = AttemptsRecord(_pk(attempts.person_id), f"ATTEMPTS#{attempts.kind}")
        record.failures = attempts.failures
        record.last_at = attempts.last_at
        record.locked_until = attempts.locked_until
        record.expires_at = (
            max(attempts.last_at + FORGOTTEN_AFTER_S, attempts.locked_until) + _KEPT_S
        )
        record.events = events
        return _kept(record, attempts.version)

    def _get(self, model: type[R], pk: str, sk: str, lately: bool) -> R | None:
        found = self._storage.get(model, pk, sk) if lately else None
        return found or self._storage.get(model, pk, sk, consistent=True)


def _pk(person_id: str) -> str:
    return f"{county_of(person_id)}#P#{person_id}"


def _phone_place(person_id: str) -> str:
    return f"access/{_pk(person_id)}/phone"


def _kept(record: AccessRecord, version: int) -> Write:
    if version == 0:
        return create(record)
    record.version = version
    return replace(record)


def _session(person_id: str, record: SessionRecord) -> Session:
    return Session(
        id=str(record.sk).removeprefix("SESSION#"),
        person_id=person_id,
        family_hash=str(record.family_hash),
        turn_hash=str(record.turn_hash),
        ends_at=int(record.ends_at),
        idle_until=int(record.idle_until),
        is_revoked=bool(record.is_revoked),
        version=int(record.version),
    )


def _challenge(challenge_id: str, record: ChallengeRecord) -> Challenge:
    return Challenge(
        id=challenge_id,
        purpose=Purpose(str(record.purpose)),
        person_id=str(record.person_id),
        code_index=str(record.code_index),
        ends_at=int(record.ends_at),
        is_sound=bool(record.is_sound),
        subject=str(record.subject or ""),
        session=str(record.session or ""),
        phone=str(record.phone or ""),
        is_used=bool(record.is_used),
        version=int(record.version),
    )
