"""The archive's schema (19 sections, 158 fields) as data: what a field is and when it is needed."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from nongxin.catalog.reading import DATA

_FILE = os.path.join(DATA, "archive_schema.json")


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. `kind`: text, code, int, decimal, date, datetime, bool, image, geojson, point,
    json.

    Decimals travel as texts ("12.50"); `high` and `low` are both included. `required` is M always,
    C when another field of the row has one of the values in `when`, O never.
    """

    name: str
    zh: str
    kind: str
    required: str
    scored: bool
    unit: str = ""
    length: int = 0
    shortest: int = 1
    pattern: re.Pattern[str] | None = None
    form: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    low: Decimal | None = None
    high: Decimal | None = None
    digits: int = 0
    places: int = 0
    not_after_today: bool = False
    year_not_after_today: bool = False
    years_back: int = 0  # the oldest year that is taken, counted from this one; 0: any
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def needed(self, row: Mapping[str, Any]) -> bool:
        """Whether this row must carry the field."""
        if self.required == "C":
            return any(row.get(other) in values for other, values in self.when.items())
        return self.required == "M"


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """`least` and `most` rows per household; `key` are the fields by which a row is known again."""

    code: str
    name_zh: str
    name_en: str
    least: int
    most: int
    fields: Mapping[str, FieldSpec]
    key: tuple[str, ...] = ()


# A household is a household: more rows than these are a mistake or an attack (assumed).
_USUAL_ROWS = 60
MOST_ROWS = 300
_MOST_BY_SECTION = {"M": 30, "S": MOST_ROWS, "W": 100}
# What the system keeps itself: nobody sends it.
KEPT_BY_SYSTEM = frozenset({"Z"})


@lru_cache(maxsize=1)
def sections() -> Mapping[str, SectionSpec]:
    """Every section by its code, in the order of the paper form."""
    with open(_FILE, encoding="utf-8") as handle:
        told = json.load(handle)
    return {s["code"]: _section(s) for s in told["sections"]}


def captured_sections() -> list[SectionSpec]:
    """The sections that people fill in."""
    return [s for s in sections().values() if s.code not in KEPT_BY_SYSTEM]


def _section(told: dict[str, Any]) -> SectionSpec:
    code, rows = told["code"], told["rows"]
    return SectionSpec(
        code=code,
        name_zh=told["name_zh"],
        name_en=told["name_en"],
        least=int(rows[0]),
        most=1 if rows == "1" else _MOST_BY_SECTION.get(code, _USUAL_ROWS),
        fields={f["name"]: _field(f) for f in told["fields"]},
        key=tuple(told.get("key", ())),
    )


def _field(told: dict[str, Any]) -> FieldSpec:
    known = {k: v for k, v in told.items() if k not in ("rule", "evidence")}
    for bound in ("low", "high"):
        if bound in known:
            known[bound] = Decimal(known[bound])
    if "pattern" in known:
        known["pattern"] = re.compile(known["pattern"], re.ASCII)
    if "when" in known:
        known["when"] = {other: tuple(values) for other, values in known["when"].items()}
    return FieldSpec(**known)
