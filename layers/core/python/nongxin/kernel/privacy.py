"""Personal data: sealed field by field under the county's data key, found again by a blind index.

A sealed text is bound to context, record and attribute, so that it cannot be moved to another
place,
and never to a physical table, so that a county can move.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_AES_256_GCM = b"\x01"  # the algorithm byte; SM4-GCM will be 2
_NONCE_BYTES = 12
_KEY_BYTES = 32


class KeyRing(Protocol):
    """Data keys in clear, cached: one per county, one for the blind index."""

    def data_key(self, county: str) -> bytes: ...

    def index_key(self) -> bytes: ...


class Vault:
    """Seals and opens personal fields. `place` is context/record key/attribute."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    def seal(self, clear: str, county: str, place: str) -> str:
        return base64.b64encode(self.seal_bytes(clear.encode(), county, place)).decode()

    def open(self, sealed: str, county: str, place: str) -> str:
        """The clear text; raises cryptography's InvalidTag if it was changed or moved."""
        return self.open_bytes(base64.b64decode(sealed), county, place).decode()

    def seal_bytes(self, clear: bytes, county: str, place: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        cipher = _cipher(self._keys.data_key(county))
        return _AES_256_GCM + nonce + cipher.encrypt(nonce, clear, place.encode())

    def open_bytes(self, sealed: bytes, county: str, place: str) -> bytes:
        """As `open`, for what is stored as bytes."""
        if sealed[:1] != _AES_256_GCM:
            raise ValueError(f"unknown algorithm byte {sealed[:1]!r}")
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        cipher = _cipher(self._keys.data_key(county))
        return cipher.decrypt(nonce, body, place.encode())

    def blind(self, kind: str, value: str) -> str:
        """A keyed hash by which an ID number, phone or account can be looked up, not read."""
        message = f"{kind}:{value}".encode()
        return hmac.new(self._keys.index_key(), message, hashlib.sha256).hexdigest()[:40]


def _cipher(key: bytes) -> AESGCM:
    # Every function knows the vault and few calls open it, so a cold start does without this.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


class FixedKeys:
    """Keys for tests and for nothing else."""

    def data_key(self, county: str) -> bytes:
        return hashlib.sha256(county.encode()).digest()

    def index_key(self) -> bytes:
        return hashlib.sha256(b"index").digest()


def masked_name(name: str) -> str:
    """王小明 -> 王**"""
    return name[:1] + "*" * max(len(name) - 1, 1)


def masked(text: str, head: int = 3, tail: int = 4) -> str:
    """13812345678 -> 138****5678; a text too short to hide anything is hidden whole."""
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
