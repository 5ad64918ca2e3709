"""scripts/rules: the rule rows to GoRules' editor and back, and the check of the whole catalogue.

`export` writes the rows in force on a day as a decision (JDM); `import` puts an edited one back
into
rules.csv, after the catalogue with it was found sound; `check` says what is wrong, by file and
line.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from devkit import jdm, paths, say
from devkit.trouble import Trouble
from nongxin.catalog import reading
from nongxin.decisions.checks import check_catalog
from nongxin.kernel.clock import SystemClock

DATA = paths.CORE / "nongxin" / "catalog" / "data"
RULES, TUNINGS = "rules.csv", "rule_tunings.csv"
RULE_KEY = ("code", "version")
TUNING_KEY = ("entity", "code", "product", "valid_from")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/rules",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    today = SystemClock().today()
    parser.add_argument("--date", type=date.fromisoformat, default=today, help="a day, else today")
    parser.add_argument("--data", type=Path, help="another folder of catalogue files to check")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("export", help="write a decision").add_argument("file", type=Path)
    verbs.add_parser("import", help="read a decision").add_argument("file", type=Path)
    verbs.add_parser("check", help="look for contradictions, dead rows, gaps")
    told = parser.parse_args(argv)
    if told.verb == "export":
        return _export(told.file, told.date)
    return _import(told.file, told.date) if told.verb == "import" else _check(told.date, told.data)


def table(file: Path) -> tuple[list[str], list[jdm.Cells]]:
    """Columns and rows as they stand."""
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        return list(reader.fieldnames or ()), list(reader)


def write_table(file: Path, columns: list[str], rows: Iterable[jdm.Cells]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def merged(
    old: list[jdm.Cells], new: list[jdm.Cells], on: date, key: tuple[str, ...] = RULE_KEY
) -> list[jdm.Cells]:
    """The file's rows with those in force on a day replaced by `new`, each in its old place."""
    by_key = {_key(row, key): row for row in new}
    kept = [by_key.pop(_key(row, key), row if not _in_force(row, on) else None) for row in old]
    return [row for row in kept if row is not None] + list(by_key.values())


def _export(file: Path, on: date) -> int:
    _, rows = table(DATA / RULES)
    _, tunings = table(DATA / TUNINGS)
    document = jdm.document_of(
        (row for row in rows if _in_force(row, on)), [t for t in tunings if _in_force(t, on)]
    )
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    lines = sum(len(n["content"]["rules"]) for n in document["nodes"] if "content" in n)
    say.note(f"{lines} rules in {len(document['nodes']) - 2} tables: {file}")
    return 0


def _import(file: Path, on: date) -> int:
    try:
        document = json.loads(file.read_text("utf-8"))
        new, own = jdm.rows_of(document), jdm.tunings_of(document)
    except (jdm.Unreadable, json.JSONDecodeError, OSError) as error:
        raise Trouble(f"{file}: {error}") from None
    except (KeyError, TypeError) as error:
        raise Trouble(f"{file}: no decision of GoRules' editor (no {error})") from None
    files = {
        RULES: (*table(DATA / RULES), new, RULE_KEY),
        TUNINGS: (*table(DATA / TUNINGS), own, TUNING_KEY),
    }
    written = {
        name: (columns, merged(old, rows, on, key))
        for name, (columns, old, rows, key) in files.items()
    }
    with tempfile.TemporaryDirectory(dir=paths.TMP) as place:
        trial = Path(place) / "data"
        shutil.copytree(DATA, trial)
        for name, content in written.items():
            write_table(trial / name, *content)
        _must_be_sound(trial, on)
    for name, content in written.items():
        write_table(DATA / name, *content)
        _, old, _, key = files[name]
        changed = [" ".join(_key(row, key)) for row in content[1] if row not in old]
        say.note(f"{name}: {len(changed)} rows changed: {', '.join(changed) or 'none'}")
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


def _must_be_sound(data: Path, on: date) -> None:
    """Another process, because the catalogue is read once a process."""
    import subprocess
    import sys

    told = ["--data", str(data), "--date", on.isoformat(), "check"]
    code = "import sys; from devkit import rules; sys.exit(rules.main(sys.argv[1:]))"
    paths_to = os.pathsep.join(map(str, paths.IMPORT_ROOTS))
    done = subprocess.run(
        [sys.executable, "-c", code, *told],
        env=os.environ | {"PYTHONPATH": paths_to}, text=True, capture_output=True,
    )  # fmt: skip
    if done.returncode:
        raise Trouble(f"nothing was changed:\n{done.stdout}{done.stderr}".rstrip())


def _key(row: jdm.Cells, key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row[column] for column in key)


def _in_force(row: jdm.Cells, on: date) -> bool:
    return row["valid_from"] <= on.isoformat() <= (row["valid_to"] or "9999")
