"""The schema of facts: what each variable is, where it comes from, what it means if missing.

`missing` is never a silent pass: `reject` refuses, `refer` sends to officers, `ask` sends to
officers with a request to complete the fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import rows

TYPES = ("flag", "int", "decimal", "fen", "code", "date")
MISSING = ("reject", "refer", "ask")


class FactSpec(NamedTuple):
    """One variable. `low` and `high` are the values that can be; outside is ill-typed, not high."""

    name: str
    type: str
    unit: str
    codes: tuple[str, ...]
    low: Decimal | None
    high: Decimal | None
    source: str
    missing: str
    name_zh: str
    name_en: str
    line: int


@lru_cache(maxsize=1)
def fact_schema() -> Mapping[str, FactSpec]:
    found: dict[str, FactSpec] = {}
    for row in rows("facts.csv"):
        spec = FactSpec(
            name=row.text("name"),
            type=row.choice("type", TYPES),
            unit=row.cells["unit"],
            codes=tuple(c for c in row.cells["codes"].split("/") if c),
            low=row.number("low") if row.cells["low"] else None,
            high=row.number("high") if row.cells["high"] else None,
            source=row.text("source"),
            missing=row.choice("missing", MISSING),
            name_zh=row.text("name_zh"),
            name_en=row.text("name_en"),
            line=row.line,
        )
        if spec.name in found:
            raise row.fault(f"fact {spec.name} twice")
        if (spec.type == "code") != bool(spec.codes):
            raise row.fault(f"fact {spec.name}: codes are for type code, and needed there")
        found[spec.name] = spec
    return found
