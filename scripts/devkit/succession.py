"""Edited rows as successors: a row that was in force ends, and what was made of it begins after it.

So what was decided before can be decided again. Rows that begin on the day or later have decided
nothing yet and may be changed as they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from devkit.tables import Cells


@dataclass(frozen=True)
class Identity:
    """The columns that name a thing, whatever its versions; `version` counts them, if anything."""

    columns: tuple[str, ...]
    version: str | None = None

    def of(self, row: Cells) -> tuple[str, ...]:
        return tuple(row[column] for column in self.columns)


RULE = Identity(("code",), "version")
TUNING = Identity(("entity", "code", "product"))


def succeeded(
    old: Sequence[Cells], new: Sequence[Cells], on: date, begins: date, identity: Identity
) -> list[Cells]:
    """A file's rows after those in force on a day were edited into `new`, from `begins` on."""
    wanted = {identity.of(row): row for row in new}
    found: list[Cells] = []
    for row in old:
        if not in_force(row, on):
            found.append(row)
            continue
        found += _lineage(row, wanted.pop(identity.of(row), None), begins, identity)
    return found + [_begun(row, begins) for row in wanted.values()]


def in_force(row: Cells, on: date) -> bool:
    return row["valid_from"] <= on.isoformat() <= (row["valid_to"] or "9999")


def _lineage(row: Cells, edited: Cells | None, begins: date, identity: Identity) -> list[Cells]:
    """What becomes of a row: itself, or its end and its successor."""
    if edited == row:
        return [row]
    if row["valid_from"] >= begins.isoformat():
        return [edited] if edited else []
    eve = (begins - timedelta(days=1)).isoformat()
    if edited is None:
        return [row | {"valid_to": eve}]
    if edited | {"valid_to": ""} == row | {"valid_to": ""} and edited["valid_to"] >= eve:
        return [edited]  # only its end was set
    successor = _begun(edited, begins)
    last = date.fromisoformat(successor["valid_from"]) - timedelta(days=1)
    if identity.version and successor[identity.version] == row[identity.version]:
        successor[identity.version] = str(int(row[identity.version]) + 1)
    return [row | {"valid_to": last.isoformat()}, successor]


def _begun(row: Cells, begins: date) -> Cells:
    return row | {"valid_from": max(row["valid_from"], begins.isoformat())}
