"""A change that was made hours ago meets what came meanwhile: applied, merged, overtaken, or shown.

A tablet numbers its changes; `over` is the version of the section that it last heard of. What a
tablet sent itself it knows, so its later change stands on its earlier one. A number that comes back
with other rows (a tablet set up anew, two of one name) is no repetition: people look at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from nongxin.archives.checks.schema import SectionSpec
from nongxin.archives.household import Section
from nongxin.archives.sync.versions import merged
from nongxin.kernel.value import value

Row = dict[str, Any]


class Result(StrEnum):
    APPLIED = "applied"
    MERGED = "merged"  # with what another tablet changed in the same section
    REPEATED = "repeated"  # it came before, and changed nothing now
    SUPERSEDED = "superseded"  # the tablet's later change came first; this one is kept aside
    CONFLICT = "conflict"  # two changed the same field; kept aside until somebody settles it
    REFUSED = "refused"  # it cannot be so; the tablet keeps it and is told why


@value
class Arrival:
    """One change; `mark` is a keyed hash of its content, `via` the tablet, its number, the mark."""

    device: str
    number: int
    over: int
    rows: list[Row]
    mark: str

    @property
    def via(self) -> str:
        return f"{self.device}#{self.number}#{self.mark}"


def settled(
    spec: SectionSpec, arrival: Arrival, versions: Sequence[Section]
) -> tuple[Result, list[Row]]:
    """What becomes of a change, given all versions after `over` and the one at it, oldest first.

    The rows are those of the section's next version, or of what is kept aside.
    """
    if any(s.via == arrival.via for s in versions):
        return Result.REPEATED, []
    newer = [s for s in versions if s.version > arrival.over]
    own = [s for s in newer if s.via.startswith(f"{arrival.device}#")]
    if any(_number(s) == arrival.number for s in own):
        return Result.CONFLICT, arrival.rows
    if any(_number(s) > arrival.number for s in own):
        return Result.SUPERSEDED, arrival.rows
    base = max((s.version for s in own), default=arrival.over)
    if not newer or base == newer[-1].version:
        return Result.APPLIED, arrival.rows
    standing = next((s.rows for s in versions if s.version == base), [])
    together = merged(spec, standing, newer[-1].rows, arrival.rows)
    return (Result.CONFLICT, arrival.rows) if together is None else (Result.MERGED, together)


def tablet_of(via: str) -> str:
    """The tablet and its number, for people."""
    return "#".join(via.split("#")[:2])


def _number(section: Section) -> int:
    return int(section.via.split("#")[1])
