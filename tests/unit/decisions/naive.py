"""A second, slow reading of the rule and card files, that shares no code with the engine."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[3] / "layers/core/python/nongxin/catalog/data"
FAMILIES = {"ADM", "BLK", "CRB", "MUL", "DEB", "CRS", "FRD"}
FEN = {"wan": 1_000_000, "cny": 100}


@cache
def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@cache
def fact_types() -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in table("facts.csv")}


@cache
def application_rules(product: str) -> list[dict[str, str]]:
    return [
        r
        for r in table("rules.csv")
        if r["family"] in FAMILIES and r["kind"] != "param" and r[product]
    ]


def fired(product: str, raw: dict[str, Any]) -> list[str]:
    """Codes of the rules that fire on raw values (present and well-typed ones), in file order."""
    return [r["code"] for r in application_rules(product) if fires(r, r[product], raw)]


def fires(rule: dict[str, str], cell: str, raw: dict[str, Any]) -> bool:
    """Does a row of rules.csv with this threshold fire on raw values?"""
    if rule["variable"] not in raw:
        return False
    value = raw[rule["variable"]]
    if isinstance(value, bool):
        holds = value == (cell == "1")
    elif fact_types()[rule["variable"]]["type"] == "code":
        holds = value in cell.split(",")
    else:
        left, right = fraction(str(value)), fraction(cell) * FEN.get(rule["unit"], 1)
        holds = {
            "<": left < right,
            "<=": left <= right,
            ">": left > right,
            ">=": left >= right,
            "=": left == right,
        }[rule["op"]]
    return holds == (rule["kind"] == "when")


fraction = cache(Fraction)


def card_points(card: str, variable: str, value: Decimal | str) -> int:
    """Points by reading the bins one after the other; numbers in the bins' own unit."""
    bins = [r for r in table("score_bins.csv") if (r["card"], r["variable"]) == (card, variable)]
    if isinstance(value, str):
        return next(
            int(b["points"])
            for b in bins
            if value == b["when"] or (b["when"] != "n/a" and value in b["when"].split("/"))
        )
    numeric = [(edges(b["when"]), int(b["points"])) for b in bins if edges(b["when"])]
    closed_above = any(b["when"].startswith("<=") for b in bins)
    # Exact spellings first, then plain ranges: those that claim less than they name come last.
    for rank in (0, 1):
        hits = [(e, p) for e, p in numeric if e and e[4] == rank and _inside(e, value)]
        if hits:
            # Of two ranges that name the edge, the upper one has it, unless a <= bin is there.
            hits.sort(key=lambda hit: hit[0][0])
            return hits[0 if closed_above else -1][1]
    ordered = sorted(numeric, key=lambda hit: hit[0][0] if hit[0] else 0)
    return ordered[0][1] if value < ordered[0][0][0] else ordered[-1][1]


def _inside(edge: tuple[Any, ...], value: Decimal) -> bool:
    low, with_low, high, with_high, _ = edge
    return (low < value or (with_low and low == value)) and (
        value < high or (with_high and value == high)
    )


def edges(when: str) -> tuple[Any, ...]:
    text = when.replace("%", "").split(" x ")[0]
    endless = Decimal("Infinity")
    if re.fullmatch(r"-?[\d.]+", text) and ".." not in text:
        return (Decimal(text), True, Decimal(text), True, 0)
    if m := re.fullmatch(r"(<=?)(-?[\d.]+)", text):
        return (-endless, True, Decimal(m[2]), m[1] == "<=", 0)
    if m := re.fullmatch(r"(>=?)(-?[\d.]+)", text):
        return (Decimal(m[2]), m[1] == ">=", endless, True, 0)
    if m := re.fullmatch(r"([(\[])(.+),(.+)([)\]])", text):
        return (Decimal(m[2]), m[1] == "[", Decimal(m[3]), m[4] == "]", 0)
    if m := re.fullmatch(r"(-?\d+(?:\.\d+)?)(?:-|\.\.)(-?\d+(?:\.\d+)?)", text):
        return (Decimal(m[1]), True, Decimal(m[2]), True, 1)
    return ()
