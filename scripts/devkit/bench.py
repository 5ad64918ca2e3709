"""scripts/bench: numbers beside their goals. It prints and never fails for a figure.

    application   DynamoDB units, AWS calls, transitions of one application, step by step
    imports       CPU to import each function, as a ratio to `import boto3` with a client
    latency       application to decision and to money over HTTP; CPU of a call; layer sizes
    decisions     decisions per second, and against other engines
    ledger        postings beside bare boto3, statements, trial balances, 64 writers at once
    loans         schedules a second beside other libraries, and in a batch; the loans' day close
    payments      units, calls and CPU of a station's payments, by class; with --hour or --day their
                  load on the local cloud that runs (scripts/local seed), with a picture
    partners      an event at the door and in its worker; events a second, payout to repaid loan
    subsidies     a payout file of 2,000 lines: a line's cost, and the minutes of 200,000
    archives      write units of a capture and a refresh, checks a second, a village's sync
    customers     read units of the 360° view, write units of what it follows; people made a second

All of them when none is named. Every one is `tests/bench/<name>.py` and has a `main()`.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import time

from devkit import arguments, paths, say
from devkit.trouble import FAILED_STEP

NAMES = (
    "application",
    "imports",
    "latency",
    "decisions",
    "ledger",
    "loans",
    "payments",
    "partners",
    "subsidies",
    "archives",
    "customers",
)
# Those of the numbers in tests/bench/README.md.
HOUR_MINUTES, DAY_MINUTES = 5.0, 28.0

_ONE = """
import importlib, sys
try:
    importlib.import_module(f"tests.bench.{sys.argv[1]}").main()
except KeyboardInterrupt:
    sys.exit(1)
"""


def main(argv: list[str]) -> int:
    parser = _parser()
    told = parser.parse_args(argv)
    asked = told.names
    if told.hour or told.day:
        if asked != ["payments"]:
            parser.error("--hour and --day are of payments")
        return _load(told)
    there = [n for n in NAMES if (paths.ROOT / "tests" / "bench" / f"{n}.py").exists()]
    wanted = there if asked in ("all", ["all"]) else asked
    for name in wanted:
        begun = time.monotonic()
        # Each in a process of its own: what one has opened or replaced, the next must not meet.
        done = subprocess.run([sys.executable, "-c", _ONE, name], cwd=paths.ROOT)
        if done.returncode:
            return FAILED_STEP
        say.note(f"({name}: {time.monotonic() - begun:.0f} s)\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", choices=(*NAMES, "all"), default="all", metavar="name")
    for name, usual, what in (
        ("--hour", HOUR_MINUTES, "hold the busiest hour's load on the local cloud"),
        ("--day", DAY_MINUTES, "replay the busiest day on the local cloud, so compressed"),
    ):
        parser.add_argument(
            name, nargs="?", const=usual, type=arguments.minutes, metavar="MINUTES",
            help=f"payments: {what} ({usual:g})",
        )  # fmt: skip
    parser.add_argument(
        "--sample", type=arguments.count, default=20, metavar="N",
        help="with --day: one operation of N (20)",
    )  # fmt: skip
    return parser


def _load(told: argparse.Namespace) -> int:
    sys.path[:0] = [str(paths.ROOT), str(paths.CORE)]
    load = importlib.import_module("tests.bench.payment_load")
    if told.hour:
        load.play(load.hour(told.hour))
    if told.day:
        load.play(load.day(told.day, told.sample))
    return 0
