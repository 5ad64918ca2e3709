"""scripts/torture: seeded histories of money under faults, each held against a model.

    money       the ledger's commands (histories of 40 steps, 4 accounts); the usual one
    payments    days of village terminals: lines, power, clocks, partners, tables, workers that die

It prints histories, commands, faults by kind, and what went wrong: seed, what, how many accounts.
A seed that went wrong is played again with `--from SEED --seeds 1`.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from typing import Any

from devkit import arguments, paths, say
from devkit.trouble import FAILED_STEP

_BLOCK = 50


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/torture",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", nargs="?", choices=("money", "payments"), default="money")
    parser.add_argument(
        "--seeds", type=arguments.count, metavar="N", help="how many histories (200; 25 days)"
    )
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="SEED",
                        help="the first one (0)")  # fmt: skip
    parser.add_argument(
        "--share",
        type=int,
        metavar="PERCENT",
        help="of calls disturbed (40), or of a terminal's answers that are lost (30)",
    )
    parser.add_argument("--operations", type=arguments.count, default=400, metavar="N",
                        help="payments: of a station's day (400)")  # fmt: skip
    parser.add_argument("--naive", action="store_true",
                        help="money: post without the journal's condition")  # fmt: skip
    asked = parser.parse_args(argv)
    is_money = asked.what == "money"
    asked.seeds = (200 if is_money else 25) if asked.seeds is None else asked.seeds
    asked.share = (40 if is_money else 30) if asked.share is None else asked.share
    if not 0 <= asked.share <= 60:
        parser.error("--share is 0 to 60")
    if asked.naive and not is_money:
        parser.error("--naive is for money")
    sys.path[:0] = [str(each) for each in (paths.ROOT, paths.CORE, paths.ROOT / "functions")]
    return _play(asked) if is_money else _days(asked)


def _play(asked: Any) -> int:
    torture = importlib.import_module("tests.faults.torture")
    naive = importlib.import_module("tests.faults.naive")
    spoil = naive.without_the_journals_condition if asked.naive else None
    total, begun = torture.Report(), time.monotonic()
    for first in range(asked.first, asked.first + asked.seeds, _BLOCK):
        seeds = range(first, min(first + _BLOCK, asked.first + asked.seeds))
        part = torture.torture(seeds, spoil, asked.share / 100)
        total.add(part)
        for seed, what in part.wrong:
            say.note(f"seed {seed}: {what}")
        if total.histories % 500 == 0:
            say.note(f"  {total.histories} histories, {len(total.wrong)} wrong …")
    say.note(f"histories       {total.histories} in {time.monotonic() - begun:.0f} s")
    say.note(f"commands done   {total.commands}")
    for way, count in sorted(total.faults.items()):
        say.note(f"  {way:<14}{count}")
    say.note(f"wrong histories {len(total.wrong)}")
    say.note(f"wrong accounts  {total.wrong_accounts}")
    return FAILED_STEP if total.wrong else 0


def _days(asked: Any) -> int:
    days = importlib.import_module("tests.faults.station_torture")
    begun = time.monotonic()
    wanted = range(asked.first, asked.first + asked.seeds)

    def tell(report: Any) -> None:
        say.note(f"  {report.operations} operations, {len(report.wrong)} wrong days …")

    told = days.torture(wanted, asked.operations, asked.share / 100, tell)
    for seed, what in told.wrong:
        say.note(f"seed {seed}: {what}")
    say.note(f"operations      {told.operations} in {time.monotonic() - begun:.0f} s")
    for title, counted in (("numbers", told.states), ("faults", told.faults)):
        say.note(title)
        for name, count in counted.most_common():
            say.note(f"  {name:<20}{count}")
    say.note(f"services done   {len(told.served)} of {told.offered}")
    say.note(f"wrong days      {len(told.wrong)}")
    return FAILED_STEP if told.wrong else 0
