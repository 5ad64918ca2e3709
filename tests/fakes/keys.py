"""A P-256 key in memory, in the place of KMS: it signs for real."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class MemoryKms:
    """`get_public_key` and `sign` as KMS answers them; `calls` counts."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.calls: dict[str, int] = {}

    @cached_property
    def public_der(self) -> bytes:
        public = self._key.public_key()
        return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def get_public_key(self, KeyId: str) -> dict[str, Any]:
        self._count("get_public_key")
        return {"KeyId": KeyId, "PublicKey": self.public_der}

    def sign(
        self, KeyId: str, Message: bytes, MessageType: str, SigningAlgorithm: str
    ) -> dict[str, Any]:
        self._count("sign")
        assert (MessageType, SigningAlgorithm) == ("DIGEST", "ECDSA_SHA_256")
        return {
            "KeyId": KeyId,
            "Signature": self._key.sign(Message, ec.ECDSA(Prehashed(SHA256()))),
        }

    def _count(self, operation: str) -> None:
        self.calls[operation] = self.calls.get(operation, 0) + 1


class MemoryDataKeys:
    """Data keys as KMS makes and opens them: a sealed key is its number, bound to its name."""

    def __init__(self) -> None:
        self.made: dict[bytes, tuple[str, bytes]] = {}
        self.opened = 0

    def generate_data_key_without_plaintext(
        self, KeyId: str, KeySpec: str, EncryptionContext: dict[str, str]
    ) -> dict[str, Any]:
        sealed = f"{KeyId}-{len(self.made)}".encode()
        self.made[sealed] = (EncryptionContext["name"], sha256(sealed).digest())
        return {"CiphertextBlob": sealed}

    def decrypt(
        self, CiphertextBlob: bytes, KeyId: str, EncryptionContext: dict[str, str]
    ) -> dict[str, Any]:
        name, clear = self.made[CiphertextBlob]
        assert name == EncryptionContext["name"]
        self.opened += 1
        return {"Plaintext": clear}
