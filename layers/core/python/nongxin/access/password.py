"""Passwords: Argon2id (RFC 9106), and what a password may not be.

Memory 19 MiB, 2 passes, 1 lane: the OWASP minimum, some 45 ms on one core here and about 80 ms on a
Lambda of 1,024 MB (0.58 vCPU). More memory would buy little: five wrong tries lock the login.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from nongxin.access.problems import WeakPassword

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
SHORTEST, LONGEST = 8, 64
# The hash of nothing that anybody knows, so that an unknown login costs the same work.
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$"
    "ojoq1qa/+VWGMkA4J/+D5Q$+CagZW50xKpFc6h4NfTfExvp9g9vDa0csgc64n0tLnI"
)
_COMMON = frozenset(
    [
        "password1",
        "passw0rd",
        "abc12345",
        "abcd1234",
        "a1234567",
        "a12345678",
        "aa123456",
        "1234qwer",
        "1q2w3e4r",
        "qwer1234",
        "woaini1314",
        "woaini520",
        "iloveyou1",
        "admin123",
        "nongxin123",
        "nongxin1",
        "zxcv1234",
        "asdf1234",
    ]
)


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


def hash_password(password: str) -> str:
    return _hasher().hash(_normal(password))


def matches(hashed: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed; without a hash the same work, and no."""
    try:
        right = _hasher().verify(hashed or NOBODY, _normal(password))
    except VerificationError:
        return False
    return right and hashed is not None


def is_outdated(hashed: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(hashed)


def check_strength(password: str, login: str) -> None:
    """Raises WeakPassword."""
    text = _normal(password)
    if len(text) < SHORTEST:
        raise WeakPassword(why="too-short")
    if len(text) > LONGEST:
        raise WeakPassword(why="too-long")
    if len({_kind(c) for c in text}) < 2 or len(set(text)) < 4:
        raise WeakPassword(why="too-plain")
    if text.lower() in _COMMON:
        raise WeakPassword(why="common")
    if login.lower() in text.lower():
        raise WeakPassword(why="contains-login")


def _normal(password: str) -> str:
    """Full-width and half-width input of the same text are the same password."""
    return unicodedata.normalize("NFKC", password)


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    return "letter" if character.isalpha() else "sign"
