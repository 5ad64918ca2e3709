"""scripts/people: synthetic people of any county, the same for the same seed; nobody is real.

    --households N --seed S      so many households of each county, as files (below --out)
    --county 610425 …            one or more counties; "all" is every county of the province
    --load                       into the local deployment instead: customers with an account and a
                                 live archive, by the product's own rules

Files: `<county>/households-*.ndjson` (a household a line, sections as the archives door takes
them), `patterns-*.csv` (what is wrong with which household on purpose) and `payouts-*.csv` (five
years of subsidy payments). How people are distributed: scripts/devkit/population/README.md.

In code:

    households(county, count, today)           a believable population
    archetype("approve", county, number, today)    one whose application the bank approves;
                                               "refer": officers look; "decline": it declines

A draft is what an officer would capture; `draft.captured(account_no, officer_id)` gives the
sections as the archives door takes them.
"""

from __future__ import annotations

import argparse
import time
from datetime import date
from pathlib import Path

from devkit import arguments, paths, say
from devkit.population.archetypes import KINDS, archetype
from devkit.population.households import Draft, Head, households
from devkit.population.identities import SEED
from devkit.trouble import Trouble
from nongxin.catalog.places import counties
from nongxin.kernel.clock import SystemClock

__all__ = ["KINDS", "SEED", "Draft", "Head", "archetype", "households", "main"]
_TELL_EVERY_S = 2.0


def main(argv: list[str]) -> int:
    asked = _parser().parse_args(argv)
    today = asked.today or SystemClock().today()
    wanted = _counties(asked.county, today)
    if asked.load:
        from devkit.loading import load

        load(wanted, asked.households, asked.seed)
    else:
        _write(asked.out, wanted, asked, today)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/people",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--households", type=arguments.count, default=1000, metavar="N",
                        help="of each county (1000)")  # fmt: skip
    parser.add_argument("--seed", type=int, default=SEED, metavar="S",
                        help=f"who they are ({SEED})")  # fmt: skip
    parser.add_argument("--county", nargs="+", default=["610425"], metavar="CODE",
                        help="where they live (610425); all: in every county")  # fmt: skip
    parser.add_argument("--today", type=arguments.day, metavar="DAY",
                        help="by which they are captured, else today")  # fmt: skip
    parser.add_argument("--out", type=Path, default=paths.LOCAL / "people", metavar="FOLDER",
                        help="for the files (.local/people)")  # fmt: skip
    parser.add_argument("--no-payouts", action="store_true", help="leave the payout files out")
    parser.add_argument("--load", action="store_true", help="into the local deployment")
    return parser


def _counties(told: list[str], today: date) -> list[str]:
    known = [c.code for c in counties(today)]
    if told == ["all"]:
        return known
    if unknown := [c for c in told if c not in known]:
        raise Trouble(f"no county of Shaanxi today: {', '.join(unknown)}")
    return told


def _write(folder: Path, wanted: list[str], asked: argparse.Namespace, today: date) -> None:
    from devkit.population.files import tasks, write_all

    said = time.monotonic()

    def tell(written: int, seconds: float) -> None:
        nonlocal said
        if written == total or time.monotonic() - said > _TELL_EVERY_S:
            said = time.monotonic()
            say.note(f"  {written}/{total} households, {written / seconds:.0f} a second")

    todo = tasks(
        folder, wanted, asked.households, today, asked.seed, with_payouts=not asked.no_payouts
    )
    total = sum(task.count for task in todo)
    write_all(todo, tell)
    say.note(f"written to {paths.shown(folder)}")
