"""S2: a token that is not ours, not whole, not in time or of an ended session opens nothing."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from devkit.bank import Person, Refused
from nongxin.access import tokens
from nongxin.kernel.identity import Role
from tests.fixtures.caller import Caller, claims_of, must_be, send
from tests.fixtures.town import PASSWORD, Farmer

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town

PATH = "/customers/me"


@pytest.fixture
def me(town: Town) -> Caller:
    return town.someone.caller


def _signed(deployment: Deployment, claims: dict[str, Any]) -> str:
    """By the bank's own key: only the claims can be wrong."""
    return tokens.encode(claims, deployment.parts.signing_key)


def _packed(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _refused(deployment: Deployment, token: str) -> None:
    must_be(send(deployment.bank, "GET", PATH, token=token), 401, "unauthenticated")


def test_a_token_signed_by_the_bank_opens_the_door(deployment: Deployment, me: Caller) -> None:
    """So what is refused below is refused for what is wrong with it."""
    token = _signed(deployment, claims_of(me.token))
    must_be(send(deployment.bank, "GET", PATH, token=token), 200)


@pytest.mark.parametrize(
    "change",
    [
        {"exp": 1_700_000_000},
        {"exp": "never"},
        {"exp": None},
        {"iss": "urn:nongxin:prod"},
        {"aud": tokens.STEP_UP_AUDIENCE},
        {"aud": ["nongxin"]},
        {"session": "ss_610425_01M88HAY6G4ZPCWJ8613EKBNTZ"},
        {"sub": "pn_610727_01M88HAY6G4ZPCWJ8613EKBNTZ"},
    ],
    ids=str,
)
def test_a_claim_that_is_wrong_is_refused(
    deployment: Deployment, me: Caller, change: dict[str, Any]
) -> None:
    _refused(deployment, _signed(deployment, claims_of(me.token) | change))


def test_a_changed_token_is_refused(deployment: Deployment, me: Caller) -> None:
    header, body, signature = me.token.split(".")
    grown = _packed(claims_of(me.token) | {"role": "ops"})
    flipped = signature[:-2] + ("A" if signature[-2] != "A" else "B") + signature[-1]
    for token in (
        f"{header}.{grown}.{signature}",
        f"{header}.{body}.{flipped}",
        f"{header}.{body}.",
        f"{header}.{body}",
        f"{header}.{body}.{signature}.x",
        me.token + "=",
        "x" * 5000,
        "",
    ):
        _refused(deployment, token)


def test_only_our_key_and_algorithm_count(deployment: Deployment, me: Caller) -> None:
    claims, kid = claims_of(me.token), jwt.get_unverified_header(me.token)["kid"]
    public = jwt.PyJWK(deployment.parts.signing_key.jwk).key
    pem = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    hs256 = _hs256(claims, kid, pem)
    none = f"{_packed({'alg': 'none', 'kid': kid, 'typ': 'JWT'})}.{_packed(claims)}."
    other = jwt.encode(claims, ec.generate_private_key(ec.SECP256R1()), "ES256", {"kid": kid})
    for token in (hs256, none, none + "x", other):
        _refused(deployment, token)


def _hs256(claims: dict[str, Any], kid: str, secret: bytes) -> str:
    """PyJWT refuses to take a public key for a secret; an attacker does not."""
    import hashlib
    import hmac

    signed = f"{_packed({'alg': 'HS256', 'kid': kid, 'typ': 'JWT'})}.{_packed(claims)}"
    mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{urlsafe_b64encode(mac).decode().rstrip('=')}"


def test_a_token_lives_five_minutes_at_most(me: Caller) -> None:
    claims = claims_of(me.token)
    assert claims["exp"] - claims["iat"] <= 300
    assert claims["iat"] <= time.time() + 5


def _again(town: Town, farmer: Farmer) -> Person:
    household = farmer.household
    return town.deployment.bank.sign_in(household.phone, PASSWORD, household.phone)


def test_signing_out_ends_the_session_at_once(deployment: Deployment, town: Town) -> None:
    person = _again(town, town.someone)
    must_be(send(deployment.bank, "GET", PATH, token=person.token), 200)
    must_be(send(deployment.bank, "POST", "/auth/sign-out", token=person.token), 200)
    _refused(deployment, person.token)
    told = {"refresh_token": person.refresh_token}
    must_be(send(deployment.bank, "POST", "/auth/refresh", told), 401, "session-ended")
    must_be(town.someone.caller.ask("GET", PATH), 200)  # another session of the same person


def test_a_refresh_token_used_twice_ends_its_family(deployment: Deployment, town: Town) -> None:
    person, bank = _again(town, town.someone), deployment.bank
    first = {"refresh_token": person.refresh_token}
    second = bank.call("POST", "/auth/refresh", first)
    must_be(send(bank, "GET", PATH, token=second["access_token"]), 200)
    with pytest.raises(Refused, match="401"):
        bank.call("POST", "/auth/refresh", first)
    _refused(deployment, second["access_token"])
    _refused(deployment, person.token)
    newest = {"refresh_token": second["refresh_token"]}
    must_be(send(bank, "POST", "/auth/refresh", newest), 401, "session-ended")


def test_a_step_up_token_is_no_access_token(deployment: Deployment, town: Town) -> None:
    token = town.someone.caller.person.step_up("0" * 64)
    _refused(deployment, token)


def test_wrong_passwords_lock_the_login(deployment: Deployment, town: Town) -> None:
    farmer = town.farmer()
    told = {"login": farmer.household.phone, "password": "not-this-one-2026"}
    seen = [send(deployment.bank, "POST", "/auth/sign-ins", told).status_code for _ in range(8)]
    assert set(seen) == {401, 429} and seen[0] == 401 and seen[-1] == 429
    right = told | {"password": PASSWORD}
    must_be(send(deployment.bank, "POST", "/auth/sign-ins", right), 429)


def test_codes_are_tried_a_few_times_only(deployment: Deployment, town: Town) -> None:
    officer = town.staff(Role.OFFICER).person
    begun = officer.post("/auth/step-ups", {"digest": "1" * 64})
    path = f"/auth/step-ups/{begun['step_up_id']}/code"
    seen = {
        send(deployment.bank, "POST", path, {"code": f"{n:06d}"}, token=officer.token).status_code
        for n in range(8)
    }
    assert seen <= {403, 429}
