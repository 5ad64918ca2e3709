"""Sign in, first step: login and password are right, so a code goes to the person's phone."""

from __future__ import annotations

from collections.abc import Sequence

from nongxin.access.attempts import What, kind_of
from nongxin.access.challenge import Challenge, Purpose
from nongxin.access.challenge_person import Ask, send_challenge
from nongxin.access.count_attempt import cleared, count_attempt
from nongxin.access.password import hash_password, is_outdated, matches
from nongxin.access.ports import AccessParts
from nongxin.access.problems import WrongLogin
from nongxin.kernel.records import Write
from nongxin.kernel.value import value

_PASSWORD = kind_of(What.PASSWORD)


@value
class StartSignIn:
    """`login` is a customer's phone or a staff number."""

    login: str
    password: str


def start_sign_in(command: StartSignIn, parts: AccessParts) -> Challenge:
    """Raises WrongLogin (also for a login that nobody has), Locked or Busy."""
    person = parts.logins.by_login(command.login)
    count_attempt(person.id, _PASSWORD, parts)
    credential = parts.store.credential(person.id)
    hashed = credential.password_hash if credential else None
    right = matches(hashed, command.password)
    if credential is None or hashed is None or not right:
        raise WrongLogin()
    newer = hash_password(command.password) if is_outdated(hashed) else None

    def also() -> Sequence[Write]:
        writes = cleared(person.id, _PASSWORD, parts)
        if newer:
            writes.append(parts.store.keep_credential(credential.with_password(newer)))
        return writes

    phone = parts.store.open_phone(credential.phone, person.id)
    return send_challenge(Ask(Purpose.SIGN_IN, person.id, phone), parts, also)
