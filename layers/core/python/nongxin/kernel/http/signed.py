"""Signed requests, and those of terminals: Ed25519 (RFC 8032) over the raw bytes.

An authorizer sees no body, so these routes have none. What is signed is, line by line, the method,
the path with its query, the terminal, the second (Unix time), the nonce; then the body as sent:

    POST\n/v1/payments\ntm_610727_01J…\n1795651200\n5f0c…\n{"service":"A03",…}

A question's nonce is good once. A command needs none kept: its own key, terminal and trace number,
stands for ever, and a repeat of it moves nothing.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Protocol
from urllib.parse import urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import Denied, Problem, Unauthenticated
from nongxin.kernel.value import value

SKEW_SECONDS = 300
HEADERS = ("x-terminal", "x-second", "x-nonce", "x-signature")
_SECOND = re.compile(r"[0-9]{10}")
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_KEY_BYTES = 32


class SignatureNeeded(Unauthenticated):
    code = "signature-needed"
    zh = "终端请求须带 X-Terminal、X-Second、X-Nonce、X-Signature 请求头"
    en = "A terminal's request has the headers X-Terminal, X-Second, X-Nonce and X-Signature"


class SignatureInvalid(Unauthenticated):
    """One answer for an unknown terminal, another's key and a changed byte alike."""

    code = "signature-invalid"
    zh = "终端签名无效"
    en = "The terminal's signature is not valid"


class ClockSkewed(Unauthenticated):
    """Facts: `server_time`, by which the terminal sets its clock before it signs anew."""

    code = "clock-skewed"
    zh = "终端时间与服务器相差超过{most_s}秒，请按 server_time 校时后重新签名"
    en = "The terminal's clock is off by more than {most_s} seconds: set it by `server_time`"


class NonceReplayed(Unauthenticated):
    code = "nonce-replayed"
    zh = "该请求已发送过，不能重放"
    en = "This request was sent before: it cannot be replayed"


class TerminalRevoked(Denied):
    code = "terminal-revoked"
    zh = "该终端的密钥已被吊销"
    en = "The key of this terminal was revoked"


class Signer(Protocol):
    """Who signed. `key` is the raw public key."""

    @property
    def id(self) -> str: ...

    @property
    def county(self) -> str: ...

    @property
    def key(self) -> bytes: ...

    @property
    def is_revoked(self) -> bool: ...


class Signers(Protocol):
    """The terminals that a door knows."""

    def now(self) -> datetime: ...

    def find(self, name: str) -> Signer | None:
        """A terminal that has a key, also one whose key was revoked."""
        ...

    def spend(self, signer: Signer, nonce: str) -> None:
        """Raises NonceReplayed the second time."""
        ...


@value
class Signed:
    """A request as it came. `path` begins with /v1, its query is sorted by name; `api_key_id` is
    the gateway's id of the channel's key ("" where it asks for none).
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    api_key_id: str = ""

    @property
    def message(self) -> bytes:
        """What the signature stands under."""
        told = [self.headers[name] for name in HEADERS[:3]]
        return "\n".join([self.method, self.path, *told, ""]).encode() + self.body

    @property
    def nonce(self) -> str:
        return self.headers["x-nonce"]

    @property
    def second(self) -> int:
        return int(self.headers["x-second"])


class Signatures(Protocol):
    """How a door's signed routes are signed: its headers by their names in the OpenAPI document,
    and who signed.
    """

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def refusals(self) -> tuple[type[Any], ...]: ...

    def check(self, signed: Signed, *, is_question: bool) -> Any:
        """The signer. Raises one of the refusals."""
        ...

    def unread(self, problem: Problem, path: Mapping[str, str]) -> None:
        """A body could not be read, or is none of the route's; who signed it does not matter."""
        ...


@value
class TerminalSignatures:
    """`known` is asked when a call comes: a door's import reads nothing."""

    known: Callable[[], Signers]

    headers: ClassVar[dict[str, str]] = {
        "terminal": "X-Terminal",
        "second": "X-Second",
        "nonce": "X-Nonce",
        "signature": "X-Signature",
    }
    refusals: ClassVar[tuple[type[Any], ...]] = (
        SignatureNeeded, SignatureInvalid, ClockSkewed, NonceReplayed, TerminalRevoked,
    )  # fmt: skip

    def check(self, signed: Signed, *, is_question: bool) -> Signer:
        return verified(signed, self.known(), is_question=is_question)

    def unread(self, problem: Problem, path: Mapping[str, str]) -> None:
        """Terminals hear of it and mend it."""


def path_signed(resource: str, params: Mapping[str, str], query: Mapping[str, str]) -> str:
    """The path as the terminal signs it, from the route's pattern."""
    path = resource
    for name, text in params.items():
        path = path.replace(f"{{{name}}}", text)
    return f"{path}?{urlencode(sorted(query.items()))}" if query else path


def verified(signed: Signed, signers: Signers, *, is_question: bool) -> Signer:
    """Who signed it.

    Raises SignatureNeeded, SignatureInvalid, TerminalRevoked, ClockSkewed, NonceReplayed.
    """
    if not all(signed.headers.get(name) for name in HEADERS):
        raise SignatureNeeded()
    if not _SECOND.fullmatch(signed.headers["x-second"]) or not _NONCE.fullmatch(signed.nonce):
        raise SignatureInvalid()
    signer = signers.find(signed.headers["x-terminal"])
    if signer is None:
        raise SignatureInvalid()
    check_signature(signer.key, signed.headers["x-signature"], signed.message)
    if signer.is_revoked:
        raise TerminalRevoked()
    now = signers.now()
    if abs(int(now.timestamp()) - signed.second) > SKEW_SECONDS:
        raise ClockSkewed(most_s=SKEW_SECONDS, server_time=stamp(now))
    if is_question:
        signers.spend(signer, signed.nonce)
    return signer


def check_signature(key: bytes, signature: str, message: bytes) -> None:
    """`signature` is base64url without padding. Raises SignatureInvalid."""
    try:
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        Ed25519PublicKey.from_public_bytes(key).verify(raw, message)
    except (InvalidSignature, binascii.Error, ValueError):
        raise SignatureInvalid() from None


def public_key(text: str) -> bytes | None:
    """The 32 bytes of a public key in base64url; None for what is none."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        Ed25519PublicKey.from_public_bytes(raw)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == _KEY_BYTES else None
