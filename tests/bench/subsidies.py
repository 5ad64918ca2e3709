"""A bureau's payout file of 2,000 lines in memory, and the arithmetic to one of 200,000.

CPU is ours and the tables' in this process together: an upper bound. A call of DynamoDB is taken
for 8 ms, a transaction for 20 ms (assumed; single-digit and low double-digit milliseconds are
usual), one after another, as a task makes them.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable

import nongxin.parts
from infra.workflows.subsidy_payout import AT_ONCE
from nongxin.kernel import log
from tests.bench.show import console, goal
from tests.builders.payers import Town
from tests.builders.subsidies import Bureau
from tests.fakes.parts import SETTINGS, FakeParts

LINES, PAYEES = 2_000, 100
WHOLE = 200_000
_CALL_S, _TRANSACTION_S = 0.008, 0.020
_GOAL_MINUTES = 10


def main() -> None:
    log._logger.setLevel(logging.CRITICAL)
    os.environ.update(SETTINGS.to_env())
    fake = FakeParts()
    nongxin.parts.parts.cache_clear()
    nongxin.parts.Parts = lambda _: fake  # type: ignore[assignment,misc]
    bureau = Bureau(fake, Town(fake))
    payees = [bureau.town.person() for _ in range(PAYEES)]
    given = [
        bureau.line(nth, payees[nth % PAYEES], 1_000, batch=f"b-{nth}")
        for nth in range(1, LINES + 1)
    ]
    made = bureau.announce(bureau.file(given, LINES * 1_000), LINES, LINES * 1_000)
    file_id = made.body["file_id"]
    bureau.upload(file_id)
    bureau.about(file_id, "/check")
    _measure("check", bureau, lambda: bureau.run(file_id))
    bureau.release(file_id)
    minutes = _measure("pay", bureau, lambda: bureau.run(file_id))
    assert bureau.show(file_id).body["paid_lines"] == LINES
    goal("200,000 lines paid and told, minutes", round(minutes, 1), _GOAL_MINUTES)


def _measure(what: str, bureau: Bureau, run: Callable[[], object]) -> float:
    """Tells a line's cost; answers the minutes that a whole file would take."""
    meter, calls = bureau.p.memory.meter, bureau.p.memory.dynamo.calls
    before = (len(meter.units), len(meter.read_units), dict(calls))
    begun = time.process_time()
    run()
    cpu_s = (time.process_time() - begun) / LINES
    units = sum(cost for _, cost in meter.units[before[0] :]) / LINES
    reads = sum(cost for _, cost in meter.read_units[before[1] :]) / LINES
    made = {name: (count - before[2].get(name, 0)) / LINES for name, count in calls.items()}
    transactions = made.get("transact_write_items", 0.0)
    others = sum(made.values()) - transactions
    line_s = cpu_s + others * _CALL_S + transactions * _TRANSACTION_S
    minutes = WHOLE * line_s / AT_ONCE / 60
    console.print(f"\n{what}: a line of {LINES:,}")
    goal("write units", round(units, 2))
    goal("read units", round(reads, 2))
    goal("calls of DynamoDB", f"{others:.2f} and {transactions:.2f} transactions")
    goal("CPU ms, tables in it", f"{cpu_s * 1e3:.2f}")
    console.print(
        f"  {WHOLE:,} lines × {line_s * 1e3:.0f} ms ÷ {AT_ONCE} tasks at once "
        f"= {minutes:.1f} min, {WHOLE * units / minutes / 60 if units else 0:,.0f} units a second"
    )
    return minutes
