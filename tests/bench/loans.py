"""Schedules a second: 36 equal instalments one at a time and in a batch, beside others.

In one run on one machine, so that the ratios hold whatever else it does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, getcontext
from itertools import count

import numpy as np
from rich.table import Table as Shown

from nongxin.catalog.calendar import is_workday
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.level_instalments import level_plan
from nongxin.lending.reckoning.schedule import schedule_of
from nongxin.lending.reckoning.terms import LoanTerms, Method
from tests.bench import loan_day
from tests.bench.show import console

TERM, BATCH = 36, 4_096
_MEASURED_S = 1.0
_loan_numbers = count()
_CENT = Decimal("0.01")


def main() -> None:
    figures, dated = per_second(one_at_a_time), per_second(contract_plan)
    others = {"textbook Decimal": per_second(textbook)}
    try:
        from amortization.schedule import amortization_schedule

        others["PyPI amortization"] = per_second(
            lambda: list(amortization_schedule(100_000, 0.06, TERM))
        )
    except ImportError:
        pass
    batch = per_second(lambda: batched(BATCH)) * BATCH
    goals = {"textbook Decimal": 2.3, "PyPI amortization": 4.0}
    shown = Shown(title="Schedules of 36 equal instalments", show_lines=False)
    for column in ("what", "a second", "ratio", "goal"):
        shown.add_column(column, justify="left" if column == "what" else "right")
    shown.add_row("figures alone, one at a time", f"{figures:,.0f}", "", "")
    for name, rate in others.items():
        beside = f"{figures / rate:.1f}"
        shown.add_row(f"  beside {name}", f"{rate:,.0f}", beside, f"≥ {goals[name]}")
    shown.add_row("a contract's plan, with dates", f"{dated:,.0f}", "", "≥ 5,000 /s")
    for name, rate in others.items():
        shown.add_row(f"  beside {name} (no dates)", f"{rate:,.0f}", f"{dated / rate:.2f}", "")
    times = batch / others["textbook Decimal"]
    shown.add_row(f"in a batch of {BATCH:,}", f"{batch:,.0f}", f"{times:.0f} × textbook", "≥ 25")
    console.print(shown)
    loan_day.main()


def one_at_a_time() -> object:
    return level_plan(10_000_000, 6, 1_200, TERM)


def contract_plan() -> object:
    """As it is drawn up: ACT/360, due dates, working days; every loan another, over a month."""
    nr = next(_loan_numbers)
    terms = LoanTerms(
        1_000_000 + 100 * nr, Decimal(400 + nr % 400) / 10_000, Method.EQUAL_INSTALMENT,
        term_months=TERM, day_count=DayCount.ACT_360,
    )  # fmt: skip
    return schedule_of(terms, date(2026, 1, 1) + timedelta(days=nr % 30), is_workday)


def textbook() -> list[tuple[Decimal, Decimal, Decimal]]:
    """The formula of any textbook, in Decimal, without dates."""
    getcontext().prec = 28
    balance, rate = Decimal(100_000), Decimal("0.06") / 12
    level = balance * rate / (1 - (1 + rate) ** -TERM)
    level = level.quantize(_CENT, ROUND_HALF_UP)
    rows = []
    for nr in range(TERM):
        interest = (balance * rate).quantize(_CENT, ROUND_HALF_UP)
        principal = balance if nr == TERM - 1 else level - interest
        balance -= principal
        rows.append((principal, interest, balance))
    return rows


def batched(count: int) -> np.ndarray:
    """Whole fen in int64: interest of a month is balance x rate in millionths / 12 million."""
    balance = np.full(count, 10_000_000, dtype=np.int64)
    rate = np.full(count, 60_000, dtype=np.int64)
    monthly = rate / 12_000_000
    level = np.floor(balance * monthly / (1 - (1 + monthly) ** -TERM) + 0.5).astype(np.int64)
    rows = np.empty((TERM, 2, count), dtype=np.int64)
    for nr in range(TERM):
        interest = (balance * rate + 6_000_000) // 12_000_000
        principal = balance.copy() if nr == TERM - 1 else level - interest
        balance = balance - principal
        rows[nr, 0], rows[nr, 1] = principal, interest
    return rows


def per_second(act: Callable[[], object]) -> float:
    """Calls a second of CPU, after one that fills the caches."""
    act()
    begun, calls = time.process_time(), 0
    while time.process_time() - begun < _MEASURED_S:
        act()
        calls += 1
    return calls / (time.process_time() - begun)
