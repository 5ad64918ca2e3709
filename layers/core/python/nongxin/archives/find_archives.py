"""Read archives within reach: one household, one section, or what waits in a county."""

from __future__ import annotations

from typing import Any

from nongxin.archives.checks.schema import KEPT_BY_SYSTEM, sections
from nongxin.archives.facts.control import control_row
from nongxin.archives.household import Book, Dossier, Section, Status
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.refusals import SectionUnknown
from nongxin.archives.section_store import Aside
from nongxin.archives.store import Households, Waiting
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value


def find_book(household_id: str, by: Principal, households: Households) -> tuple[Book, Dossier]:
    """All there is of a household, and what is in force of it.

    Raises Missing, also for an archive that the caller may not see.
    """
    book = households.book(household_id, consistent=False)
    book.head.must_be_served_by(by)
    return book, households.edition(book.head, book)


def find_archive(household_id: str, by: Principal, households: Households) -> Dossier:
    """What is in force; raises Missing."""
    return find_book(household_id, by, households)[1]


def find_section(household_id: str, code: str, by: Principal, parts: ArchiveParts) -> Section:
    """The newest version; Z is what the system says of the archive in force.

    Raises Missing, or SectionUnknown for a code of no section.
    """
    if code in KEPT_BY_SYSTEM:
        dossier = find_archive(household_id, by, parts.households)
        rows = [control_row(dossier, parts.clock.today())]
        return Section(rows, max(dossier.head.edition, 1), dossier.head.since, "")
    _served(household_id, code, by, parts.households)
    section = parts.households.section(household_id, code)
    if section is None:
        raise Missing()
    return section


def find_versions(
    household_id: str, code: str, by: Principal, households: Households
) -> list[Section]:
    """All versions of a section that are kept, newest first; raises as `find_section`."""
    _served(household_id, code, by, households)
    newest = households.section(household_id, code)
    if newest is None:
        raise Missing()
    return [newest, *(households.sections.past(household_id, code) if newest.version > 1 else ())]


def find_conflicts(
    household_id: str, by: Principal, households: Households
) -> list[tuple[Aside, Section]]:
    """Changes that wait for somebody, each with what stands in its section. Raises Missing."""
    book, _ = find_book(household_id, by, households)
    waiting = [a for a in households.sections.asides(household_id) if a.waits]
    return [(aside, book.newest[aside.code]) for aside in waiting]


def _served(household_id: str, code: str, by: Principal, households: Households) -> None:
    households.head(household_id).must_be_served_by(by)
    if code not in sections():
        raise SectionUnknown(section=code[:8])


@value
class WorkListPage:
    """Which list of a county, and where its page begins (None: at the start)."""

    county: str
    status: Status
    limit: int
    after: dict[str, Any] | None


def find_waiting(page: WorkListPage, by: Principal, households: Households) -> Waiting:
    """The archives of a county in a status, longest in it first. Raises Missing out of reach."""
    if not by.serves(page.county):
        raise Missing()
    return households.waiting(page.county, page.status, page.limit, page.after)
