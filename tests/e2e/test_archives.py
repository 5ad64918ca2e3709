"""Archives on the deployed bank: a tablet's batch, a photo straight into the bucket, a file."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import requests

from devkit.people import Draft, archetype
from nongxin.archives.sync.packing import packed
from nongxin.kernel.clock import SystemClock
from nongxin.kernel.identity import Role
from tests.builders.images import exif, jpeg
from tests.fixtures.caller import must_be
from tests.fixtures.town import NORTH, SOUTH

if TYPE_CHECKING:
    from tests.fixtures.caller import Caller
    from tests.fixtures.town import Town

ACCOUNT_NO = "2724610425000000012"


def a_batch(draft: Draft, officer: Caller, ref: str) -> dict[str, Any]:
    """As a tablet sends it, captured this morning."""
    at = f"{SystemClock().today().isoformat()}T00:00:01+08:00"
    rows = draft.captured(ACCOUNT_NO, officer.id)
    changes = [
        {"number": n, "section": code, "over": 0, "rows": each, "made_at": at}
        for n, (code, each) in enumerate(rows.items(), start=1)
    ]
    household = {"ref": ref, "village": draft.village, "opened_at": at, "changes": changes}
    return {"device": f"tab-{ref}", "packed": packed([household])}


def synced(town: Town, number: int) -> tuple[Caller, str]:
    officer = town.staff(Role.OFFICER, NORTH)
    draft = archetype("approve", NORTH, number, SystemClock().today())
    body = a_batch(draft, officer, f"e2e-{number}")
    for _ in range(2):  # the second time it is known
        answer = must_be(officer.ask("POST", "/archives/sync", body), 200)
        (household,) = answer["households"]
        assert (household["taken"], household["told"]) == (len(draft.sections), [])
    return officer, household["household_id"]


def test_a_batch_from_offline_becomes_a_live_archive(town: Town) -> None:
    officer, household_id = synced(town, 9101)
    path = f"/archives/{household_id}"
    must_be(officer.ask("POST", f"{path}/submission", key="e2e-submission-9101"), 200)
    approver = town.staff(Role.COUNTY_APPROVER, NORTH)
    must_be(approver.ask("POST", f"{path}/approval", key="e2e-approval-9101"), 200)
    shown = must_be(officer.ask("GET", path), 200)
    assert (shown["status"], shown["edition"], shown["pending"]) == ("live", 1, [])
    foreign = town.staff(Role.OFFICER, SOUTH)
    draft = archetype("approve", NORTH, 9102, SystemClock().today())
    refused = foreign.ask("POST", "/archives/sync", a_batch(draft, foreign, "e2e-9102"))
    must_be(refused, 403, "not-your-county")


def test_a_photo_goes_into_the_bucket_by_itself(town: Town) -> None:
    officer, household_id = synced(town, 9103)
    path = f"/archives/{household_id}/photos"
    small = jpeg(160, 120)
    data = jpeg(1280, 960, exif(thumbnail=small))
    file_id = hashlib.sha256(data).hexdigest()
    told = {"file_id": file_id, "bytes": len(data), "type": "image/jpeg"}
    link = must_be(officer.ask("POST", path, told), 200)
    sent = requests.put(link["url"], data=data, headers=link["headers"], timeout=30)
    assert sent.status_code == 200, sent.text
    checked = officer.ask("POST", f"{path}/{file_id}/check", {}, key="e2e-check-9103")
    assert must_be(checked, 200)["has_place"]
    (photo,) = must_be(officer.ask("GET", path), 200)["photos"]
    assert requests.get(photo["url"], timeout=30).content == jpeg(1280, 960)
    assert requests.get(photo["thumbnail_url"], timeout=30).content == small


def test_a_file_with_a_wrong_line_is_refused_whole(town: Town) -> None:
    officer = town.staff(Role.OFFICER, NORTH)
    village = archetype("approve", NORTH, 1, SystemClock().today()).village
    data = b"household,section,parcel_no\nP-1,G,x\n"
    told = {"village_code": village, "file_id": hashlib.sha256(data).hexdigest()}
    announced = told | {"bytes": len(data), "type": "text/csv"}
    link = must_be(officer.ask("POST", "/archives/imports", announced), 200)
    sent = requests.put(link["url"], data=data, headers=link["headers"], timeout=30)
    assert sent.status_code == 200, sent.text
    refused = must_be(officer.ask("POST", "/archives/imports/run", told), 422, "import-faulty")
    assert refused["facts"]["faults"][0]["line"] in ("0", "2")
