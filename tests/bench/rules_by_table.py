"""Our decision tables against zen-engine's: the same rows, through our own export."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from typing import Any

import zen

from devkit import jdm
from nongxin.decisions.facts import Value
from nongxin.decisions.tables import Condition, Range, Table, TableRow

MIXED_GOAL, RANGES_GOAL = 5, 30
_ROWS = 1_000
_VARIABLES = 12
_SPAN = 100_000
_FACT_SETS = 64
_MEASURED_S = 0.8


def lines() -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for name, share, goal in (("mixed", 0.5, MIXED_GOAL), ("range-heavy", 1.0, RANGES_GOAL)):
        ours, loader, ready = _measured(_table(_ROWS, share), share)
        label = f"{_ROWS:,} rows, {name}"
        found += [
            (f"{label}: ours", f"{ours * 1e6:,.1f} µs", ""),
            (f"{label}: zen by its loader", f"{loader / ours:,.0f} ×", f"≥ {goal} ×"),
            (f"{label}: zen, decision made before", f"{ready / ours:,.0f} ×", ""),
        ]
    few, many = (_ours(_table(rows, 1.0), 1.0) for rows in (100, 5_000))
    found.append(("growth from 100 to 5,000 rows (50 ×)", f"{many / few:.1f} ×", ""))
    return found


def _measured(table: Table[int], share: float) -> tuple[float, float, float]:
    """Seconds of CPU of an evaluation: ours, zen's loader path, a zen decision made beforehand."""
    document = json.dumps(jdm.document_of_table(table))
    engine = zen.ZenEngine({"loader": lambda _: document})
    decision = zen.ZenEngine().create_decision(document)
    sets = _fact_sets(share)
    for facts in sets[:8]:
        hit = [row["row"] for row in decision.evaluate(facts)["result"]["table"]]
        assert hit == [row.answer for row in table.hits(facts)]
    by_loader = _per_call(lambda n: engine.evaluate("rules.json", sets[n]))
    return _ours(table, share), by_loader, _per_call(lambda n: decision.evaluate(sets[n]))


def _ours(table: Table[int], share: float) -> float:
    sets = _fact_sets(share)
    return _per_call(lambda n: list(table.hits(sets[n])))


def _table(rows: int, share: float) -> Table[int]:
    """Each row tests four of twelve variables; `share` of the variables are numbers."""
    chance = random.Random(rows)
    made: list[TableRow[int]] = []
    for index in range(rows):
        when: dict[str, Condition] = {}
        for variable in sorted(chance.sample(range(_VARIABLES), 4)):
            when[f"v{variable}"] = _condition(variable, share, chance)
        made.append(TableRow(when, index))
    return Table(made)


def _condition(variable: int, share: float, chance: random.Random) -> Condition:
    if variable >= share * _VARIABLES:
        return frozenset(chance.sample("abcdefgh", 2))
    low, high = sorted(chance.sample(range(_SPAN), 2))
    return Range(low, high, high_closed=False)


def _fact_sets(share: float) -> list[dict[str, Value]]:
    chance = random.Random(1)
    return [
        {
            f"v{v}": chance.randrange(_SPAN)
            if v < share * _VARIABLES
            else chance.choice("abcdefgh")
            for v in range(_VARIABLES)
        }
        for _ in range(_FACT_SETS)
    ]


def _per_call(act: Callable[[int], Any]) -> float:
    """Seconds of CPU, of all threads: what else runs on the machine counts for nobody."""
    act(0)
    begun, calls = time.process_time(), 0
    while time.process_time() - begun < _MEASURED_S:
        for n in range(8):
            act((calls + n) % _FACT_SETS)
        calls += 8
    return (time.process_time() - begun) / calls
