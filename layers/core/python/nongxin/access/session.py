"""A session (登录会话): one family of refresh tokens, each good once.

A refresh token is person.session.family.turn: `family` stays, `turn` changes at every use. A turn
that is not the newest was used before, by its owner or by a thief: the whole family ends. A text
without the right family proves nothing and ends nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import replace
from enum import Enum

from nongxin.access.problems import SessionEnded
from nongxin.kernel.value import value

LONGEST_S = 12 * 3600  # (assumed) a working day; then password and code again
IDLE_S = 3600  # (assumed)
MOST_AT_ONCE = 10

_SECRET = r"[A-Za-z0-9_-]{32}"  # noqa: S105 - a pattern
_SHAPE = re.compile(
    rf"^([a-z]{{2}}_\d{{6}}_\w{{26}})\.(ss_\d{{6}}_\w{{26}})\.({_SECRET})\.({_SECRET})$"
)


class Fit(Enum):
    NEWEST = "newest"
    USED = "used"
    FOREIGN = "foreign"


@value
class RefreshToken:
    person_id: str
    session_id: str
    family: str
    turn: str

    @property
    def text(self) -> str:
        return ".".join((self.person_id, self.session_id, self.family, self.turn))

    @classmethod
    def parse(cls, text: str) -> RefreshToken:
        """Raises SessionEnded on a text that is no refresh token."""
        match = _SHAPE.match(text)
        if match is None:
            raise SessionEnded()
        return cls(*match.groups())


@value
class Session:
    """Only hashes of the family and of the newest turn are kept. Times are epoch seconds."""

    id: str
    person_id: str
    family_hash: str
    turn_hash: str
    ends_at: int
    idle_until: int
    is_revoked: bool = False
    version: int = 0

    @classmethod
    def begun(cls, session_id: str, person_id: str, now: int) -> tuple[Session, RefreshToken]:
        token = RefreshToken(person_id, session_id, _secret(), _secret())
        session = cls(
            id=session_id,
            person_id=person_id,
            family_hash=_hash(token.family),
            turn_hash=_hash(token.turn),
            ends_at=now + LONGEST_S,
            idle_until=now + IDLE_S,
        )
        return session, token

    def is_live(self, now: int) -> bool:
        """Whether access tokens of this session still count."""
        return not self.is_revoked and now < self.ends_at

    def fit(self, token: RefreshToken) -> Fit:
        if not hmac.compare_digest(self.family_hash, _hash(token.family)):
            return Fit.FOREIGN
        newest = hmac.compare_digest(self.turn_hash, _hash(token.turn))
        return Fit.NEWEST if newest else Fit.USED

    def turned(self, token: RefreshToken, now: int) -> tuple[Session, RefreshToken]:
        """The session with its next refresh token; raises SessionEnded when it is too late."""
        if not self.is_live(now) or now >= self.idle_until:
            raise SessionEnded()
        following = replace(token, turn=_secret())
        return replace(self, turn_hash=_hash(following.turn), idle_until=now + IDLE_S), following

    def revoked(self) -> Session:
        return replace(self, is_revoked=True)


def _secret() -> str:
    return secrets.token_urlsafe(24)


def _hash(secret: str) -> str:
    """Secrets of 192 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
