"""Problems as RFC 9457 `application/problem+json`, with Chinese and English sentences."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from nongxin.kernel.errors import Kind, Malformed, Missing, Problem
from nongxin.kernel.http.field_words import in_words

# Titles are ours: http.HTTPStatus phrases differ between Python versions.
_BY_KIND: dict[Kind, tuple[int, str, str]] = {
    Kind.MALFORMED: (400, "请求有误", "Bad request"),
    Kind.UNAUTHENTICATED: (401, "未登录", "Not signed in"),
    Kind.DENIED: (403, "无权操作", "Not allowed"),
    Kind.MISSING: (404, "未找到", "Not found"),
    Kind.CONFLICT: (409, "状态冲突", "Conflict"),
    Kind.RULE: (422, "不符合规定", "Against a rule"),
    Kind.TOO_MANY: (429, "过于频繁", "Too many requests"),
    Kind.BUSY: (503, "系统繁忙", "Busy"),
}
_RETRY_AFTER_S = 2
TYPE_PREFIX = "urn:nongxin:problem:"
CONTENT_TYPE = "application/problem+json"


class BodyTooLarge(Malformed):
    code = "body-too-large"
    zh = "请求内容超过{limit_bytes}字节"
    en = "The body is larger than {limit_bytes} bytes"


class NotJsonType(Malformed):
    code = "not-json-type"
    zh = "请以 application/json 格式发送请求内容"
    en = "Send the body as application/json"


class NoSuchRoute(Missing):
    code = "no-such-route"
    zh = "没有这个地址"
    en = "There is no such route"


class NoSuchMethod(Malformed):
    """Facts: `allowed`, the methods that the route has."""

    code = "no-such-method"
    zh = "该地址不支持此请求方法，可用：{allowed}"
    en = "This route does not take that method; it takes {allowed}"


class Internal(Problem):
    """A fault of ours: nothing about it is told, only where to find it in the log."""

    code = "internal"
    zh = "系统出现故障，已记录"
    en = "A fault of ours; it has been recorded"


class InvalidBody(Malformed):
    """Facts: `fields`, a list of {"at", "why", "zh", "en"}; never the values that were sent."""

    code = "invalid-body"
    zh = "请求内容有{count}处不符合要求，见 fields"
    en = "The body does not fit, see `fields` (faults: {count})"

    @classmethod
    def from_pydantic(cls, error: ValidationError) -> InvalidBody:
        fields = [
            {
                "at": ".".join(map(str, each["loc"])) or "body",
                "why": each["type"],
                **in_words(each["type"], each.get("ctx", {})),
            }
            for each in error.errors(include_input=False, include_url=False)
        ]
        return cls(count=len(fields), fields=fields[:20])


# Those that HTTP has a status of its own for.
_BY_CODE: dict[str, tuple[int, str, str]] = {
    BodyTooLarge.code: (413, "请求有误", "Bad request"),
    NotJsonType.code: (415, "请求有误", "Bad request"),
    NoSuchMethod.code: (405, "请求有误", "Bad request"),
    Internal.code: (500, "系统故障", "Internal error"),
}


def status_of(problem: type[Problem] | Problem) -> int:
    return _titled(problem)[0]


def _titled(problem: type[Problem] | Problem) -> tuple[int, str, str]:
    return _BY_CODE.get(problem.code) or _BY_KIND[problem.kind]


def render(problem: Problem, language: str, correlation: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and body. `language` ("zh" or "en") chooses title and detail; both are in."""
    status, title_zh, title_en = _titled(problem)
    zh, en = problem.sentence("zh"), problem.sentence("en")
    body: dict[str, Any] = {
        "type": TYPE_PREFIX + problem.code,
        "title": title_zh if language == "zh" else title_en,
        "status": status,
        "detail": zh if language == "zh" else en,
        "code": problem.code,
        "detail_zh": zh,
        "detail_en": en,
        "facts": problem.facts,
        "instance": correlation,
    }
    return (
        status,
        _headers(problem, language),
        json.dumps(body, ensure_ascii=False, default=str),
    )


def _headers(problem: Problem, language: str) -> dict[str, str]:
    headers = {
        "Content-Type": CONTENT_TYPE,
        "Content-Language": "zh-CN" if language == "zh" else "en",
    }
    if problem.kind is Kind.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(problem, NoSuchMethod):
        headers["Allow"] = problem.facts["allowed"]
    if problem.kind in (Kind.BUSY, Kind.TOO_MANY):
        headers["Retry-After"] = str(problem.facts.get("retry_after_s", _RETRY_AFTER_S))
    return headers
