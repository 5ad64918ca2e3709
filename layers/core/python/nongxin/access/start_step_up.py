"""Before something is signed: a code goes to the signed-in person's phone, for this only."""

from __future__ import annotations

from nongxin.access.challenge import Challenge, Purpose
from nongxin.access.challenge_person import Ask, send_challenge
from nongxin.access.ports import AccessParts
from nongxin.access.problems import SessionEnded
from nongxin.kernel.identity import Principal


def start_step_up(person: Principal, digest: str, parts: AccessParts) -> Challenge:
    """`digest` is the SHA-256 (hex) of what will be signed. Raises Locked or Busy."""
    credential = parts.store.credential(person.id, lately=True)
    if credential is None:
        raise SessionEnded()
    phone = parts.store.open_phone(credential.phone, person.id)
    ask = Ask(Purpose.STEP_UP, person.id, phone, subject=digest, session=person.session)
    return send_challenge(ask, parts)
