"""The event contracts as files: a JSON Schema and a sample of every event class, made from the
classes.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import TypeAdapter

import nongxin
from devkit.paths import ROOT
from nongxin.kernel.events import Event

SCHEMAS = ROOT / "events" / "schemas"
SAMPLES = ROOT / "events" / "samples"

_ULID = "01JDGQ4T3NXV5R8Y2M7C9K6B1A"
# What a field of this name looks like; the rest goes by type.
_EXAMPLES: dict[str, Any] = {
    "county": "610722",
    "entity": "2766",
    "product": "YND",
    "amount_fen": 3_000_000,
    "principal_fen": 2_950_000,
    "interest_fen": 50_000,
    "valid_until": "2026-12-05T08:00:00.000Z",
    "contract_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "application_id": f"ap_610722_{_ULID}",
    "loan_id": f"ln_610722_{_ULID}",
    "borrower_id": f"pn_610722_{_ULID}",
    "owner": f"pn_610722_{_ULID}",
    "account_id": f"ac_610722_{_ULID}",
    "payee_account_id": f"ac_610425_{_ULID}",
    "order_id": f"io_610722_{_ULID}",
    "payer": f"pn_610722_{_ULID}",
    "payee": f"pn_610425_{_ULID}",
    "payee_entity": "2724",
    "household_id": f"hh_610722_{_ULID}",
    "person_id": f"pn_610722_{_ULID}",
    "staff_id": f"st_610722_{_ULID}",
    "kind": "demand_deposit",
    "level": "officer",
    "fault": "States.TaskFailed",
    "reasons": ["CRB002"],
    "counties": ["610425", "610727"],
    "partner_id": f"pt_610425_{_ULID}",
    "on": "2026-11-25",
    "checkout": [f"pt_610722_{_ULID}", "M10086", "Q2026112600017", f"ac_610722_{_ULID}", "30"],
    "step": "sms",
    "event_id": "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
    "rule": "WRN012",
    "consequence": "WARN",
    "before": "normal",
    "after": "special_mention",
}
_BY_TYPE: dict[Any, Any] = {int: 1, str: "text", bool: False, tuple[str, ...]: ["text"]}


def event_classes() -> list[type[Event]]:
    """Every event of every context, by name."""
    for module in pkgutil.iter_modules(nongxin.__path__):
        if module.ispkg and module.name != "kernel":
            _import_if_there(f"nongxin.{module.name}.events")
    return sorted(_leaves(Event), key=lambda kind: kind.__name__)


def _import_if_there(name: str) -> None:
    if importlib.util.find_spec(name) is not None:
        importlib.import_module(name)


def _leaves(kind: type[Event]) -> list[type[Event]]:
    below = kind.__subclasses__()
    return [leaf for sub in below for leaf in _leaves(sub)] if below else [kind]


def schema_of(kind: type[Event]) -> dict[str, Any]:
    """The JSON Schema of the event as the bus carries it: the envelope with the event as `data`."""
    data = TypeAdapter(kind).json_schema()
    data["additionalProperties"] = False
    text = {"type": "string"}
    properties = {
        "id": text | {"description": "unique; the same event may come again under it"},
        "type": {"const": kind.__name__},
        "version": {"const": kind.version},
        "at": text | {"format": "date-time"},
        "correlation": text | {"description": "the call that this work began with"},
        "data": data,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{kind.__name__}.v{kind.version}",
        "description": (kind.__doc__ or "").strip(),
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def sample_of(kind: type[Event]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    data = {
        f.name: _EXAMPLES.get(f.name, _BY_TYPE.get(hints[f.name], "text")) for f in fields(kind)
    }
    return {
        "id": _ULID,
        "type": kind.__name__,
        "version": kind.version,
        "at": "2026-11-25T08:00:00.000Z",
        "correlation": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        "data": data,
    }


def files() -> dict[Path, dict[str, Any]]:
    """Every file of the event contracts and what it holds."""
    found: dict[Path, dict[str, Any]] = {}
    for kind in event_classes():
        name = f"{kind.__name__}.v{kind.version}.json"
        found[SCHEMAS / name] = schema_of(kind)
        found[SAMPLES / name] = sample_of(kind)
    return found
