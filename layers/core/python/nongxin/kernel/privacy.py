"""Personal data: sealed field by field under the county's data key, found again by a blind index.

A sealed text is bound to context, record and attribute, so that it cannot be moved to another
place, and never to a physical table, so that a county can move. Its head names the cipher and,
after the county's key was changed, the key's generation: what was sealed before stays readable.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from typing import Protocol

from nongxin.kernel.ciphers import AES_256_GCM, BY_BYTE, CIPHERS, NONCE_BYTES

# Set in the cipher's byte: another byte follows, the generation of the key (1 to 255).
_HAS_GENERATION = 0x80
LAST_GENERATION = 255


class KeyRing(Protocol):
    """Data keys in clear, cached: of each county one per generation, one for the blind index."""

    def data_key(self, county: str, generation: int = 0) -> bytes: ...

    def generation(self, county: str) -> int:
        """Of the key that seals now; 0 before the first change."""

    def index_key(self) -> bytes: ...


class Vault:
    """Seals and opens personal fields. `place` is context/record key/attribute."""

    def __init__(self, keys: KeyRing, cipher: str = AES_256_GCM) -> None:
        self._keys = keys
        self._cipher = CIPHERS[cipher]

    def seal(self, clear: str, county: str, place: str) -> str:
        return base64.b64encode(self.seal_bytes(clear.encode(), county, place)).decode()

    def open(self, sealed: str, county: str, place: str) -> str:
        """The clear text; raises cryptography's InvalidTag if it was changed or moved."""
        return self.open_bytes(base64.b64decode(sealed), county, place).decode()

    def seal_bytes(self, clear: bytes, county: str, place: str) -> bytes:
        generation, nonce = self._keys.generation(county), os.urandom(NONCE_BYTES)
        key = self._keys.data_key(county, generation)
        return (
            _head(self._cipher.byte, generation)
            + nonce
            + self._cipher.seal(key, nonce, clear, place.encode())
        )

    def open_bytes(self, sealed: bytes, county: str, place: str) -> bytes:
        """As `open`, for what is stored as bytes."""
        byte, generation, rest = _read_head(sealed)
        if byte not in BY_BYTE:
            raise ValueError(f"unknown algorithm byte {sealed[:1]!r}")
        key = self._keys.data_key(county, generation)
        return BY_BYTE[byte].open(key, rest[:NONCE_BYTES], rest[NONCE_BYTES:], place.encode())

    def is_current(self, sealed: bytes, county: str) -> bool:
        """Whether it was sealed as one would seal today: this cipher, this generation."""
        byte, generation, _ = _read_head(sealed)
        return (byte, generation) == (self._cipher.byte, self._keys.generation(county))

    def blind(self, kind: str, value: str) -> str:
        """A keyed hash by which an ID number, phone or account can be looked up, not read."""
        message = f"{kind}:{value}".encode()
        return hmac.new(self._keys.index_key(), message, hashlib.sha256).hexdigest()[:40]

    def secret(self, purpose: str) -> bytes:
        """A secret of 32 bytes for one purpose, made from the index key and never kept: what a
        partner is given, once, to check our signatures with.
        """
        message = f"secret:{purpose}".encode()
        return hmac.new(self._keys.index_key(), message, hashlib.sha256).digest()


def _head(byte: int, generation: int) -> bytes:
    return bytes((byte | _HAS_GENERATION, generation)) if generation else bytes((byte,))


def _read_head(sealed: bytes) -> tuple[int, int, bytes]:
    """The cipher's byte (0: there is none), the key's generation, and what follows."""
    byte = sealed[0] if sealed else 0
    if byte & _HAS_GENERATION and len(sealed) > 1:
        return byte & ~_HAS_GENERATION, sealed[1], sealed[2:]
    return byte, 0, sealed[1:]


class FixedKeys:
    """Keys for tests and for nothing else."""

    def __init__(self) -> None:
        self.generations: dict[str, int] = {}

    def data_key(self, county: str, generation: int = 0) -> bytes:
        name = f"{county}#{generation}" if generation else county
        return hashlib.sha256(name.encode()).digest()

    def generation(self, county: str) -> int:
        return self.generations.get(county, 0)

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
