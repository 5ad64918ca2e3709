"""The public OpenAPI 3.1 document of each door, made from the contracts that stand beside its
routes.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from devkit.paths import ROOT
from nongxin.kernel.errors import (
    BadPage,
    Busy,
    Denied,
    KeyReused,
    Malformed,
    Missing,
    Problem,
    Unauthenticated,
)
from nongxin.kernel.http import CsvFile, Door
from nongxin.kernel.http.call import KeyNeeded
from nongxin.kernel.http.contract import Contract, Query, contract_of
from nongxin.kernel.http.problem import BodyTooLarge, InvalidBody, NotJsonType, status_of
from nongxin.kernel.http.strict_json import REFUSALS

FUNCTIONS = ROOT / "functions"
_REF = "#/components/schemas/{model}"
_SENTENCE = {"type": "string"}
_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457, with both languages",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": _SENTENCE,
        "title": _SENTENCE,
        "status": {"type": "integer"},
        "detail": _SENTENCE | {"description": "in the language asked for, Chinese by default"},
        "code": _SENTENCE | {"description": "stable; programs look at this"},
        "detail_zh": _SENTENCE,
        "detail_en": _SENTENCE,
        "facts": {"type": "object"},
        "instance": _SENTENCE | {"description": "the call's correlation id"},
    },
}


def doors() -> list[Door]:
    """Every Chalice app of functions/, by name."""
    names = sorted(path.parent.name for path in FUNCTIONS.glob("api_*/handler.py"))
    found = [importlib.import_module(f"{name}.handler").app for name in names]
    return [door for door in found if isinstance(door, Door)]


def document(door: Door) -> dict[str, Any]:
    contracts = [contract_of(entry.view_function) for entry in _entries(door)]
    answers = [c.returns for c in contracts if not issubclass(c.returns, CsvFile)]
    models: list[Any] = [(answer, "serialization") for answer in answers]
    models += [(c.body, "validation") for c in contracts if c.body]
    _, defined = models_json_schema(sorted(set(models), key=_by_name), ref_template=_REF)
    schemas = defined.get("$defs", {}) | {"Problem": _PROBLEM_SCHEMA}
    paths: dict[str, Any] = {}
    for contract in contracts:
        operations = paths.setdefault(_path(door, contract), {})
        operations[contract.method.lower()] = _operation(door, contract)
    schemes: dict[str, Any] = {
        "person": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT (ES256)"}
    }
    if door.signatures:
        named = door.signatures.headers.items()
        schemes |= {name: _signature(header) for name, header in named}
    return {
        "openapi": "3.1.0",
        "info": {"title": f"农信云 {door.prefix}", "version": "1.0.0"},
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": schemas, "securitySchemes": schemes},
    }


def files() -> dict[Path, dict[str, Any]]:
    """Every door's document and where it lies."""
    return {FUNCTIONS / f"api_{d.prefix}" / "openapi.json": document(d) for d in doors()}


def _by_name(model: tuple[type[BaseModel], str]) -> tuple[str, str]:
    return model[0].__name__, model[1]


def _entries(door: Door) -> list[Any]:
    return [entry for verbs in door.routes.values() for entry in verbs.values()]


def _path(door: Door, contract: Contract) -> str:
    return f"/v1/{door.prefix}{contract.path}".rstrip("/")


def _operation(door: Door, contract: Contract) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(door, contract),
        "summary": contract.summary,
        "parameters": _parameters(contract),
        "responses": _responses(door, contract),
        "security": _security(door, contract),
    }
    if contract.roles:
        operation["x-roles"] = [role.value for role in contract.roles]
    if contract.body:
        operation["requestBody"] = {"required": True, "content": _json(contract.body)}
    return operation


def _security(door: Door, contract: Contract) -> list[dict[str, Any]]:
    if contract.signed and door.signatures:
        return [{name: [] for name in door.signatures.headers}]
    return [{"person": []}] if contract.roles else []


def _signature(header: str) -> dict[str, str]:
    return {"type": "apiKey", "in": "header", "name": header}


def _operation_id(door: Door, contract: Contract) -> str:
    words = re.sub(r"\W+", "_", contract.path).strip("_") or "all"
    return f"{contract.method.lower()}_{door.prefix}_{words}"


def _parameters(contract: Contract) -> list[dict[str, Any]]:
    path = [
        {"name": name, "in": "path", "required": True,
         "schema": {"type": "string", "pattern": "^[A-Za-z0-9_]{1,64}$"}}
        for name in re.findall(r"{(\w+)}", contract.path)
    ]  # fmt: skip
    headers = [_header("Accept-Language", {"type": "string", "default": "zh-CN"}, required=False)]
    if contract.changes and contract.roles:
        pattern = {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,80}$"}
        headers.append(_header("Idempotency-Key", pattern, required=True))
    return path + [_query(q) for q in contract.query] + headers


def _header(name: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": schema}


def _query(query: Query) -> dict[str, Any]:
    told = {"name": query.name, "in": "query", "required": query.required, "schema": query.schema}
    return told | ({"description": query.description} if query.description else {})


def _responses(door: Door, contract: Contract) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": contract.summary,
        "content": _content(contract.returns),
    }
    by_status: dict[int, set[str]] = {}
    for problem in _problems(door, contract):
        by_status.setdefault(status_of(problem), set()).add(problem.code)
    refusals = {
        str(status): {
            "description": ", ".join(sorted(codes)),
            "content": {
                "application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}
            },
        }
        for status, codes in sorted(by_status.items())
    }
    return {str(contract.status): answer} | refusals


def _problems(door: Door, contract: Contract) -> set[type[Problem]]:
    found: set[type[Problem]] = {Busy, *contract.errors}
    if contract.roles:
        found |= {Unauthenticated, Denied}
    if contract.changes and contract.roles:
        found |= {KeyNeeded, KeyReused}
    if contract.signed and door.signatures:
        found |= set(door.signatures.refusals)
    if contract.body:
        found |= {InvalidBody, NotJsonType, BodyTooLarge, *REFUSALS}
    if contract.query:
        found |= {BadPage, Malformed}
    if "{" in contract.path:
        found.add(Missing)
    return found


def _content(model: type[BaseModel]) -> dict[str, Any]:
    return {"text/csv": {"schema": {"type": "string"}}} if model is CsvFile else _json(model)


def _json(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}}
