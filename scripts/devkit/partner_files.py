"""What partners send and receive, as files: a JSON Schema and a sample of every kind, for partners
to build against.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from devkit.event_files import SAMPLES, SCHEMAS
from nongxin.partners.inbound.kinds import KINDS, Kind
from nongxin.partners.inbound.messages import body_of
from nongxin.partners.outbound import bodies

_MERCHANT = {"county": "610722", "merchant": "M10086"}
_ORDER = _MERCHANT | {"order": "Q2026112600017"}
_WAYBILL = "SF1400000000017"
_DATA: dict[str, dict[str, Any]] = {
    "merchant.enrolled.v1": _MERCHANT
    | {
        "name": "城固柑橘合作社",
        "id_no": "610722198505050017",
        "account_no": "6230280000000000017",
    },
    "merchant.changed.v1": _MERCHANT | {"status": "suspended"},
    "order.placed.v1": _ORDER | {"buyer": "B7fK2", "amount_fen": 128_00},
    "order.paid.v1": _ORDER | {"paid_fen": 128_00},
    "order.shipped.v1": _ORDER | {"carrier": "SF", "waybill": _WAYBILL},
    "order.signed.v1": _ORDER,
    "order.returned.v1": _ORDER | {"returned_fen": 64_00},
    "order.refunded.v1": _ORDER | {"refunded_fen": 64_00},
    "logistics.milestone.v1": _ORDER | {"waybill": _WAYBILL, "milestone": "delivered"},
    "settlement.payout.v1": _MERCHANT
    | {
        "payout": "S20261126",
        "amount_fen": 64_00,
        "orders": [{"order": "Q2026112600017", "amount_fen": 64_00}],
    },
    "platform.rating.v1": _MERCHANT | {"grade": "A", "complaints_bp": 12, "fake_index": 3},
    "product.provenance.v1": _MERCHANT
    | {
        "product": "P-orange",
        "batch": "2026-11-A",
        "origin": "610722100",
        "harvested_on": "2026-11-18",
        "certificate_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    },
}

_ULID = "01JDGQ4T3NXV5R8Y2M7C9K6B1A"
_APPLICATION = {"application_id": f"ap_610722_{_ULID}"}
_LOAN = {"loan_id": f"ln_610722_{_ULID}"}
# What partners receive, beside county and reference.
_NEWS: dict[str, dict[str, Any]] = {
    "application.decided": _APPLICATION
    | {
        "decision": "offered",
        "amount_fen": 20_000_00,
        "valid_until": "2026-12-11T10:30:00.000Z",
    },
    "loan.disbursed": _APPLICATION | _LOAN | {"amount_fen": 20_000_00},
    "repayment.due": _LOAN | {"due_on": "2026-12-26", "amount_fen": 20_080_00},
    "repayment.received": _LOAN
    | {
        "amount_fen": 20_080_00,
        "principal_fen": 20_000_00,
        "interest_fen": 80_00,
        "closed": True,
    },
    "repayment.overdue": _LOAN | {"on": "2026-12-27", "days": 1, "overdue_fen": 20_080_00},
    "limit.changed": _APPLICATION | {"product": "DSD", "limit_fen": 36_000_00},
}


def schema_of(kind: Kind) -> dict[str, Any]:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": kind.name}
    return body_of(kind).model_json_schema() | head


def sample_of(kind: Kind) -> dict[str, Any]:
    return {
        "type": kind.code,
        "version": kind.version,
        "timestamp": "2026-11-26T10:30:00+08:00",
        "sequence": 1,
        "data": _DATA[kind.name],
    }


def news_schema_of(kind: str) -> dict[str, Any]:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": named(kind)}
    return bodies.body_of(kind).model_json_schema() | head


def news_sample_of(kind: str) -> dict[str, Any]:
    return {
        "type": kind,
        "version": bodies.VERSION,
        "timestamp": "2026-11-26T02:30:00.000Z",
        "sequence": 1,
        "data": {"county": "610722", "reference": "Q2026112600017"} | _NEWS[kind],
    }


def named(kind: str) -> str:
    return f"{kind}.v{bodies.VERSION}"


def files() -> dict[Path, dict[str, Any]]:
    found: dict[Path, dict[str, Any]] = {}
    for kind in KINDS.values():
        found[SCHEMAS / "partners" / f"{kind.name}.json"] = schema_of(kind)
        found[SAMPLES / "partners" / f"{kind.name}.json"] = sample_of(kind)
    for news in bodies.BODIES:
        found[SCHEMAS / "partners" / f"{named(news)}.json"] = news_schema_of(news)
        found[SAMPLES / "partners" / f"{named(news)}.json"] = news_sample_of(news)
    return found
