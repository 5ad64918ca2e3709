"""Import a village's paper archives from a file: every line is checked first, and if one is wrong
nothing is written; then the households come in as drafts, through the tablets' own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

from nongxin.archives.checks.faults import ArchiveFaulty, Fault, fault
from nongxin.archives.checks.rows import checked_rows
from nongxin.archives.checks.schema import sections
from nongxin.archives.files.import_store import Import
from nongxin.archives.files.paper import Paper, paper_of
from nongxin.archives.files.workbook import LARGEST_BYTES, Line, lines
from nongxin.archives.household import Archive, Status
from nongxin.archives.open_household import served_village
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.put_section import completed, known
from nongxin.archives.refusals import BadFile, FileFaulty
from nongxin.archives.sync.take_batch import (
    Batch,
    BatchTaken,
    HouseholdChanges,
    SectionChange,
    take_batch,
)
from nongxin.kernel.errors import Missing, Problem
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import StaleRecord
from nongxin.kernel.uploads import Link
from nongxin.kernel.value import value

MOST_HOUSEHOLDS = 500
_NEEDED = ("H", "M")
_SHOWN = 200


@value
class ImportArchives:
    """`file_id` is the SHA-256 of the file, in hex."""

    village: str
    file_id: str


@value
class Imported:
    """`left` households are to come: the same call goes on with them."""

    village: str
    households: int
    left: int


def announce_file(
    command: ImportArchives, size: int, kind: str, by: Principal, parts: ArchiveParts
) -> Link:
    """Where the file is sent. Raises NotYourCounty, CountyNotServed, VillageUnknown, BadFile."""
    served_village(command.village, by, parts.clock.today())
    if size > LARGEST_BYTES:
        raise BadFile(why="bytes")
    return parts.uploads.link(_key(command), command.file_id, size, kind)


def import_archives(command: ImportArchives, by: Principal, parts: ArchiveParts) -> Imported:
    """Raises what `announce_file` raises, Missing where the file is not there, or FileFaulty with
    every line that cannot be.
    """
    entity = served_village(command.village, by, parts.clock.today())
    standing = parts.imports.get(command.village, command.file_id)
    if standing is not None and standing.is_done:
        return Imported(command.village, standing.households, 0)
    paper = paper_of(lines(_fetched(command, parts)))
    if standing is None:  # what was begun was right then, and comes in whole whatever the day
        _must_be_right(paper, command, entity, parts)
    told = _begun(command, len(paper.households), by, parts)
    households = [
        HouseholdChanges(_changes(rows, told), "", number, command.village, told.begun_at)
        for number, rows in paper.households.items()
    ]
    taken = take_batch(Batch(f"file-{command.file_id[:16]}", households), by, parts)
    _must_be_taken(taken, paper)
    if not taken.later:
        parts.storage.commit(parts.imports.keep(replace(told, is_done=True)))
        parts.uploads.keep(_key(command), b"", "text/plain")  # the file names people in clear
    return Imported(command.village, len(households), len(taken.later))


def _fetched(command: ImportArchives, parts: ArchiveParts) -> bytes:
    if parts.uploads.size(_key(command)) > LARGEST_BYTES:
        raise BadFile(why="bytes")
    data = parts.uploads.read(_key(command))
    if sha256(data).hexdigest() != command.file_id:
        raise BadFile(why="hash")
    return data


def _begun(command: ImportArchives, count: int, by: Principal, parts: ArchiveParts) -> Import:
    """The import as it was begun, however often it is called."""
    standing = parts.imports.get(command.village, command.file_id)
    if standing is not None:
        return standing
    now = parts.clock.now()
    begun = Import(command.village, command.file_id, now, by.id, count, is_done=False)
    try:
        parts.storage.commit(parts.imports.begin(begun))
    except StaleRecord:
        standing = parts.imports.get(command.village, command.file_id)
        if standing is None:
            raise Missing() from None
        return standing
    return begun


def _changes(rows: dict[str, list[dict[str, Any]]], told: Import) -> list[SectionChange]:
    return [
        SectionChange(number, code, 0, each, told.begun_at)
        for number, (code, each) in enumerate(sorted(rows.items()), start=1)
    ]


def _must_be_right(paper: Paper, command: ImportArchives, entity: str, parts: ArchiveParts) -> None:
    """Raises FileFaulty with line, place and sentences of what is wrong."""
    if not 0 < len(paper.households) <= MOST_HOUSEHOLDS and not paper.misplaced:
        raise BadFile(why="households")
    found = [_told(m.line, fault(m.at, m.code)) for m in paper.misplaced]
    seen: dict[str, str] = {}
    for number, rows in paper.households.items():
        found += _faults(number, rows, paper, _sketch(command, entity, parts), parts)
        found += _twice(number, rows, paper, seen)
    if found:
        raise FileFaulty(count=len(found), faults=found[:_SHOWN])


def _must_be_taken(taken: BatchTaken, paper: Paper) -> None:
    """Raises FileFaulty: the import stays open, and comes in whole once what is told is mended."""
    found = [
        _placed(told, paper.places.get((each.ref, change.section), []), each.ref)
        for each in taken.households
        for change in each.taken
        if change.refusal is not None
        for told in _refused(change.section, change.refusal)
    ]
    if found:
        raise FileFaulty(count=len(found), faults=found[:_SHOWN])


def _refused(section: str, refusal: Problem) -> list[dict[str, str]]:
    if isinstance(refusal, ArchiveFaulty):
        return list(refusal.facts["faults"])
    return [fault(section, "not-taken").told()]


def _sketch(command: ImportArchives, entity: str, parts: ArchiveParts) -> Archive:
    """An archive of the village before it has a number, to hold section H against."""
    day = parts.clock.today()
    return Archive("hh", "0" * 18, entity, command.village, Status.DRAFT, parts.clock.now(),
                   0, "", day, 1)  # fmt: skip


def _faults(
    number: str,
    rows: dict[str, list[dict[str, Any]]],
    paper: Paper,
    sketch: Archive,
    parts: ArchiveParts,
) -> Iterator[dict[str, str]]:
    for code in _NEEDED:
        if code not in rows:
            first = next(iter(paper.places.values()))[0]
            yield _told(replace(first, number=0), fault(code, "section-missing"), number)
    for code, each in rows.items():
        try:
            checked_rows(sections()[code], completed(code, each, sketch), known(parts.clock))
        except ArchiveFaulty as refused:
            for told in refused.facts["faults"]:
                yield _placed(told, paper.places.get((number, code), []), number)


def _twice(
    number: str, rows: dict[str, list[dict[str, Any]]], paper: Paper, seen: dict[str, str]
) -> Iterator[dict[str, str]]:
    """One person is in one household of the file."""
    for place, member in enumerate(rows.get("M", [])):
        id_no = str(member.get("id_no", "")).upper()
        if id_no and seen.setdefault(id_no, number) != number:
            line = paper.places[number, "M"][place]
            yield _told(line, fault(f"M.{place + 1}.id_no", "not-unique"), number)


def _placed(told: dict[str, Any], places: list[Line], household: str) -> dict[str, str]:
    """A fault of a row ("M.2.id_no") with the line that it stands in."""
    row = told["at"].split(".")[1:2]
    known = row and 0 < int(row[0]) <= len(places)
    line = places[int(row[0]) - 1] if known else Line("", 0, {})
    return {"sheet": line.sheet, "line": str(line.number), "household": household} | told


def _told(line: Line, wrong: Fault, household: str = "") -> dict[str, str]:
    return {
        "sheet": line.sheet,
        "line": str(line.number),
        "household": household,
    } | wrong.told()


def _key(command: ImportArchives) -> str:
    return f"incoming/{command.village[:6]}/imports/{command.village}/{command.file_id}"
