"""The signing keys: P-256, in KMS, never outside it. Public halves are read once per start.

A key is changed in three deployments (`Stage.signing_keys`): the new one beside the old, then
before it, then alone. Each is a token's five minutes after the one before, or later.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from nongxin.kernel.errors import Busy

_HALF = 32  # bytes of r and of s


class WrongKey(Exception):
    """The configured key is no P-256 key: a fault of the deployment."""


class PublicKey:
    """A P-256 public key from its DER form; raises WrongKey."""

    def __init__(self, der: bytes) -> None:
        key = load_der_public_key(der)
        if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
            raise WrongKey()
        self._key = key

    @cached_property
    def jwk(self) -> dict[str, str]:
        """RFC 7517; the order of the first four members is that of RFC 7638."""
        point = self._key.public_numbers()
        members = {"crv": "P-256", "kty": "EC", "x": _number(point.x), "y": _number(point.y)}
        canonical = json.dumps(members, separators=(",", ":")).encode()
        kid = _text(hashlib.sha256(canonical).digest())
        return members | {"kid": kid, "alg": "ES256", "use": "sig"}

    @property
    def kid(self) -> str:
        return self.jwk["kid"]

    def fits(self, message: bytes, signature: bytes) -> bool:
        if len(signature) != 2 * _HALF:
            return False
        r, s = (int.from_bytes(half) for half in (signature[:_HALF], signature[_HALF:]))
        try:
            self._key.verify(encode_dss_signature(r, s), message, ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True


class KmsSigningKey:
    """Signs by KMS, verifies by itself. Raises Busy where KMS does not answer.

    `others` sign nothing here; their tokens count too. They are asked for only when one is met.
    """

    def __init__(self, kms: Any, key_id: str, others: Sequence[str] = ()) -> None:
        self._kms = kms
        self._key_id = key_id
        self._others = [KmsSigningKey(kms, other) for other in others]

    @cached_property
    def public(self) -> PublicKey:
        answer = self._asked("get_public_key")
        return PublicKey(bytes(answer["PublicKey"]))

    @property
    def jwk(self) -> dict[str, str]:
        return self.public.jwk

    @property
    def kid(self) -> str:
        return self.public.kid

    @property
    def jwks(self) -> list[dict[str, str]]:
        """The key set, the one that signs first (RFC 7517 §5)."""
        return [self.jwk, *(other.jwk for other in self._others)]

    def named(self, kid: str) -> KmsSigningKey | None:
        """This key or one of the others, by its RFC 7638 thumbprint."""
        return next((key for key in (self, *self._others) if key.kid == kid), None)

    def fits(self, message: bytes, signature: bytes) -> bool:
        return self.public.fits(message, signature)

    def sign(self, message: bytes) -> bytes:
        answer = self._asked(
            "sign",
            Message=hashlib.sha256(message).digest(),
            MessageType="DIGEST",
            SigningAlgorithm="ECDSA_SHA_256",
        )
        return raw_signature(bytes(answer["Signature"]))

    def _asked(self, operation: str, **fields: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._kms, operation)(KeyId=self._key_id, **fields)
        except BotoCoreError as error:
            raise Busy() from error
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] < 500 and not _throttled(error):
                raise
            raise Busy() from error
        return answer


def _throttled(error: ClientError) -> bool:
    return "Throttl" in error.response["Error"]["Code"]


def raw_signature(der: bytes) -> bytes:
    """DER (ASN.1) to the r||s of RFC 7518 §3.4."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(_HALF) + s.to_bytes(_HALF)


def _number(value: int) -> str:
    return _text(value.to_bytes(_HALF))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
