"""Standard Webhooks: messages signed by HMAC-SHA256 over id, second and raw body, both ways.

The library signs; what the specification asks for beyond it is checked here: secrets of 24 to 64
bytes, ids without the dot that parts them from the second, an age limit both ways, several secrets
at once while one follows another. Ids that come again are their taker's to know.
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from standardwebhooks import Webhook

from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import Malformed, Unauthenticated
from nongxin.kernel.http.strict_json import NotJson

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
# How far a message's second may lie from ours, before or after (the specification's proposal).
TOLERANCE_S = 300
LEAST_SECRET_BYTES, MOST_SECRET_BYTES = 24, 64
_SECRET_BYTES = 32
_PREFIX = "whsec_"
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SECOND = re.compile(r"[0-9]{10}")


class SecretInvalid(Malformed):
    code = "webhook-secret-invalid"
    zh = "签名密钥须为 whsec_ 加{least}至{most}字节的 Base64"
    en = "A secret is whsec_ and {least} to {most} bytes in base64"


class WebhookNotSigned(Unauthenticated):
    code = "webhook-not-signed"
    zh = (
        "须带 Webhook-Id（1至64位字母、数字、-、_）、Webhook-Timestamp（10位秒级时间戳）"
        "和 Webhook-Signature 请求头"
    )
    en = (
        "Send Webhook-Id (1 to 64 letters, digits, - or _), Webhook-Timestamp (Unix seconds) and "
        "Webhook-Signature"
    )


class WebhookSignatureWrong(Unauthenticated):
    """One answer for an unknown partner, another's secret and a changed byte alike."""

    code = "webhook-signature-wrong"
    zh = "消息签名无效：以有效密钥对 Webhook-Id、Webhook-Timestamp 和原始请求体（以点号相连）签名"
    en = (
        "The webhook's signature is not valid: it stands over id, second and body as sent, with "
        "dots between, by a secret that counts"
    )


class WebhookTooOld(Unauthenticated):
    """A replay, or a clock that is slow. Facts: `server_time`."""

    code = "webhook-too-old"
    zh = "消息签发时间早于{most_s}秒之前，请重新签名"
    en = "The message was signed more than {most_s} seconds ago: sign it anew"


class WebhookTooEarly(Unauthenticated):
    code = "webhook-from-the-future"
    zh = "消息签发时间晚于服务器时间{most_s}秒以上，请校准时钟"
    en = "The message was signed more than {most_s} seconds ahead: set the clock right"


REFUSALS = (NotJson, WebhookNotSigned, WebhookSignatureWrong, WebhookTooOld, WebhookTooEarly)


def new_secret() -> str:
    """A secret of 32 random bytes, as text."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def check_secret(text: str) -> None:
    """Raises SecretInvalid for a secret that somebody else made and that is too short or long."""
    try:
        raw = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not text.startswith(_PREFIX) or not LEAST_SECRET_BYTES <= len(raw) <= MOST_SECRET_BYTES:
        raise SecretInvalid(least=LEAST_SECRET_BYTES, most=MOST_SECRET_BYTES)


def signed(
    with_secrets: Iterable[str], message_id: str, at: datetime, body: bytes
) -> dict[str, str]:
    """The three headers of a message; one signature for each secret that is good now."""
    second = at.astimezone(UTC).replace(microsecond=0)
    told = [Webhook(each).sign(message_id, second, body.decode()) for each in with_secrets]
    return dict(
        zip(HEADERS, (message_id, str(int(second.timestamp())), " ".join(told)), strict=True)
    )


def verified(
    with_secrets: Iterable[str], headers: Mapping[str, str], body: bytes, now: datetime
) -> str:
    """The id of a message that one of the secrets signed. `headers`: names in small letters.

    The signature counts first: who has no secret learns nothing of our clock. Raises
    WebhookNotSigned, NotJson (no UTF-8), WebhookSignatureWrong, WebhookTooOld, WebhookTooEarly.
    """
    message_id, second, told = (headers.get(name, "") for name in HEADERS)
    if not _ID.fullmatch(message_id) or not _SECOND.fullmatch(second) or not told:
        raise WebhookNotSigned()
    _check_signature(with_secrets, (message_id, int(second), _text(body)), told)
    lag = int(now.timestamp()) - int(second)
    if lag > TOLERANCE_S:
        raise WebhookTooOld(most_s=TOLERANCE_S, server_time=stamp(now))
    if lag < -TOLERANCE_S:
        raise WebhookTooEarly(most_s=TOLERANCE_S, server_time=stamp(now))
    return message_id


def _check_signature(with_secrets: Iterable[str], message: tuple[str, int, str], told: str) -> None:
    message_id, second, text = message
    at = datetime.fromtimestamp(second, UTC)
    given = [each.encode("utf-8", "replace") for each in told.split(" ")]
    for secret in with_secrets:
        right = Webhook(secret).sign(message_id, at, text).encode()
        if any(hmac.compare_digest(right, each) for each in given):
            return
    raise WebhookSignatureWrong()


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise NotJson() from None
