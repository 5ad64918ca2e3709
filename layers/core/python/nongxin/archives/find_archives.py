"""Read archives within reach: one household, one section, or what waits in a county."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nongxin.archives.household import Archive, Dossier, Section, SectionUnknown, Status
from nongxin.archives.schema import sections
from nongxin.archives.store import Households, Waiting
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal


def find_archive(household_id: str, by: Principal, households: Households) -> Dossier:
    """Raises Missing, also for an archive that the caller may not see."""
    dossier = households.dossier(household_id)
    dossier.head.must_be_served_by(by)
    return dossier


def find_section(
    household_id: str, code: str, by: Principal, households: Households
) -> tuple[Archive, Section]:
    """Raises Missing, or SectionUnknown for a code of no section."""
    archive = households.head(household_id)
    archive.must_be_served_by(by)
    if code not in sections():
        raise SectionUnknown(section=code[:8])
    section = households.section(household_id, code)
    if section is None:
        raise Missing()
    return archive, section


@dataclass(frozen=True)
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
