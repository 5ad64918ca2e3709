"""Put a section of a draft: it is checked field by field and takes the place of what was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nongxin.archives.checks.faults import ArchiveFaulty, fault
from nongxin.archives.checks.forms import Known
from nongxin.archives.checks.rows import Row, checked_rows
from nongxin.archives.checks.schema import KEPT_BY_SYSTEM, SectionSpec, sections
from nongxin.archives.household import Archive, Section, Status
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.refusals import SectionChanged, SectionKept, SectionUnknown
from nongxin.catalog.areas import could_be_issued
from nongxin.catalog.farming import subsidies
from nongxin.kernel.clock import Clock
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import Write
from nongxin.kernel.value import value


@value
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
    book = parts.households.book(command.household_id)
    archive = book.working
    archive.must_be_served_by(by)
    spec = writable(command.section)
    archive.must_be("change", Status.DRAFT)
    rows = checked_rows(spec, completed(command.section, command.rows, archive), known(parts.clock))
    standing = book.newest.get(spec.code)
    version = standing.version if standing else 0
    if command.over is not None and command.over != version:
        raise SectionChanged(**named(spec), version=version)
    told = Section(rows, 0, parts.clock.now(), by.id)
    section = told.after(standing, over_live=book.over_live(spec.code))
    answer = {
        "household_id": archive.id,
        "section": spec.code,
        "version": section.version,
        "rows": len(rows),
    }
    writes = parts.households.keep_section(archive.id, spec.code, section, standing)
    return Outcome(answer, writes + _settling(archive.id, spec.code, section, parts))


def _settling(household_id: str, code: str, section: Section, parts: ArchiveParts) -> list[Write]:
    """Who puts a section that conflicting changes wait for has looked at them."""
    if section.version == 1:
        return []
    keeper = parts.households.sections
    waiting = [a for a in keeper.asides(household_id) if a.waits and a.code == code]
    return [keeper.settled(household_id, aside) for aside in waiting]


def writable(code: str) -> SectionSpec:
    spec = sections().get(code)
    if spec is None:
        raise SectionUnknown(section=code[:8])
    if code in KEPT_BY_SYSTEM:
        raise SectionKept(**named(spec))
    return spec


def named(spec: SectionSpec) -> dict[str, str]:
    return {"section": spec.code, "name_zh": spec.name_zh, "name_en": spec.name_en}


def completed(
    section: str, rows: Sequence[Mapping[str, Any]], archive: Archive
) -> Sequence[Mapping[str, Any]]:
    """Section H repeats what the head knows: it is filled in, and refused where it differs."""
    if section != "H":
        return rows
    told = {
        "household_id": archive.number,
        "entity_code": archive.entity,
        "village_code": archive.village,
    }
    faults = [
        fault(f"H.{number}.{name}", "differs-from-archive")
        for number, row in enumerate(rows, start=1)
        for name, value in told.items()
        if row.get(name, value) != value
    ]
    if faults:
        raise ArchiveFaulty.of(faults)
    return [Row(row) | told for row in rows]


def known(clock: Clock) -> Known:
    return Known(clock.today(), lambda code: code in subsidies(), could_be_issued)
