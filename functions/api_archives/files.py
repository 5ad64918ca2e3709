"""Routes of files: photos sent straight to the bucket, imports of paper archives, exports."""

from __future__ import annotations

from typing import Any

from api_archives import file_contracts as c
from api_archives import routing as r
from api_archives.door import app
from nongxin.archives.files.export_archives import ExportPage, export_archives
from nongxin.archives.files.import_archives import ImportArchives, announce_file, import_archives
from nongxin.archives.photos.check_photo import (
    AnnouncePhoto,
    CheckPhoto,
    announce_photo,
    check_photo,
)
from nongxin.archives.photos.find_photos import find_photos
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING
from nongxin.kernel.identity import Role


@app.post("/{household_id}/photos", body=c.PhotoBody, returns=c.LinkView, roles=r.OFFICER,
          changes=False, errors=r.ANNOUNCING, summary="Where to send a photo")  # fmt: skip
def announce(call: Call, body: c.PhotoBody, household_id: str) -> Any:
    command = AnnouncePhoto(household_id, body.file_id, body.bytes, body.type)
    return c.LinkView.of(announce_photo(command, call.person, r.archiving()))


@app.post("/{household_id}/photos/{file_id}/check", body=c.CheckBody, returns=c.CheckedView,
          roles=r.OFFICER, errors=r.CHECKING,
          summary="The photo was sent: check it, keep it without what is beside it")  # fmt: skip
def check(call: Call, body: c.CheckBody, household_id: str, file_id: str) -> Any:
    command = CheckPhoto(household_id, file_id, body.thumbnail or "")
    return r.done(call, c.CheckedView, lambda p: check_photo(command, call.person, p))


@app.get("/{household_id}/photos", returns=c.PhotoList, roles=r.READERS, errors=(Missing,),
         summary="A household's photos, with addresses that last five minutes")  # fmt: skip
def photos(call: Call, household_id: str) -> Any:
    found = find_photos(household_id, call.person, r.archiving())
    r.on_record(call, "photos", household_id)
    return c.photo_list(*found)


@app.post("/imports", body=c.FileBody, returns=c.LinkView, roles=r.OFFICER, changes=False,
          errors=r.IMPORTING, summary="Where to send a village's paper archives")  # fmt: skip
def announce_import(call: Call, body: c.FileBody) -> Any:
    command = ImportArchives(body.village_code, body.file_id)
    link = announce_file(command, body.bytes, body.type, call.person, r.archiving())
    return c.LinkView.of(link)


@app.post("/imports/run", body=c.ImportBody, returns=c.ImportedView, roles=r.OFFICER,
          changes=False, errors=r.IMPORTING,
          summary="Check every line of a file that was sent, then import it whole")  # fmt: skip
def run_import(call: Call, body: c.ImportBody) -> Any:
    """No key: a file is known by its hash, and goes on where it was."""
    command = ImportArchives(body.village_code, body.file_id)
    done = import_archives(command, call.person, r.archiving())
    return c.ImportedView(village=done.village, households=done.households, left=done.left)


@app.get("/exports", returns=c.ExportView, roles=r.EXPORTERS, errors=(Missing, r.BadSearch),
         query=(*r.COUNTY_QUERY, *PAGING),
         summary="A county's live archives as CSV, page by page; masked for auditors")  # fmt: skip
def export(call: Call) -> Any:
    is_masked = call.person.role is Role.AUDITOR
    page = ExportPage(r.county_of_query(call), call.limit, call.after, is_masked)
    text, told, last_key = export_archives(page, call.person, r.archiving())
    r.on_record(call, "export", *told)
    return c.ExportView(csv=text, households=len(told), cursor=cursor(last_key))
