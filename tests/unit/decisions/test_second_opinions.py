"""Our engine, zen-engine through our own export, and a naive reader: one answer, 20,000 times."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import zen

from devkit import jdm
from nongxin.catalog.facts import fact_schema
from nongxin.catalog.rules import PRODUCTS
from nongxin.decisions.facts import Facts, Value, typed
from nongxin.decisions.rules import rule_set
from nongxin.decisions.tables import Range, Table, TableRow, collection_table, price_table
from tests.unit.decisions import naive
from tests.unit.decisions.boundaries import boundaries

TODAY = date(2026, 11, 25)
NOBODY = ""  # an entity without tunings: the template's own thresholds
SETS_A_PRODUCT = 4_000


def _decision(document: dict[str, Any]) -> zen.ZenDecision:
    return zen.ZenEngine().create_decision(json.dumps(document))


def _fact_sets(product: str) -> Iterator[dict[str, Any]]:
    """Each boundary of each fact alone, then random ones of boundaries, with gaps."""
    edges = {n: boundaries(n) for n in sorted(rule_set(product, NOBODY, TODAY).variables)}
    alone = [{name: value} for name, values in edges.items() for value in values]
    yield from alone
    chance = random.Random(f"{product} 20261125")
    for _ in range(SETS_A_PRODUCT - len(alone)):
        yield {n: chance.choice(v) for n, v in edges.items() if chance.random() < 0.9}


def _as_numbers(raw: dict[str, Any]) -> dict[str, Any]:
    """Decimals as JSON numbers; zen reads them as decimals too."""
    types = {n: fact_schema()[n].type for n in raw}
    return {n: float(v) if types[n] == "decimal" else v for n, v in raw.items()}


@pytest.mark.parametrize("product", PRODUCTS)
def test_three_readers_agree_on_thousands_of_fact_sets(product: str) -> None:
    rows = [
        r | dict.fromkeys(set(PRODUCTS) - {product}, "") for r in naive.application_rules(product)
    ]
    decision = _decision(jdm.document_of(rows))
    rules, seen, fired = rule_set(product, NOBODY, TODAY), 0, 0
    for raw in _fact_sets(product):
        values, gaps = typed(Facts.of(raw, "test", TODAY), raw)
        assert not gaps
        ours = [f.rule.row.code for f in rules.evaluate(values)]
        assert ours == naive.fired(product, raw)
        told = decision.evaluate({"product": product} | _as_numbers(raw))["result"]
        assert sorted(ours) == sorted(hit["code"] for hits in told.values() for hit in hits)
        seen, fired = seen + 1, fired + len(ours)
    assert seen == SETS_A_PRODUCT
    assert fired > seen  # the sets are no idle ones


def _zen_hits(decision: zen.ZenDecision, values: dict[str, Value]) -> list[int]:
    return [hit["row"] for hit in decision.evaluate(values)["result"]["table"]]


def test_zen_reads_our_decision_tables_alike() -> None:
    chance = random.Random(7)
    price, collection = price_table("YND", TODAY), collection_table()
    grid = _decision(jdm.document_of_table(price))
    for grade in "ABCDE":
        for term in range(38):
            asked: dict[str, Value] = {"grade": grade, "term_months": term}
            assert _zen_hits(grid, asked) == _places(price, asked)
    steps = _decision(jdm.document_of_table(collection))
    for _ in range(1_000):
        loan: dict[str, Value] = {
            "dpd": chance.choice([0, 1, 7, 8, 30, 31, 60, 90, 91, 180, 400]),
            "score": chance.choice([0, 399, 400, 699, 700, 1000]),
            "balance_fen": chance.choice([0, 1_999_999, 2_000_000, 9_999_999, 10_000_000]),
        }
        assert _zen_hits(steps, loan) == _places(collection, loan)


def test_zen_reads_ranges_and_gaps_alike() -> None:
    chance = random.Random(11)
    rows = []
    for index in range(200):
        low, high = sorted(chance.sample(range(40), 2))
        closed = chance.random() < 0.5, chance.random() < 0.5
        when: dict[str, Any] = {"x": Range(low, high, *closed)}
        if chance.random() < 0.5:
            when["y"] = Range(chance.choice([None, 5]), chance.choice([None, 20]), *closed)
        if chance.random() < 0.5:
            when["c"] = frozenset(chance.sample("abcd", 2))
        rows.append(TableRow(when, index))
    table = Table(rows)
    decision = _decision(jdm.document_of_table(table))
    for _ in range(1_000):
        every = {
            "x": chance.randrange(-1, 41),
            "y": chance.randrange(25),
            "c": chance.choice("abe"),
        }
        values = {name: value for name, value in every.items() if chance.random() < 0.9}
        assert _zen_hits(decision, values) == _places(table, values)


def _places(table: Table[Any], values: dict[str, Value]) -> list[int]:
    return [table.rows.index(row) for row in table.hits(values)]
