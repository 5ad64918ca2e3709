"""The code is right: the password is set, a customer's credential made, older sessions ended."""

from __future__ import annotations

from dataclasses import replace

from nongxin.access.attempts import What, kind_of
from nongxin.access.challenge import Challenge, Purpose
from nongxin.access.challenge_person import closing, judge_code, open_challenge
from nongxin.access.count_attempt import cleared
from nongxin.access.credential import Credential
from nongxin.access.events import PasswordSet
from nongxin.access.password import check_strength, hash_password
from nongxin.access.ports import AccessParts, settled
from nongxin.access.problems import WrongCode
from nongxin.catalog import places
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Role
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Write
from nongxin.kernel.value import value


@value
class FinishEnrolment:
    challenge_id: str
    code: str
    password: str


def finish_enrolment(command: FinishEnrolment, parts: AccessParts) -> None:
    """Raises WrongCode, Locked, WeakPassword (no attempt then) or Busy."""
    challenge = open_challenge(command.challenge_id, Purpose.ENROLMENT, parts)
    phone = parts.store.open_phone(challenge.phone, challenge.person_id)
    check_strength(command.password, phone)
    judge_code(challenge, command.code, parts)
    hashed = hash_password(command.password)
    settled(lambda _: _set(challenge.id, hashed, parts))


def _set(challenge_id: str, hashed: str, parts: AccessParts) -> None:
    challenge = open_challenge(challenge_id, Purpose.ENROLMENT, parts)
    before = parts.store.any_credential(challenge.person_id)
    if before is not None and before.is_closed:
        raise WrongCode()
    credential = replace(
        before or _customer(challenge, parts), phone=challenge.phone, password_hash=hashed
    )
    told = PasswordSet(
        county=credential.county,
        person_id=credential.person_id,
        role=credential.role.value,
        first=before is None or before.password_hash is None,
    )
    parts.storage.commit(
        parts.store.keep_credential(credential, outbox([told], parts.clock)),
        *closing(challenge, parts),
        *cleared(credential.person_id, kind_of(What.PASSWORD), parts),
        *_end_sessions(credential.person_id, parts),
    )


def _customer(challenge: Challenge, parts: AccessParts) -> Credential:
    county = county_of(challenge.person_id)
    entity = places.entity_of(county, parts.clock.today())
    if entity is None:
        raise WrongCode()
    return Credential(
        challenge.person_id, Role.CUSTOMER, entity, frozenset({county}), challenge.phone
    )


def _end_sessions(person_id: str, parts: AccessParts) -> list[Write]:
    live = [s for s in parts.store.sessions(person_id) if s.is_live(parts.now)]
    return [parts.store.keep_session(session.revoked()) for session in live]
