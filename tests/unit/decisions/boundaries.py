"""Values on and about the thresholds of a fact, for every test of rules."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from nongxin.catalog.facts import fact_schema
from nongxin.catalog.rules import PRODUCTS
from tests.unit.decisions import naive


@cache
def boundaries(name: str) -> list[Any]:
    """Possible raw values of a fact, on and about every threshold that any product has for it."""
    spec = fact_schema()[name]
    if spec.type == "flag":
        return [True, False]
    if spec.type == "code":
        return list(spec.codes)
    rows = [r for r in naive.table("rules.csv") if r["variable"] == name and r["kind"] != "param"]
    cells = {Decimal(r[p]) * naive.FEN.get(r["unit"], 1) for r in rows for p in PRODUCTS if r[p]}
    steps = (-1, Decimal("-0.01"), 0, Decimal("0.01"), 1)
    values = {c + s for c in cells for s in steps} | {Decimal(0), Decimal(10**9)}
    low, high = spec.low, spec.high
    found = [v for v in values if (low is None or v >= low) and (high is None or v <= high)]
    if spec.type == "decimal":
        return [str(v) for v in sorted(found)]
    return sorted({int(v) for v in found if v == int(v)})
