"""scripts/torture: seeded histories of money under faults, each held against a model.

It prints histories, commands, faults by kind, and what went wrong: seed, what, how many accounts.
A seed that went wrong is played again with `--from SEED --seeds 1`.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from typing import Any

from devkit import paths, say
from devkit.trouble import FAILED_STEP

_BLOCK = 50


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/torture",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seeds", type=int, default=200, help="how many histories (200)")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first seed (0)")
    parser.add_argument("--share", type=int, default=40, help="percent of calls disturbed (40)")
    parser.add_argument("--naive", action="store_true", help="post without the journal's condition")
    asked = parser.parse_args(argv)
    if asked.seeds < 1 or not 0 <= asked.share <= 60:
        parser.error("--seeds is 1 or more, --share 0 to 60")
    sys.path[:0] = [str(paths.ROOT), str(paths.CORE)]
    return _play(asked)


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
