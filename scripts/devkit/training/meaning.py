"""What the columns and texts of a file of labelled data mean: facts of the schema and their codes.

A CSV file with the columns column, fact, text, code. A line without text names a column's fact;
each text of a column of words has a line with the fact's code (true or false for a flag).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devkit.trouble import Trouble
from nongxin.catalog.facts import fact_schema

COLUMNS = ("column", "fact", "text", "code")


@dataclass(frozen=True)
class Meaning:
    """Column -> fact, and column -> text -> code."""

    facts: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]


NOTHING = Meaning({}, {})


def read_meaning(file: Path) -> Meaning:
    """Lines whose fact is still empty are left aside. Raises Trouble with the line."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines, strict=True))
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise Trouble(f"{file}: {error}") from None
    facts: dict[str, str] = {}
    codes: dict[str, dict[str, str]] = {}
    for line, row in enumerate(rows, 2):
        if set(row) != set(COLUMNS) or None in row.values():
            raise Trouble(f"{file}:{line}: the columns are {', '.join(COLUMNS)}")
        column, fact, text, code = (row[name].strip() for name in COLUMNS)
        if not fact:
            continue
        if fact not in fact_schema():
            raise Trouble(f"{file}:{line}: there is no fact {fact} in facts.csv")
        if facts.setdefault(column, fact) != fact:
            raise Trouble(f"{file}:{line}: {column} is {facts[column]} already")
        if text:
            codes.setdefault(column, {})[text] = code
    return Meaning(facts, codes)
