"""A P-256 key in memory, in the place of KMS: it signs for real."""

from __future__ import annotations

from functools import cached_property
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
