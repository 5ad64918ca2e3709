"""Every operator at its boundary, also those that no row of an application fires by today.

The shipped rows fire by `<`, `>` and `!=` alone (all are of kind `must`; `must <=` fires by `>`),
so that tests on them cannot see `<=`, `>=` or `=` broken. Here each row is spelt with every
operator that its fact allows and as both kinds, for the engine, zen-engine and the naive reader
alike.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import date
from itertools import product as pairs
from typing import Any

import pytest
import zen

from devkit import jdm
from nongxin.catalog.facts import fact_schema
from nongxin.catalog.rules import PRODUCTS, rules_on
from nongxin.decisions import rules as engine
from nongxin.decisions.facts import Facts, Value, typed
from nongxin.decisions.rules import RuleSet, typed_rule
from nongxin.decisions.segments import Number, pieces_where
from tests.unit.decisions import naive
from tests.unit.decisions.boundaries import boundaries

TODAY = date(2026, 11, 25)
NUMBERS = ("<", "<=", ">", ">=", "=")
# How an operator is most easily got wrong: its edge, or its side.
BROKEN = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": ">=", "!=": ">=",
}  # fmt: skip
Cells = dict[str, str]


def _operators(row: Cells, cell: str) -> tuple[str, ...]:
    kind = fact_schema()[row["variable"]].type
    if kind == "flag":
        return ("=",)
    if kind == "code":
        return ("in",) if "," in cell else ("=", "in")
    return NUMBERS


def _spelt(product: str) -> list[Cells]:
    """Every test that concerns a product, warnings too, by every operator and as both kinds."""
    found = []
    for row in naive.table("rules.csv"):
        if row["kind"] == "param" or not row[product]:
            continue
        for op, kind in pairs(_operators(row, row[product]), ("must", "when")):
            code = f"{row['code']} {kind} {op}"
            found.append(row | dict.fromkeys(PRODUCTS, "") | {
                "code": code, "kind": kind, "op": op, product: row[product]})  # fmt: skip
    return found


def _compiled(product: str, rows: list[Cells]) -> RuleSet:
    shipped = {r.code: r for r in rules_on(TODAY)}
    return RuleSet([
        typed_rule(
            shipped[row["code"].split()[0]]._replace(
                code=row["code"], kind=row["kind"], op=row["op"]),
            row[product])
        for row in rows
    ])  # fmt: skip


def _raw_sets(product: str, rows: list[Cells]) -> Iterator[dict[str, Any]]:
    """Each boundary of each fact, every fact at once."""
    edges = {name: boundaries(name) for name in sorted({row["variable"] for row in rows})}
    for index in range(max(map(len, edges.values()))):
        yield {name: values[index % len(values)] for name, values in edges.items()}


def _values(raw: dict[str, Any]) -> dict[str, Value]:
    values, gaps = typed(Facts.of(raw, "test", TODAY), raw)
    assert not gaps
    return dict(values)


def _ours(rules: RuleSet, raw: dict[str, Any]) -> list[str]:
    return [f.rule.row.code for f in rules.evaluate(_values(raw))]


def _naive(product: str, rows: list[Cells], raw: dict[str, Any]) -> list[str]:
    return [row["code"] for row in rows if naive.fires(row, row[product], raw)]


@pytest.mark.parametrize("product", PRODUCTS)
def test_three_readers_agree_on_every_operator_at_every_boundary(product: str) -> None:
    rows = _spelt(product)
    rules = _compiled(product, rows)
    decision = zen.ZenEngine().create_decision(json.dumps(jdm.document_of(rows)))
    fired, quiet = set(), set()
    for raw in _raw_sets(product, rows):
        ours = _ours(rules, raw)
        assert ours == _naive(product, rows, raw)
        numbers = {n: float(v) if fact_schema()[n].type == "decimal" else v
                   for n, v in raw.items()}  # fmt: skip
        told = decision.evaluate({"product": product} | numbers)["result"]
        assert sorted(ours) == sorted(hit["code"] for hits in told.values() for hit in hits)
        fired |= {r.fires_on() for r in rules.rules if r.row.code in ours}
        quiet |= {r.fires_on() for r in rules.rules if r.row.code not in ours}
    every = {r.fires_on() for r in rules.rules}
    assert every >= {"<", "<=", ">", ">=", "=", "!="}
    assert fired == quiet == every


def _broken(op: str) -> Callable[..., list[tuple[int, int]]]:
    def pieces(cuts: list[Number], asked: str, threshold: Number) -> list[tuple[int, int]]:
        return pieces_where(cuts, BROKEN[op] if asked == op else asked, threshold)

    return pieces


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("op", sorted(BROKEN))
def test_an_operator_broken_on_purpose_is_seen(
    product: str, op: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = _spelt(product)
    monkeypatch.setattr(engine, "pieces_where", _broken(op))
    rules = _compiled(product, rows)
    wrong = {
        code
        for raw in _raw_sets(product, rows)
        for code in set(_ours(rules, raw)) ^ set(_naive(product, rows, raw))
    }
    named = {r.row.code for r in rules.rules if r.fires_on() == op and r.spec.type not in
             ("flag", "code")}  # fmt: skip
    assert wrong == named  # every row that fires by it, and no other


@pytest.mark.parametrize("product", PRODUCTS)
def test_flags_and_codes_the_wrong_way_round_are_seen(
    product: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, right = _spelt(product), engine._holds
    monkeypatch.setattr(engine, "_holds", lambda rule, value: not right(rule, value))
    rules = _compiled(product, rows)
    raw = next(_raw_sets(product, rows))
    chosen = {r.row.code for r in rules.rules if r.spec.type in ("flag", "code")}
    assert set(_ours(rules, raw)) ^ set(_naive(product, rows, raw)) == chosen


@pytest.mark.parametrize("product", PRODUCTS)
def test_rows_in_any_order_fire_alike_at_every_boundary(product: str) -> None:
    rows = _spelt(product)
    chance = random.Random(product)
    rules = _compiled(product, rows)
    shuffled = _compiled(product, chance.sample(rows, len(rows)))
    for raw in _raw_sets(product, rows):
        values = _values(raw)
        one, other = rules.evaluate(values), shuffled.evaluate(values)
        assert sorted((f.rule.row.code, str(f.value)) for f in one) == sorted(
            (f.rule.row.code, str(f.value)) for f in other
        )
