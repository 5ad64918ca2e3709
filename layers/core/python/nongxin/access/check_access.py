"""Who holds this token? Asked before every call of every door, so kept short and light."""

from __future__ import annotations

from typing import Any

from nongxin.access import tokens
from nongxin.access.problems import BadToken, SessionEnded
from nongxin.access.store import DynamoAccess
from nongxin.access.tokens import VerifyingKeys
from nongxin.kernel.clock import Clock
from nongxin.kernel.identity import Principal, Role

_SCHEME = "bearer "


class AccessCheck:
    """A token's signature, dates and audience, and that its session still lives (one read)."""

    def __init__(self, keys: VerifyingKeys, issuer: str, store: DynamoAccess, clock: Clock) -> None:
        self._keys = keys
        self._issuer = issuer
        self._store = store
        self._clock = clock

    def person(self, header: str) -> Principal:
        """The caller that an Authorization header names; raises BadToken or SessionEnded."""
        if not header.lower().startswith(_SCHEME):
            raise BadToken()
        now = int(self._clock.now().timestamp())
        expected = tokens.Expected(self._issuer, tokens.ACCESS_AUDIENCE, now)
        claims = tokens.verify(header[len(_SCHEME) :].strip(), self._keys, expected)
        person = _principal(claims)
        session = self._store.session(person.id, person.session, lately=True)
        if session is None or not session.is_live(now):
            raise SessionEnded()
        return person


def _principal(claims: dict[str, Any]) -> Principal:
    return Principal(
        id=claims["sub"],
        role=Role(claims["role"]),
        county=claims["county"],
        entity=claims["entity"],
        counties=frozenset(claims["counties"]),
        session=claims["session"],
    )
