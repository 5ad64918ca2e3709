"""scripts/rules: the rule rows to GoRules' editor and back, and the check of the whole catalogue.

`export` writes the rows in force on a day as a decision (JDM); `import` puts an edited one back
into rules.csv, after the catalogue with it was found sound: a row that was edited ends, and its
next version begins tomorrow or on the day of --from. `check` says what is wrong, by file and line.
"""

from __future__ import annotations

import argparse
import json
from datetime import date, timedelta
from pathlib import Path

from devkit import arguments, jdm, say
from devkit.succession import RULE, TUNING, in_force, succeeded
from devkit.tables import DATA, put, table
from devkit.trouble import Trouble
from nongxin.catalog import reading
from nongxin.decisions.checks import check_catalog
from nongxin.kernel.clock import SystemClock

RULES, TUNINGS = "rules.csv", "rule_tunings.csv"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/rules",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    today = SystemClock().today()
    parser.add_argument("--date", type=arguments.day, default=today, metavar="DAY",
                        help="a day, else today")  # fmt: skip
    parser.add_argument("--data", type=arguments.folder, metavar="FOLDER",
                        help="another folder of catalogue files to check")  # fmt: skip
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="command")
    verbs.add_parser("export", help="write a decision").add_argument("file", type=Path)
    reads = verbs.add_parser("import", help="read a decision")
    reads.add_argument("file", type=arguments.file)
    reads.add_argument("--from", dest="begins", type=arguments.day, metavar="DAY",
                       help="when what was edited begins to hold, else tomorrow")  # fmt: skip
    verbs.add_parser("check", help="look for contradictions, dead rows, gaps")
    told = parser.parse_args(argv)
    if told.verb == "export":
        return _export(told.file, told.date)
    if told.verb == "check":
        return _check(told.date, told.data)
    tomorrow = max(today, told.date) + timedelta(days=1)
    if told.begins and told.begins < tomorrow:
        raise Trouble(f"it can begin on {tomorrow} at the earliest: today has been decided on")
    return _import(told.file, told.date, told.begins or tomorrow)


def _export(file: Path, on: date) -> int:
    _, rows = table(DATA / RULES)
    _, tunings = table(DATA / TUNINGS)
    document = jdm.document_of(
        (row for row in rows if in_force(row, on)), [t for t in tunings if in_force(t, on)]
    )
    try:
        file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise Trouble(f"{file}: {error.strerror}") from None
    lines = sum(len(n["content"]["rules"]) for n in document["nodes"] if "content" in n)
    say.note(f"{lines} rules in {len(document['nodes']) - 2} tables: {file}")
    return 0


def _import(file: Path, on: date, begins: date) -> int:
    try:
        document = json.loads(file.read_text("utf-8"))
        new, own = jdm.rows_of(document), jdm.tunings_of(document)
    except (jdm.Unreadable, json.JSONDecodeError, OSError) as error:
        raise Trouble(f"{file}: {error}") from None
    except (KeyError, TypeError) as error:
        raise Trouble(f"{file}: no decision of GoRules' editor (no {error})") from None
    before = {name: table(DATA / name) for name in (RULES, TUNINGS)}
    edited = {RULES: (new, RULE), TUNINGS: (own, TUNING)}
    written = {
        name: (columns, succeeded(old, edited[name][0], on, begins, edited[name][1]))
        for name, (columns, old) in before.items()
    }
    put(written, begins, DATA)
    for name, (_, rows) in written.items():
        identity, old = edited[name][1], before[name][1]
        changed = dict.fromkeys(" ".join(identity.of(row)) for row in rows if row not in old)
        say.note(f"{name}: {len(changed)} changed from {begins} on: {', '.join(changed) or 'none'}")
    return 0


def _check(on: date, data: Path | None = None) -> int:
    if data is not None:
        reading.use(str(data))
    found = check_catalog(on)
    for each in found:
        say.note(f"{each.file}:{each.line}: {'' if each.is_error else 'note: '}{each.why}")
    errors = sum(each.is_error for each in found)
    say.note(f"{errors} errors, {len(found) - errors} notes on {on} and later.")
    return int(errors > 0)
