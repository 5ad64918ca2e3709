"""scripts/contracts: write the documents that are made from code (OpenAPI of doors, schemas of
events).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from devkit import event_files, openapi, partner_files
from devkit.paths import shown


def documents() -> dict[Path, str]:
    """Every made document as it should stand in the tree."""
    found = openapi.files() | event_files.files() | partner_files.files()
    return {path: _text(document) for path, document in found.items()}


def stale() -> list[Path]:
    """Those that are missing or say something else."""
    return [p for p, text in documents().items() if not p.exists() or p.read_text("utf-8") != text]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/contracts",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--check", action="store_true", help="only say what is out of date")
    told = parser.parse_args(arguments)
    for path in stale():
        print(f"{'out of date' if told.check else 'written'}: {shown(path)}")
        if not told.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(documents()[path], "utf-8")
    return int(told.check and bool(stale()))


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
