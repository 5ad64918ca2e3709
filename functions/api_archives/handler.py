"""The archives door: open, capture by section, submit, approve or return, look up."""

from __future__ import annotations

from typing import Any

from api_archives import contracts as c
from api_archives import routing as r
from api_archives.views import archive_view, section_view, work_list
from nongxin.archives.approve_archive import approve_archive
from nongxin.archives.find_archives import find_archive, find_section, find_waiting
from nongxin.archives.open_household import OpenHousehold, open_household
from nongxin.archives.put_section import PutSection, put_section
from nongxin.archives.return_archive import ReturnArchive, return_archive
from nongxin.archives.submit_archive import submit_archive
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call, Door
from nongxin.parts import parts

app = Door("archives")


@app.post("/", body=c.OpenBody, returns=c.OpenedView, status=201, roles=r.OFFICER,
          errors=r.OPENING, summary="Open a household's archive in a village")  # fmt: skip
def open_archive(call: Call, body: c.OpenBody) -> Any:
    command = OpenHousehold(body.village_code)
    return r.done(call, c.OpenedView, lambda p: open_household(command, call.person, p))


@app.get("/", returns=c.WorkList, roles=r.READERS, query=r.STATUS_QUERY,
         errors=r.LISTING, summary="What waits in a county, oldest first")  # fmt: skip
def waiting(call: Call) -> Any:
    page = r.page_of(call)
    return work_list(find_waiting(page, call.person, parts().households), page.status)


@app.put("/{household_id}/sections/{section}", body=c.SectionBody, returns=c.PutView,
         roles=r.OFFICER, errors=r.PUTTING, summary="Put a section of a draft")  # fmt: skip
def put(call: Call, body: c.SectionBody, household_id: str, section: str) -> Any:
    command = PutSection(household_id, section, body.rows, body.over_version)
    return r.done(call, c.PutView, lambda p: put_section(command, call.person, p))


@app.get("/{household_id}", returns=c.ArchiveView, roles=r.READERS, errors=(Missing,),
         summary="An archive: its state, what is captured, its derived variables")  # fmt: skip
def show(call: Call, household_id: str) -> Any:
    p = parts()
    return archive_view(find_archive(household_id, call.person, p.households), p.clock.today())


@app.get("/{household_id}/sections/{section}", returns=c.SectionView, roles=r.READERS,
         errors=r.SECTION, summary="The rows of a section, masked")  # fmt: skip
def show_section(call: Call, household_id: str, section: str) -> Any:
    found = find_section(household_id, section, call.person, parts().households)
    return section_view(found[0], section, found[1])


@app.post("/{household_id}/submission", returns=c.SubmittedView, roles=r.OFFICER,
          errors=r.SUBMITTING, summary="Submit a draft for approval")  # fmt: skip
def submit(call: Call, household_id: str) -> Any:
    return r.done(call, c.SubmittedView, lambda p: submit_archive(household_id, call.person, p))


@app.post("/{household_id}/approval", returns=c.ApprovedView, roles=r.APPROVERS,
          errors=r.APPROVING,
          summary="Approve a submitted archive that others captured")  # fmt: skip
def approve(call: Call, household_id: str) -> Any:
    return r.done(call, c.ApprovedView, lambda p: approve_archive(household_id, call.person, p))


@app.post("/{household_id}/return", body=c.ReturnBody, returns=c.ReturnedView,
          roles=r.APPROVERS, errors=r.STEP,
          summary="Send a submitted archive back, with a reason")  # fmt: skip
def send_back(call: Call, body: c.ReturnBody, household_id: str) -> Any:
    command = ReturnArchive(household_id, body.reason)
    return r.done(call, c.ReturnedView, lambda p: return_archive(command, call.person, p))


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
