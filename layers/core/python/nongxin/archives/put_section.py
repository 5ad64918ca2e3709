"""Put a section of a draft: it is checked field by field and takes the place of what was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nongxin.archives.faults import ArchiveFaulty, fault
from nongxin.archives.forms import Known
from nongxin.archives.household import Archive, Section, SectionChanged, SectionKept, SectionUnknown
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.rows import Row, checked_rows
from nongxin.archives.schema import KEPT_BY_SYSTEM, SectionSpec, sections
from nongxin.catalog.areas import could_be_issued
from nongxin.catalog.farming import subsidies
from nongxin.kernel.clock import Clock
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import Write


@dataclass(frozen=True)
class PutSection:
    """`over` is the version that the change was made on, 0 for none; None takes what there is."""

    household_id: str
    section: str
    rows: Sequence[Mapping[str, Any]]
    over: int | None = None


def put_section(command: PutSection, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers the section's new version.

    Raises Missing, SectionUnknown, SectionKept, ArchiveStepNotAllowed, SectionChanged or
    ArchiveFaulty.
    """
    archive = parts.households.head(command.household_id)
    archive.must_be_served_by(by)
    spec = _writable(command.section)
    after = archive.captured_by(by)
    rows = checked_rows(spec, _completed(command, archive), _known(parts.clock))
    standing = parts.households.section(archive.id, spec.code)
    version = standing.version if standing else 0
    if command.over is not None and command.over != version:
        raise SectionChanged(**_named(spec), version=version)
    section = Section(rows, version + 1, parts.clock.now(), by.id)
    writes = [
        parts.households.keep_section(archive.id, spec.code, section),
        _head_write(archive, after, parts),
    ]
    answer = {
        "household_id": archive.id,
        "section": spec.code,
        "version": section.version,
        "rows": len(rows),
    }
    return Outcome(answer, writes)


def _writable(code: str) -> SectionSpec:
    spec = sections().get(code)
    if spec is None:
        raise SectionUnknown(section=code[:8])
    if code in KEPT_BY_SYSTEM:
        raise SectionKept(**_named(spec))
    return spec


def _named(spec: SectionSpec) -> dict[str, str]:
    return {"section": spec.code, "name_zh": spec.name_zh, "name_en": spec.name_en}


def _head_write(archive: Archive, after: Archive, parts: ArchiveParts) -> Write:
    """The head changes only for a new collector, so that sections do not wait for each other."""
    if after.collectors == archive.collectors:
        return parts.households.unchanged(archive)
    return parts.households.change(after)


def _completed(command: PutSection, archive: Archive) -> Sequence[Mapping[str, Any]]:
    """Section H repeats what the head knows: it is filled in, and refused where it differs."""
    if command.section != "H":
        return command.rows
    known = {
        "household_id": archive.number,
        "entity_code": archive.entity,
        "village_code": archive.village,
    }
    faults = [
        fault(f"H.{number}.{name}", "differs-from-archive")
        for number, row in enumerate(command.rows, start=1)
        for name, value in known.items()
        if row.get(name, value) != value
    ]
    if faults:
        raise ArchiveFaulty.of(faults)
    return [Row(row) | known for row in command.rows]


def _known(clock: Clock) -> Known:
    return Known(clock.today(), lambda code: code in subsidies(), could_be_issued)
