"""Routes of capture: open, put sections, look at an archive, its versions and its conflicts."""

from __future__ import annotations

from typing import Any

from api_archives import contracts as c
from api_archives import routing as r
from api_archives.door import app
from api_archives.views import (
    archive_view,
    conflict_list,
    section_view,
    version_list,
    work_list,
)
from nongxin.archives.find_archives import (
    find_book,
    find_conflicts,
    find_section,
    find_versions,
    find_waiting,
)
from nongxin.archives.open_household import OpenHousehold, open_household
from nongxin.archives.put_section import PutSection, put_section
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call


@app.post("/", body=c.OpenBody, returns=c.OpenedView, status=201, roles=r.OFFICER,
          errors=r.OPENING, summary="Open a household's archive in a village")  # fmt: skip
def open_archive(call: Call, body: c.OpenBody) -> Any:
    command = OpenHousehold(body.village_code)
    return r.done(call, c.OpenedView, lambda p: open_household(command, call.person, p))


@app.get("/", returns=c.WorkList, roles=r.READERS, query=r.STATUS_QUERY,
         errors=r.LISTING, summary="What waits in a county, oldest first")  # fmt: skip
def waiting(call: Call) -> Any:
    page = r.page_of(call)
    return work_list(find_waiting(page, call.person, r.archiving().households), page.status)


@app.put("/{household_id}/sections/{section}", body=c.SectionBody, returns=c.PutView,
         roles=r.OFFICER, errors=r.PUTTING,
         summary="Put a section of a draft, or of a live archive's next edition")  # fmt: skip
def put(call: Call, body: c.SectionBody, household_id: str, section: str) -> Any:
    command = PutSection(household_id, section, body.rows, body.over_version)
    return r.done(call, c.PutView, lambda p: put_section(command, call.person, p))


@app.get("/{household_id}", returns=c.ArchiveView, roles=r.READERS, errors=(Missing,),
         summary="An archive: its state, what is captured, its derived variables")  # fmt: skip
def show(call: Call, household_id: str) -> Any:
    p = r.archiving()
    book, dossier = find_book(household_id, call.person, p.households)
    r.on_record(call, "archive", household_id)
    return archive_view(book, dossier, p.clock.today())


@app.get("/{household_id}/sections/{section}", returns=c.SectionView, roles=r.READERS,
         errors=r.SECTION, summary="The rows of a section, masked")  # fmt: skip
def show_section(call: Call, household_id: str, section: str) -> Any:
    p = r.archiving()
    found = find_section(household_id, section, call.person, p)
    r.on_record(call, f"section {section}", household_id)
    return section_view(household_id, section, found, call.person.role)


@app.get("/{household_id}/sections/{section}/versions", returns=c.VersionList, roles=r.READERS,
         errors=r.SECTION, query=(),
         summary="A section's versions, newest first: who changed what, and when")  # fmt: skip
def versions(call: Call, household_id: str, section: str) -> Any:
    found = find_versions(household_id, section, call.person, r.archiving().households)
    r.on_record(call, f"versions {section}", household_id)
    return version_list(household_id, section, found, call.person.role)


@app.get("/{household_id}/conflicts", returns=c.ConflictList, roles=r.READERS, errors=(Missing,),
         summary="Captures that contradict each other; put the section to settle them")  # fmt: skip
def conflicts(call: Call, household_id: str) -> Any:
    found = find_conflicts(household_id, call.person, r.archiving().households)
    r.on_record(call, "conflicts", household_id)
    return conflict_list(found, call.person.role)
