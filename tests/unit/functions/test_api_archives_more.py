"""The archives door beyond capture: tablets, reviews, versions, look-ups, parted households."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from nongxin.archives.photos.check_photo import incoming_key
from nongxin.archives.sync.packing import packed
from tests.builders.archives import APPROVER, OFFICER, a_draft, sections_of
from tests.builders.customers import LIQUAN, LUEYANG, a_principal
from tests.builders.images import exif, jpeg
from tests.unit.functions.test_api_archives import ONE, SECTION, Doors, doors

__all__ = ["doors"]  # the fixture
DRAFT = a_draft()
ROWS = sections_of(DRAFT)
STRANGER = a_principal(county=LUEYANG)
MADE_AT = "2026-11-25T08:00:00+08:00"


def a_household(ref: str = "h1", **sections: Any) -> dict[str, Any]:
    told = sections or ROWS
    return {
        "ref": ref,
        "village": DRAFT.village,
        "opened_at": MADE_AT,
        "changes": [
            {"number": n, "section": code, "over": 0, "rows": rows, "made_at": MADE_AT}
            for n, (code, rows) in enumerate(told.items(), start=1)
        ],
    }


def live(doors: Doors) -> dict[str, str]:
    path = doors.captured()
    doors.archives("POST", f"{ONE}/submission", OFFICER, path=path)
    doors.archives("POST", f"{ONE}/approval", APPROVER, path=path)
    return path


def test_a_packed_batch_comes_in_and_may_come_twice(doors: Doors) -> None:
    body = {"device": "tab-7", "packed": packed([a_household()])}
    for _ in range(2):
        answer = doors.archives("POST", "/sync", OFFICER, body=body)
        (household,) = answer.body["households"]
        assert (answer.status, household["taken"], household["told"]) == (200, len(ROWS), [])
        assert set(household["versions"].values()) == {1}
    path = {"household_id": household["household_id"]}
    submitted = doors.archives("POST", f"{ONE}/submission", OFFICER, path=path)
    assert submitted.status == 200, submitted.text


def test_what_a_tablet_is_refused_for_is_told_beside_the_rest(doors: Doors) -> None:
    bad = a_household(M=[ROWS["M"][0] | {"name": "<b>"}], G=ROWS["G"])
    answer = doors.archives("POST", "/sync", OFFICER, body={"device": "tab-7", "households": [bad]})
    (household,) = answer.body["households"]
    (told,) = household["told"]
    assert (told["result"], told["code"], household["taken"]) == ("refused", "archive-faulty", 1)
    assert told["facts"]["faults"][0]["at"] == "M.1.name"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"device": "tab-7"}, 400, "invalid-body"),
        ({"device": "tab-7", "packed": "%%%"}, 400, "sync-batch-unreadable"),
        ({"device": "tab-7", "packed": packed([{"changes": 1}])}, 400, "invalid-body"),
        ({"device": "tab-7", "packed": packed([a_household() | {"x": 1}])}, 400, "invalid-body"),
        ({"device": "tab-7", "households": [{"changes": []}]}, 400, "invalid-body"),
        ({"device": "<>", "households": [a_household()]}, 400, "invalid-body"),
    ],
)
def test_a_batch_that_cannot_be_read(
    doors: Doors, body: dict[str, Any], status: int, code: str
) -> None:
    answer = doors.archives("POST", "/sync", OFFICER, body=body)
    assert (answer.status, answer.body["code"]) == (status, code)


def test_a_foreign_countys_batch_is_refused(doors: Doors) -> None:
    body = {"device": "tab-7", "households": [a_household()]}
    answer = doors.archives("POST", "/sync", STRANGER, body=body)
    assert (answer.status, answer.body["code"]) == (403, "not-your-county")


def test_conflicts_and_versions_are_shown(doors: Doors) -> None:
    path = doors.captured()
    for device, area in (("tab-1", "1.11"), ("tab-2", "2.22")):
        rows = [ROWS["G"][0] | {"area_mu": area}, *ROWS["G"][1:]]
        change = {"number": 1, "section": "G", "over": 1, "rows": rows, "made_at": MADE_AT}
        household = path | {"changes": [change]}
        body = {"device": device, "households": [household]}
        answer = doors.archives("POST", "/sync", OFFICER, body=body)
    assert answer.body["households"][0]["told"][0]["result"] == "conflict"
    (conflict,) = doors.archives("GET", f"{ONE}/conflicts", APPROVER, path=path).body["conflicts"]
    assert conflict["tablet"] == "tab-2#1"
    assert [(c["field"], c["before"], c["after"]) for c in conflict["changes"]] == [
        ("area_mu", "1.11", "2.22")
    ]
    of_g = path | {"section": "G"}
    shown = doors.archives("GET", f"{SECTION}/versions", APPROVER, path=of_g).body["versions"]
    assert [(v["version"], v["tablet"]) for v in shown] == [(2, "tab-1#1"), (1, None)]
    assert shown[0]["changes"][0]["field"] == "area_mu"
    of_m = path | {"section": "M"}
    told = doors.archives("GET", f"{SECTION}/versions", APPROVER, path=of_m).text
    assert DRAFT.head.id_no not in told
    control = doors.archives("GET", SECTION, APPROVER, path=path | {"section": "Z"}).body["rows"]
    assert (control[0]["status"], control[0]["cross_check"]["flagged"]) == ("1", True)


def test_a_person_is_found_by_number_and_a_village_by_its_roll(doors: Doors) -> None:
    path = live(doors)
    body = {"id_no": DRAFT.head.id_no}
    found = doors.archives("POST", "/lookups", OFFICER, body=body).body
    assert found == {"households": [path["household_id"]], "live": path["household_id"]}
    there = doors.archives("POST", "/lookups", STRANGER, body=body).body
    assert there == {"households": [], "live": "elsewhere"}
    away = doors.archives("POST", "/lookups", STRANGER, body=body | {"county": LIQUAN})
    assert away.status == 404
    query = {"village": DRAFT.village, "status": "live"}
    roll = doors.archives("GET", "/search", APPROVER, query=query).body["archives"]
    assert [each["household_id"] for each in roll] == [path["household_id"]]
    assert doors.archives("GET", "/search", APPROVER, query={"village": "1"}).status == 400
    assert doors.archives("GET", "/search", STRANGER, query=query).status == 404


def test_the_county_screen_counts_village_by_village(doors: Doors) -> None:
    live(doors)
    counted, query = [], {"limit": "100"}
    while True:
        page = doors.archives("GET", "/statistics", APPROVER, query=query).body
        counted += [v for v in page["villages"] if v["households"]]
        if page["cursor"] is None:
            break
        query["cursor"] = page["cursor"]
    assert [(v["village"], v["by_status"]) for v in counted] == [(DRAFT.village, {"live": 1})]


def test_a_station_reviews_a_household(doors: Doors) -> None:
    station = {"village_code": DRAFT.village, "branch": "城关支行", "party_branch": "村党支部"}
    assert doors.archives("POST", "/stations", APPROVER, body=station).status == 201
    village = {"village": DRAFT.village}
    for number in range(11, 16):
        head = a_draft(number=number).head
        member = {"seat": "reviewer", "name": head.name, "id_no": head.id_no, "code": "code-1234"}
        seated = doors.archives(
            "POST", "/stations/{village}/members", APPROVER, path=village, body=member
        )
        assert seated.status == 201, seated.text
    shown = doors.archives("GET", "/stations/{village}", OFFICER, path=village)
    assert len(shown.body["members"]) == 5
    assert head.name not in shown.text
    path = doors.captured()
    doors.archives("POST", f"{ONE}/submission", OFFICER, path=path)
    items = ("character", "family", "industry", "neighbour", "debt")
    scores = {f"item_{item}": 75 for item in items}
    for number in range(1, 6):
        sheet = {"member_no": number, "code": "code-1234", "scores": scores, "veto": "0"}
        scored = doors.archives("POST", f"{ONE}/scores", OFFICER, path=path, body=sheet)
        assert (scored.status, scored.body["sheets"]) == (201, number), scored.text
    signs = {"secretary_sign": "a" * 64, "manager_sign": "b" * 64}
    published = doors.archives("POST", f"{ONE}/review", OFFICER, path=path, body=signs)
    assert (published.status, published.body["village_grade"]) == (200, "B")
    early = doors.archives("POST", f"{ONE}/approval", APPROVER, path=path)
    assert (early.status, early.body["code"]) == (409, "archive-still-published")
    retired = doors.archives(
        "POST", "/stations/{village}/retirements", APPROVER, path=village, body={"member_no": 5}
    )
    assert retired.status == 200


def test_members_leave_and_archives_end(doors: Doors) -> None:
    path = live(doors)
    gone = {"member_no": 2, "reason": "marriage"}
    left = doors.archives("POST", f"{ONE}/departures", OFFICER, path=path, body=gone)
    assert (left.status, left.body["members"]) == (200, 2)
    new = {"member_nos": [3], "head_member_no": 3}
    split = doors.archives("POST", f"{ONE}/splits", OFFICER, path=path, body=new)
    assert (split.status, split.body["new_members"]) == (201, 1)
    body = {"reason": "整户迁出"}
    over = doors.archives("POST", f"{ONE}/cancellation", APPROVER, path=path, body=body)
    assert (over.status, over.body["status"]) == (200, "cancelled")
    foreign = doors.archives("POST", f"{ONE}/splits", STRANGER, path=path, body=new)
    assert foreign.status == 404


def test_a_photo_goes_straight_to_the_bucket_and_is_checked_there(doors: Doors) -> None:
    path = doors.captured()
    data = jpeg(640, 480, exif(thumbnail=jpeg(160, 120)))
    file_id = sha256(data).hexdigest()
    told = {"file_id": file_id, "bytes": len(data), "type": "image/jpeg"}
    link = doors.archives("POST", f"{ONE}/photos", OFFICER, path=path, body=told)
    assert (link.status, link.body["method"]) == (200, "PUT")
    of_file = path | {"file_id": file_id}
    check = f"{ONE}/photos/{{file_id}}/check"
    early = doors.archives("POST", check, OFFICER, path=of_file, body={})
    assert early.status == 404
    doors.s3.objects["uploads", incoming_key(path["household_id"], file_id)] = data
    checked = doors.archives("POST", check, OFFICER, path=of_file, body={})
    assert (checked.status, checked.body["width"], checked.body["has_place"]) == (200, 640, True)
    (photo,) = doors.archives("GET", f"{ONE}/photos", APPROVER, path=path).body["photos"]
    assert photo["lng"] == "108.480000"
    too_large = told | {"bytes": 10_000_000}
    refused = doors.archives("POST", f"{ONE}/photos", OFFICER, path=path, body=too_large)
    assert (refused.status, refused.body["code"]) == (422, "image-refused")


def test_a_file_of_paper_archives_is_imported_and_exported(doors: Doors) -> None:
    data = b"household,section,area_mu\nP-1,G,x\n"
    told = {"village_code": DRAFT.village, "file_id": sha256(data).hexdigest()}
    announced = told | {"bytes": len(data), "type": "text/csv"}
    link = doors.archives("POST", "/imports", OFFICER, body=announced)
    assert link.status == 200
    key = link.body["url"].partition(".s3.test/")[2].partition("?")[0]
    doors.s3.objects["uploads", key] = data
    refused = doors.archives("POST", "/imports/run", OFFICER, body=told)
    assert (refused.status, refused.body["code"]) == (422, "import-faulty")
    assert refused.body["facts"]["faults"][0]["household"] == "P-1"
    live(doors)
    exported = doors.archives("GET", "/exports", APPROVER, query={}).body
    assert (exported["households"], DRAFT.head.id_no in exported["csv"]) == (1, True)
