"""What the gateway says when no door is reached: problem+json, as the doors say it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

_CONTENT_TYPE = "application/problem+json"
_RETRY_AFTER_S = 2


@dataclass(frozen=True)
class GatewayResponse:
    """`type` as API Gateway names it; `code` as the client sees it; titles as in kernel/http."""

    type: str
    status: int
    code: str
    title: str
    zh: str
    en: str

    @property
    def template(self) -> str:
        body = {
            "type": f"urn:nongxin:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.zh,
            "code": self.code,
            "detail_zh": self.zh,
            "detail_en": self.en,
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
        headers = {"Content-Type": _CONTENT_TYPE, "Cache-Control": "no-store"}
        if self.status in (429, 503):
            headers["Retry-After"] = str(_RETRY_AFTER_S)
        return {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()}

    def in_document(self) -> dict[str, Any]:
        return {
            "statusCode": str(self.status),
            "responseParameters": self.parameters,
            "responseTemplates": self.templates,
        }


def _not_signed_in(type_: str) -> GatewayResponse:
    return GatewayResponse(type_, 401, "unauthenticated", "未登录", "请先登录", "Sign in first")


RESPONSES = (
    _not_signed_in("UNAUTHORIZED"),
    _not_signed_in("ACCESS_DENIED"),
    GatewayResponse(
        "INVALID_API_KEY", 403, "channel-unknown", "无权操作", "渠道标识无效", "Unknown channel key"
    ),
    GatewayResponse(
        "MISSING_AUTHENTICATION_TOKEN",
        404,
        "no-such-route",
        "未找到",
        "没有这个地址",
        "No such route",
    ),
    GatewayResponse(
        "THROTTLED",
        429,
        "too-many-requests",
        "过于频繁",
        "请求过于频繁，请稍后再试",
        "Try again later",
    ),
    GatewayResponse(
        "QUOTA_EXCEEDED",
        429,
        "quota-used-up",
        "过于频繁",
        "渠道当日额度已用完",
        "Today's quota is used up",
    ),
    GatewayResponse(
        "REQUEST_TOO_LARGE",
        413,
        "body-too-large",
        "请求有误",
        "请求内容过大",
        "The body is too large",
    ),
    # The authorizer raises when it could not find out who is asking: a shard or the key is busy.
    GatewayResponse(
        "AUTHORIZER_FAILURE", 503, "busy", "系统繁忙", "系统繁忙，请稍后再试", "Busy, try again"
    ),
    GatewayResponse(
        "INTEGRATION_TIMEOUT", 503, "busy", "系统繁忙", "系统繁忙，请稍后再试", "Busy, try again"
    ),
    GatewayResponse(
        "INTEGRATION_FAILURE", 503, "busy", "系统繁忙", "系统繁忙，请稍后再试", "Busy, try again"
    ),
    GatewayResponse(
        "DEFAULT_4XX", 400, "malformed", "请求有误", "请求有误", "The request is malformed"
    ),
    GatewayResponse(
        "DEFAULT_5XX", 500, "internal", "系统故障", "系统出现故障，已记录", "A fault of ours"
    ),
)
