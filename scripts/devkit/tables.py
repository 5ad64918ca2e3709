"""Tables of the catalogue as rows of cells, and new ones put in where the whole stays sound."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from devkit import paths
from devkit.trouble import Trouble

Cells = dict[str, str]
DATA = paths.CORE / "nongxin" / "catalog" / "data"
_CHECK = "import sys; from devkit import rules; sys.exit(rules.main(sys.argv[1:]))"


def table(file: Path) -> tuple[list[str], list[Cells]]:
    """Columns and rows as they stand."""
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        return list(reader.fieldnames or ()), list(reader)


def write_table(file: Path, columns: Iterable[str], rows: Iterable[Cells]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def put(written: Mapping[str, tuple[list[str], list[Cells]]], on: date, data: Path) -> None:
    """Writes tables (columns and rows, by file) into a folder of the catalogue.

    Raises Trouble with what `scripts/rules check` finds on the day or later; then nothing changes.
    """
    with tempfile.TemporaryDirectory(dir=paths.TMP) as place:
        trial = Path(place) / "data"
        shutil.copytree(data, trial)
        for name, content in written.items():
            write_table(trial / name, *content)
        _must_be_sound(trial, on)
    for name, content in written.items():
        write_table(data / name, *content)


def _must_be_sound(data: Path, on: date) -> None:
    """Another process, because the catalogue is read once a process."""
    done = subprocess.run(
        [sys.executable, "-c", _CHECK, "--data", str(data), "--date", on.isoformat(), "check"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths.IMPORT_ROOTS))},
        text=True, capture_output=True,
    )  # fmt: skip
    if done.returncode:
        raise Trouble(f"nothing was changed:\n{done.stdout}{done.stderr}".rstrip())
