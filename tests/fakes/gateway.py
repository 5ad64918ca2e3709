"""API Gateway in one function: a request as its proxy event, the answer with its JSON read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from nongxin.kernel.identity import Principal


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: Any
    text: str


def ask(handler: Any, method: str, resource: str, **told: Any) -> Answer:
    """`path`, `query` and `headers` are dicts, `body` a JSON value or raw text, `by` a
    Principal.
    """
    answer = handler(_event(method, resource, told), None)
    text = answer.get("body") or ""
    headers = _headers(answer)
    is_json = "json" in headers.get("Content-Type", "json")
    return Answer(answer["statusCode"], headers, json.loads(text or "null") if is_json else None,
                  text)  # fmt: skip


def _event(method: str, resource: str, told: dict[str, Any]) -> dict[str, Any]:
    body = told.get("body")
    raw = body if isinstance(body, str) or body is None else json.dumps(body)
    headers = {"Content-Type": "application/json"} | told.get("headers", {})
    if "key" in told:
        headers["Idempotency-Key"] = told["key"]
    query = {name: [value] for name, value in told.get("query", {}).items()}
    by = told.get("by")
    identity = {"apiKeyId": told["api_key_id"]} if "api_key_id" in told else {}
    context = {"httpMethod": method, "resourcePath": resource, "identity": identity,
               "requestId": told.get("call", "rq-1")}  # fmt: skip
    return {
        "requestContext": context | ({"authorizer": _claims(by)} if by else {}),
        "headers": headers,
        "pathParameters": told.get("path"),
        "multiValueQueryStringParameters": query or None,
        "body": raw,
        "isBase64Encoded": False,
        "stageVariables": None,
    }


def _claims(by: Principal) -> dict[str, str]:
    return {
        "sub": by.id,
        "role": by.role.value,
        "county": by.county,
        "entity": by.entity,
        "counties": ",".join(sorted(by.counties)),
        "session": by.session,
    }


def _headers(answer: dict[str, Any]) -> dict[str, str]:
    many = {name: values[0] for name, values in answer.get("multiValueHeaders", {}).items()}
    return {**many, **answer.get("headers", {})}
