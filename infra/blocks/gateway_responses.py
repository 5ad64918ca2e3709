"""What the gateway says when no door is reached: problem+json, as the doors say it.

It cannot choose a language (its templates know no conditions), so title and detail are told in
both, beside the members of one language each that the doors tell too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

_HEADERS = {
    "Content-Type": "application/problem+json",
    "Content-Language": "zh-CN, en",
    "Cache-Control": "no-store",
    # As nongxin/kernel/http/door.py: a page must be able to read why it was refused.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Idempotent-Replayed,Retry-After,X-Correlation-Id",
}
_OF_STATUS = {
    401: {"WWW-Authenticate": "Bearer"},
    429: {"Retry-After": "2"},
    503: {"Retry-After": "2"},
}


@dataclass(frozen=True)
class Refusal:
    """`code` as the client sees it; titles as in nongxin/kernel/http/problem.py."""

    status: int
    code: str
    title: tuple[str, str]
    zh: str
    en: str


@dataclass(frozen=True)
class GatewayResponse:
    """`type` as API Gateway names it."""

    type: str
    refusal: Refusal

    @property
    def status(self) -> int:
        return self.refusal.status

    @property
    def template(self) -> str:
        told = self.refusal
        body = {
            "type": f"urn:nongxin:problem:{told.code}",
            "title": " / ".join(told.title),
            "status": told.status,
            "detail": f"{told.zh} / {told.en}",
            "code": told.code,
            "detail_zh": told.zh,
            "detail_en": told.en,
            "facts": {},
            "instance": "$context.requestId",
        }
        return json.dumps(body, ensure_ascii=False)

    @property
    def templates(self) -> dict[str, str]:
        """The one key that the gateway always reads; the header says what it is."""
        return {"application/json": self.template}

    @property
    def parameters(self) -> dict[str, str]:
        headers = _HEADERS | _OF_STATUS.get(self.status, {})
        return {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()}

    def in_document(self) -> dict[str, Any]:
        return {
            "statusCode": str(self.status),
            "responseParameters": self.parameters,
            "responseTemplates": self.templates,
        }


_BAD = ("请求有误", "Bad request")
_DENIED = ("无权操作", "Not allowed")
_MISSING = ("未找到", "Not found")
_TOO_MANY = ("过于频繁", "Too many requests")

_STRANGER = Refusal(
    401, "unauthenticated", ("未登录", "Not signed in"), "请先登录", "Sign in first"
)
_CHANNEL = Refusal(403, "channel-unknown", _DENIED, "渠道标识无效", "Unknown channel key")
_FILTERED = Refusal(403, "denied", _DENIED, "您无权进行此操作", "You may not do this")
_NO_ROUTE = Refusal(404, "no-such-route", _MISSING, "没有这个地址", "There is no such route")
_TOO_LARGE = Refusal(413, "body-too-large", _BAD, "请求内容过大", "The body is too large")
_NOT_JSON = Refusal(
    415, "not-json-type", _BAD, "请以 application/json 格式发送请求内容",
    "Send the body as application/json",
)  # fmt: skip
_THROTTLED = Refusal(
    429, "too-many-requests", _TOO_MANY, "操作过于频繁，请稍后再试", "Too many requests: try later"
)
_QUOTA = Refusal(
    429, "quota-used-up", _TOO_MANY, "渠道当日额度已用完", "Today's quota of the channel is used up"
)
_BUSY = Refusal(
    503, "busy", ("系统繁忙", "Busy"), "系统繁忙，请稍后以相同的请求编号重试",
    "Busy: try again shortly with the same idempotency key",
)  # fmt: skip
_MALFORMED = Refusal(400, "malformed", _BAD, "请求格式有误", "The request is malformed")
_INTERNAL = Refusal(
    500, "internal", ("系统故障", "Internal error"), "系统出现故障，已记录",
    "A fault of ours; it has been recorded",
)  # fmt: skip

# Every kind that a call of ours can meet, so that the defaults below meet none but new ones.
RESPONSES = tuple(
    GatewayResponse(type_, refusal)
    for type_, refusal in (
        ("UNAUTHORIZED", _STRANGER),
        ("ACCESS_DENIED", _STRANGER),
        ("INVALID_API_KEY", _CHANNEL),
        # Signatures are AWS's own way in, which no route of ours offers.
        ("EXPIRED_TOKEN", _FILTERED),
        ("INVALID_SIGNATURE", _FILTERED),
        ("WAF_FILTERED", _FILTERED),
        ("MISSING_AUTHENTICATION_TOKEN", _NO_ROUTE),
        ("RESOURCE_NOT_FOUND", _NO_ROUTE),
        ("REQUEST_TOO_LARGE", _TOO_LARGE),
        ("UNSUPPORTED_MEDIA_TYPE", _NOT_JSON),
        ("THROTTLED", _THROTTLED),
        ("QUOTA_EXCEEDED", _QUOTA),
        # The authorizer raises when it could not find out who is asking: a shard or the key is
        # busy.
        ("AUTHORIZER_FAILURE", _BUSY),
        ("INTEGRATION_TIMEOUT", _BUSY),
        ("INTEGRATION_FAILURE", _BUSY),
        ("BAD_REQUEST_PARAMETERS", _MALFORMED),
        ("BAD_REQUEST_BODY", _MALFORMED),
        ("AUTHORIZER_CONFIGURATION_ERROR", _INTERNAL),
        ("API_CONFIGURATION_ERROR", _INTERNAL),
        ("DEFAULT_4XX", _MALFORMED),
        ("DEFAULT_5XX", _INTERNAL),
    )
)
