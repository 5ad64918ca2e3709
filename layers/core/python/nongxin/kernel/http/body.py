"""The body of a request: its bytes, as JSON, and as the model that its route takes."""

from __future__ import annotations

from typing import Any

from chalice.app import Request
from pydantic import BaseModel, ValidationError

from nongxin.kernel.http.contract import Contract
from nongxin.kernel.http.problem import BodyTooLarge, InvalidBody, NotJsonType
from nongxin.kernel.http.strict_json import NotJson, read_json

LARGEST_BODY_BYTES = 64 * 1024
JSON_TYPE = "application/json"


def read_body(request: Request, contract: Contract) -> tuple[bytes, Any]:
    """The body as it came and, where the route takes one, as JSON. Raises BodyTooLarge too."""
    raw = _raw(request)
    if len(raw) > LARGEST_BODY_BYTES:
        raise BodyTooLarge(limit_bytes=LARGEST_BODY_BYTES)
    return raw, _payload(request, raw) if contract.body else None


def parsed(model: type[BaseModel], raw: bytes) -> BaseModel:
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise InvalidBody.from_pydantic(error) from None


def _raw(request: Request) -> bytes:
    try:
        raw = request.raw_body
        return raw.encode() if isinstance(raw, str) else raw
    except ValueError:  # no base64 where the gateway says so, or half a character
        raise NotJson() from None


def _payload(request: Request, raw: bytes) -> Any:
    """Who names no type means JSON. Raises NotJsonType, and what read_json refuses."""
    told = request.headers.get("content-type") or JSON_TYPE
    if told.partition(";")[0].strip().lower() != JSON_TYPE:
        raise NotJsonType()
    return read_json(raw)
