"""Standard Webhooks, and the specification's own library on the other side, both ways."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from nongxin.kernel.errors import Problem
from nongxin.kernel.http.strict_json import NotJson
from nongxin.partners.signature import (
    SecretInvalid,
    WebhookNotSigned,
    WebhookSignatureWrong,
    WebhookTooEarly,
    WebhookTooOld,
    check_secret,
    new_secret,
    signed,
    verified,
)

NOW = datetime(2026, 11, 26, 3, 4, 5, 678_000, tzinfo=UTC)
BODY = '{"type":"loan.disbursed","data":{"名称":"苹果"}}'.encode()
OURS, OTHER = new_secret(), new_secret()


def test_the_libraries_own_check_takes_what_we_sign() -> None:
    now = datetime.now(UTC)
    told = signed([OURS], "msg_1", now, BODY)
    assert Webhook(OURS).verify(BODY, told) == {"type": "loan.disbursed", "data": {"名称": "苹果"}}
    with pytest.raises(WebhookVerificationError):
        Webhook(OTHER).verify(BODY, told)


def test_we_take_what_the_library_signs() -> None:
    told = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(NOW.timestamp())),
        "webhook-signature": Webhook(OURS).sign("msg_1", NOW, BODY.decode()),
    }
    assert verified([OURS], told, BODY, NOW) == "msg_1"


def test_the_example_of_the_specification() -> None:
    """Its secret, id, second and payload, and the signature that it prints."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    at = datetime.fromtimestamp(1_614_265_330, UTC)
    told = signed([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert told["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.integers(-300, 300))
def test_what_is_signed_within_five_minutes_counts(text: str, seconds: int) -> None:
    at = NOW.replace(microsecond=0) + timedelta(seconds=seconds)
    body = text.encode()
    assert verified([OURS], signed([OURS], "m-1", at, body), body, NOW.replace(microsecond=0))


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_one_changed_byte_is_enough(place: int, by: int) -> None:
    changed = bytearray(BODY)
    changed[place] ^= by
    with pytest.raises((WebhookSignatureWrong, NotJson)):
        verified([OURS], signed([OURS], "m-1", NOW, BODY), bytes(changed), NOW)


@pytest.mark.parametrize(
    ("days", "seconds", "refusal"),
    [(-30, 0, WebhookTooOld), (0, -301, WebhookTooOld), (0, 302, WebhookTooEarly)],
)
def test_a_message_has_its_time(days: int, seconds: int, refusal: type[Problem]) -> None:
    at = NOW + timedelta(days=days, seconds=seconds)
    with pytest.raises(refusal):
        verified([OURS], signed([OURS], "m-1", at, BODY), BODY, NOW)
    with pytest.raises(WebhookSignatureWrong):  # who has no secret learns nothing of the clock
        verified([OTHER], signed([OURS], "m-1", at, BODY), BODY, NOW)


def test_two_secrets_while_one_follows_the_other() -> None:
    told = signed([OURS, OTHER], "m-1", NOW, BODY)
    assert told["webhook-signature"].count("v1,") == 2
    for each in (OURS, OTHER):
        assert verified([each], told, BODY, NOW) == "m-1"
    assert verified([new_secret(), OURS], signed([OURS], "m-1", NOW, BODY), BODY, NOW) == "m-1"
    with pytest.raises(WebhookSignatureWrong):
        verified([], told, BODY, NOW)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("webhook-id", ""),
        ("webhook-id", "m.1"),  # the dot would part it from the second
        ("webhook-id", "m" * 65),
        ("webhook-id", "编号"),
        ("webhook-timestamp", ""),
        ("webhook-timestamp", "nan"),
        ("webhook-timestamp", "1e9"),
        ("webhook-timestamp", "-1795651200"),
        ("webhook-signature", ""),
    ],
)
def test_headers_as_specified(name: str, text: str) -> None:
    with pytest.raises(WebhookNotSigned):
        verified([OURS], signed([OURS], "m-1", NOW, BODY) | {name: text}, BODY, NOW)


@pytest.mark.parametrize("text", ["v1", "v1,", "v1a,AAAA", "v2,{}", "签名", ","])
def test_a_signature_that_is_none(text: str) -> None:
    told = signed([OURS], "m-1", NOW, BODY)
    other = text.format(told["webhook-signature"][3:])
    with pytest.raises(WebhookSignatureWrong):
        verified([OURS], told | {"webhook-signature": other}, BODY, NOW)


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(NotJson):
        verified([OURS], signed([OURS], "m-1", NOW, BODY), b"\xff\xfe", NOW)


@pytest.mark.parametrize("size", [0, 8, 23, 65])
def test_a_secret_has_24_to_64_bytes(size: int) -> None:
    with pytest.raises(SecretInvalid):
        check_secret("whsec_" + base64.b64encode(b"s" * size).decode())


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_!!!!", "x" * 40])
def test_a_secret_that_is_none(text: str) -> None:
    with pytest.raises(SecretInvalid):
        check_secret(text)


def test_secrets_that_are_made_are_good() -> None:
    check_secret(OURS)
    check_secret("whsec_" + base64.b64encode(b"s" * 24).decode())
    assert OURS != OTHER
