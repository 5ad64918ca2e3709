"""Tokens: only ES256 of our own key, our issuer, our audience, within their time."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any

import jwt
import pytest

from nongxin.access import tokens
from nongxin.access.problems import BadToken
from nongxin.access.signing import KmsSigningKey
from tests.builders.access import CUSTOMER, AccessWorld
from tests.fakes.keys import MemoryKms

NOW = 1_764_000_000
EXPECTED = tokens.Expected("urn:nongxin:test", tokens.ACCESS_AUDIENCE, NOW)
KMS = MemoryKms()
KEY = KmsSigningKey(KMS, "key-1")


def some_claims(**fields: Any) -> dict[str, Any]:
    told = {
        "iss": EXPECTED.issuer,
        "aud": EXPECTED.audience,
        "sub": CUSTOMER,
        "iat": NOW,
        "exp": NOW + 300,
    }
    return told | fields


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def signed(header: Any, claims: Any, key: KmsSigningKey = KEY) -> str:
    text = f"{part(header)}.{part(claims)}"
    signature = base64.urlsafe_b64encode(key.sign(text.encode())).decode().rstrip("=")
    return f"{text}.{signature}"


def test_another_library_reads_what_we_sign() -> None:
    token = tokens.encode(some_claims(exp=4_000_000_000), KEY)
    public = jwt.PyJWK(KEY.jwk).key
    told = jwt.decode(token, public, ["ES256"], audience="nongxin", issuer=EXPECTED.issuer)
    assert told["sub"] == CUSTOMER
    assert jwt.get_unverified_header(token) == {"alg": "ES256", "kid": KEY.kid, "typ": "JWT"}


def test_the_key_id_is_the_thumbprint() -> None:
    members = {name: KEY.jwk[name] for name in ("crv", "kty", "x", "y")}
    canonical = json.dumps(members, separators=(",", ":"), sort_keys=True)
    thumbprint = base64.urlsafe_b64encode(sha256(canonical.encode()).digest())
    assert KEY.kid == thumbprint.decode().rstrip("=")


def test_the_public_key_is_fetched_once() -> None:
    kms = MemoryKms()
    key = KmsSigningKey(kms, "key-1")
    for _ in range(3):
        tokens.verify(tokens.encode(some_claims(), key), key, EXPECTED)
    assert kms.calls == {"get_public_key": 1, "sign": 3}


class TwoKms:
    """Two keys behind one KMS, by their ids."""

    def __init__(self) -> None:
        self.keys = {"old": MemoryKms(), "new": MemoryKms()}

    def get_public_key(self, KeyId: str) -> Any:
        return self.keys[KeyId].get_public_key(KeyId)

    def sign(self, KeyId: str, **told: Any) -> Any:
        return self.keys[KeyId].sign(KeyId, **told)


def test_a_key_is_changed_without_a_token_refused() -> None:
    """The new key beside the old, then before it, then alone; servers change one by one."""
    kms = TwoKms()
    steps = [KmsSigningKey(kms, "old"), KmsSigningKey(kms, "old", ["new"]),
             KmsSigningKey(kms, "new", ["old"]), KmsSigningKey(kms, "new")]  # fmt: skip
    for before, after in pairwise(steps):
        for signs, checks in ((before, after), (after, before)):
            token = tokens.encode(some_claims(), signs)
            assert tokens.verify(token, checks, EXPECTED)["sub"] == CUSTOMER
    assert [jwk["kid"] for jwk in steps[2].jwks] == [steps[3].kid, steps[0].kid]
    with pytest.raises(BadToken):
        tokens.verify(tokens.encode(some_claims(), steps[0]), steps[3], EXPECTED)


def test_another_key_of_ours_proves_its_own_tokens_only() -> None:
    kms = TwoKms()
    both, old = KmsSigningKey(kms, "new", ["old"]), KmsSigningKey(kms, "old")
    mixed = signed({"alg": "ES256", "kid": both.kid, "typ": "JWT"}, some_claims(), old)
    with pytest.raises(BadToken):
        tokens.verify(mixed, both, EXPECTED)


def with_hmac(header: Any, claims: Any) -> str:
    """The old trick: our public key, taken for a shared secret."""
    text = f"{part(header)}.{part(claims)}"
    mac = hmac.new(KMS.public_der, text.encode(), sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


OURS = {"alg": "ES256", "kid": KEY.kid, "typ": "JWT"}
FORGED = {
    "none": f"{part(OURS | {'alg': 'none'})}.{part(some_claims())}.",
    "none with a signature": signed(OURS | {"alg": "none"}, some_claims()),
    "HS256 with the public key": with_hmac(OURS | {"alg": "HS256"}, some_claims()),
    "ES384 named": signed(OURS | {"alg": "ES384"}, some_claims()),
    "no key id": signed({"alg": "ES256", "typ": "JWT"}, some_claims()),
    "another key id": signed(OURS | {"kid": "k2"}, some_claims()),
    "a key of its own in the header": signed(OURS | {"jwk": KEY.jwk}, some_claims()),
    "another key": signed(OURS, some_claims(), KmsSigningKey(MemoryKms(), "key-2")),
    "another issuer": signed(OURS, some_claims(iss="urn:nongxin:prod")),
    "another audience": signed(OURS, some_claims(aud=tokens.STEP_UP_AUDIENCE)),
    "a list of audiences": signed(OURS, some_claims(aud=["nongxin"])),
    "expired": signed(OURS, some_claims(exp=NOW)),
    "no expiry": signed(OURS, {k: v for k, v in some_claims().items() if k != "exp"}),
    "expiry as text": signed(OURS, some_claims(exp=str(NOW + 300))),
    "expiry as a flag": signed(OURS, some_claims(exp=True)),
    "no subject": signed(OURS, {k: v for k, v in some_claims().items() if k != "sub"}),
    "claims no object": signed(OURS, ["nongxin"]),
    "empty": "",
    "two parts": "a.b",
    "no text of ours": "农.信.云",
    "too long": "a" * 5000 + ".b.c",
    "nested": part("[" * 3000) + ".b.c",
}


@pytest.mark.parametrize("name", FORGED)
def test_what_we_did_not_sign_for_this_is_refused(name: str) -> None:
    with pytest.raises(BadToken):
        tokens.verify(FORGED[name], KEY, EXPECTED)


def test_every_changed_character_is_refused() -> None:
    token = tokens.encode(some_claims(), KEY)
    for at in range(len(token)):
        other = "A" if token[at] != "A" else "B"
        with pytest.raises(BadToken):
            tokens.verify(token[:at] + other + token[at + 1 :], KEY, EXPECTED)


def test_a_token_ends_after_five_minutes() -> None:
    world = AccessWorld()
    issued = world.sign_in()
    world.clock.pass_time(timedelta(seconds=299))
    assert world.person(issued).id == CUSTOMER
    world.clock.pass_time(timedelta(seconds=1))
    with pytest.raises(BadToken):
        world.person(issued)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "token"])
def test_a_header_without_a_token_is_refused(header: str) -> None:
    with pytest.raises(BadToken):
        AccessWorld().check.person(header)
