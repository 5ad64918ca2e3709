"""Decisions per second on one core, rules against zen-engine, cards over columns against duckdb.

Everything in one run on one machine, so that the ratios hold whatever else it does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle

from rich.table import Table as Shown

from nongxin.decisions.decide import decide
from tests.bench import cards_by_column, rules_by_table
from tests.bench.show import console
from tests.builders.facts import a_case, declined_facts, good_facts, referred_facts

CPU_MS_GOAL = 1.0
_MEASURED_S = 1.5


def main() -> None:
    shown = Shown(title="Decisions", show_lines=False)
    for column in ("what", "measured", "goal"):
        shown.add_column(column, justify="left" if column == "what" else "right")
    for line in (*full_decisions(), *rules_by_table.lines(), *cards_by_column.lines()):
        shown.add_row(*line)
    console.print(shown)


def full_decisions() -> list[tuple[str, str, str]]:
    """An offer, a referral and a refusal in turn: rules, two cards, limit, price, reasons."""
    case = a_case("YND")
    facts = cycle((good_facts(), referred_facts(), declined_facts()))
    cpu_s = per_call(lambda: decide(case, next(facts)))
    return [
        ("full decisions a second, one core", f"{1 / cpu_s:,.0f}", ""),
        ("CPU of one decision", f"{cpu_s * 1000:.2f} ms", f"≤ {CPU_MS_GOAL:.0f} ms"),
    ]


def per_call(act: Callable[[], object]) -> float:
    """CPU seconds of a call, after one that fills the caches."""
    act()
    begun, calls = time.process_time(), 0
    while time.process_time() - begun < _MEASURED_S:
        for _ in range(10):
            act()
        calls += 10
    return (time.process_time() - begun) / calls
