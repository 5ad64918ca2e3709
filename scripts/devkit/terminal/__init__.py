"""scripts/terminal: village terminals on a bad line, at the bank that runs on the local cloud.

Each writes down what it is about to send before it sends it, signs, loses answers, has its power
cut, its clock drift and its line break; repeats under the same number, asks, or takes back; sends
later what it took without a line. At the end each closes its days: it reports what it holds for
done, and prints the bank's totals and what differs. The last line says what was done, and whether
terminals and bank agree on every number, on the days and on the float. Journal and receipts stay in
.local/terminal/<county>; the next run goes on with them.

Needs a local deployment with staff: scripts/local seed.
"""

from __future__ import annotations

import argparse
from typing import Any

from devkit import arguments
from devkit.trouble import FAILED_STEP


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/terminal",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--operations",
        type=arguments.count,
        metavar="N",
        default=100,
        help="of each terminal (100)",
    )
    parser.add_argument(
        "--terminals",
        type=int,
        choices=range(1, 7),
        metavar="N",
        default=1,
        help="side by side, an operator each, of whom a station has six at most (1)",
    )
    parser.add_argument(
        "--seed", type=int, metavar="S", default=0, help="what happens is drawn from it (0)"
    )
    parser.add_argument(
        "--faults", type=int, metavar="PERCENT", default=30, help="of answers lost (30)"
    )
    parser.add_argument(
        "--county", default="610425", metavar="CODE", help="a seeded county's code (610425)"
    )
    parser.add_argument("--receipts", action="store_true", help="print each receipt")
    parser.add_argument(
        "--fresh", action="store_true", help="open another station, forget this one"
    )
    asked = parser.parse_args(argv)
    if not 0 <= asked.faults <= 60:
        parser.error("--faults is 0 to 60")
    return _run(asked)


def _run(asked: Any) -> int:
    from devkit.terminal.village import Village  # after the arguments: --help needs no client

    village = Village.open(asked.county, asked.terminals, fresh=asked.fresh)
    return 0 if village.day(asked) else FAILED_STEP
