"""scripts/reference: expected figures of other loan systems, held against our loans.

PATHs are files (or folders of them) in the format of tests/reference/README.md. Each failing figure
is listed: case, row, field, expected, got. A case that needs what our loans deliberately do not
have is unsupported, by a rule on its inputs and events, with the rule's name.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from devkit import arguments, say
from devkit.reference.cases import Outcome, files_of, outcome_of, read
from devkit.trouble import Trouble


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/reference", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="such as tests/reference"
    )
    parser.add_argument("--quiet", action="store_true", help="counts only, no failing figures")
    parser.add_argument(
        "--first", type=arguments.count, default=8, metavar="N", help="so many figures a case (8)"
    )
    parser.add_argument("--case", default="", metavar="ID", help="only the case with this id")
    told = parser.parse_args(argv)
    passed = failed = 0
    rules: Counter[str] = Counter()
    for path in told.paths:
        if not path.exists():
            raise Trouble(f"{path} is not there.")
        for file in files_of(path):
            done = [outcome_of(c) for c in read(file) if told.case in ("", c["id"])]
            counts = Counter(o.status for o in done)
            rules.update(o.rule for o in done if o.rule)
            passed, failed = passed + counts["passed"], failed + counts["failed"]
            if not told.quiet:
                _list_faults(done, told.first)
            say.note(
                f"{file.stem}: {len(done)} cases, {counts['passed']} passed, "
                f"{counts['failed']} failed, {counts['unsupported']} unsupported"
            )
    for rule, count in rules.most_common():
        say.note(f"  unsupported, {rule}: {count}")
    if not passed + failed + sum(rules.values()):
        raise Trouble(f"no case is there{f' with the id {told.case}' if told.case else ''}.")
    say.note(f"{sum(rules.values())} unsupported")
    say.note(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def _list_faults(done: list[Outcome], first: int) -> None:
    for outcome in done:
        for fault in outcome.faults[:first]:
            say.note(f"  {outcome.id} {fault}")
        if len(outcome.faults) > first:
            say.note(f"  {outcome.id} and {len(outcome.faults) - first} more")
