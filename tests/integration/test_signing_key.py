"""The signing key in a real KMS interface: what it signs, another library accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jwt

from nongxin.access import tokens
from nongxin.access.signing import KmsSigningKey

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment

CLAIMS = {"iss": "i", "aud": "a", "sub": "s", "iat": 1, "exp": 4_000_000_000}


def test_kms_signs_tokens_that_verify(deployment: Deployment) -> None:
    kms = deployment.client("kms")
    made = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    key = KmsSigningKey(kms, made["KeyMetadata"]["KeyId"])
    token = tokens.encode(CLAIMS, key)
    assert tokens.verify(token, key, tokens.Expected("i", "a", 5)) == CLAIMS
    assert jwt.decode(token, jwt.PyJWK(key.jwk).key, ["ES256"], audience="a") == CLAIMS
