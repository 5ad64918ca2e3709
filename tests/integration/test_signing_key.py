"""The signing key in a real KMS interface: what it signs, another library accepts."""

from __future__ import annotations

from pathlib import Path

import jwt

from devkit.cloud import LocalCloud
from devkit.processes import free_port
from nongxin.access import tokens
from nongxin.access.signing import KmsSigningKey

CLAIMS = {"iss": "i", "aud": "a", "sub": "s", "iat": 1, "exp": 4_000_000_000}


def test_kms_signs_tokens_that_verify(tmp_path: Path) -> None:
    with LocalCloud(tmp_path, free_port()) as cloud:
        kms = cloud.client("kms")
        made = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
        key = KmsSigningKey(kms, made["KeyMetadata"]["KeyId"])
        token = tokens.encode(CLAIMS, key)
        assert tokens.verify(token, key, tokens.Expected("i", "a", 5)) == CLAIMS
        assert jwt.decode(token, jwt.PyJWK(key.jwk).key, ["ES256"], audience="a") == CLAIMS
