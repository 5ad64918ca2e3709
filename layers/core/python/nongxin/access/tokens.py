"""Tokens: JWTs (RFC 7519) signed with ES256 by the newest of our keys, five minutes long.

Only ES256 of one of our own key ids is ever accepted, whatever a header says. An access token and
a step-up token have different audiences, so neither passes for the other.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any, Protocol

from nongxin.access.problems import BadToken
from nongxin.kernel.value import value

ACCESS_SECONDS = 300
STEP_UP_SECONDS = 300
ACCESS_AUDIENCE = "nongxin"
STEP_UP_AUDIENCE = "nongxin-step-up"

_LONGEST = 4096
_SHAPE = re.compile(r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$")

Claims = dict[str, Any]


class VerifyingKey(Protocol):
    """A P-256 public key; `kid` is its RFC 7638 thumbprint."""

    @property
    def kid(self) -> str: ...

    def fits(self, message: bytes, signature: bytes) -> bool:
        """Whether r||s (64 bytes) signs the message."""
        ...


class VerifyingKeys(Protocol):
    """All of our keys whose tokens count: the one that signs, one that did, one that will."""

    def named(self, kid: str) -> VerifyingKey | None: ...


class SigningKey(VerifyingKey, VerifyingKeys, Protocol):
    def sign(self, message: bytes) -> bytes:
        """r||s, 64 bytes; raises Busy."""
        ...


@value
class Expected:
    """`now` in epoch seconds."""

    issuer: str
    audience: str
    now: int


def issuer_of(stage: str) -> str:
    return f"urn:nongxin:{stage}"


def encode(claims: Claims, key: SigningKey) -> str:
    signed = f"{_packed(_header(key))}.{_packed(claims)}"
    return f"{signed}.{_text(key.sign(signed.encode()))}"


def verify(token: str, keys: VerifyingKeys, expected: Expected) -> Claims:
    """The claims of a token that we signed, for this audience, still valid; raises BadToken."""
    if len(token) > _LONGEST or not _SHAPE.match(token):
        raise BadToken()
    signed, _, signature = token.rpartition(".")
    header, _, body = signed.partition(".")
    key = _named(_opened(header), keys)
    if key is None or not key.fits(signed.encode(), _bytes(signature)):
        raise BadToken()
    claims = _opened(body)
    if not isinstance(claims, dict) or not _holds(claims, expected):
        raise BadToken()
    return claims


def _named(header: Any, keys: VerifyingKeys) -> VerifyingKey | None:
    """The key that the header names, if the rest of it is as we write it."""
    kid = header.get("kid") if isinstance(header, dict) else None
    key = keys.named(kid) if isinstance(kid, str) else None
    return key if key is not None and header == _header(key) else None


def _header(key: VerifyingKey) -> dict[str, str]:
    return {"alg": "ES256", "kid": key.kid, "typ": "JWT"}


def _holds(claims: Claims, expected: Expected) -> bool:
    times = [claims.get("iat"), claims.get("exp")]
    if not all(type(t) is int for t in times):
        return False
    return (
        claims.get("iss") == expected.issuer
        and claims.get("aud") == expected.audience
        and expected.now < claims["exp"]
        and isinstance(claims.get("sub"), str)
    )


def _packed(value: dict[str, Any]) -> str:
    return _text(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def _opened(text: str) -> Any:
    try:
        return json.loads(_bytes(text))
    except (ValueError, RecursionError):
        raise BadToken() from None


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    """Unpadded base64url in its one canonical spelling; raises BadToken."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise BadToken() from None
    if _text(raw) != text:
        raise BadToken()
    return raw
