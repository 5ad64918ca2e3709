"""The archives and customers doors over HTTP events: the way to a live archive, and who
is let in.
"""

from __future__ import annotations

from typing import Any

import pytest

import api_archives.handler
import api_archives.routing
import api_customers.handler
from nongxin.kernel.clock import FixedClock
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.privacy import FixedKeys, Vault, masked_name
from nongxin.parts import Parts
from tests.builders.archives import APPROVER, OFFICER, OTHER_OFFICER, a_draft, sections_of
from tests.builders.customers import LIQUAN, LUEYANG, NOON, a_principal
from tests.fakes.aws import MemoryAws, MemoryS3
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import SETTINGS
from tests.fakes.storage import MemoryStorage

ONE, SECTION = "/{household_id}", "/{household_id}/sections/{section}"


class Doors:
    def __init__(self, s3: MemoryS3) -> None:
        self._keys = 0
        self.s3 = s3

    def archives(self, method: str, resource: str, by: Principal | None, **told: Any) -> Answer:
        return self._ask(api_archives.handler.handler, method, resource, by, told)

    def customers(self, method: str, resource: str, by: Principal | None, **told: Any) -> Answer:
        return self._ask(api_customers.handler.handler, method, resource, by, told)

    def _ask(
        self, handler: Any, method: str, resource: str, by: Principal | None, told: Any
    ) -> Answer:
        self._keys += 1
        key = told.pop("key", f"key-{self._keys:08d}")
        return ask(handler, method, resource, by=by, key=key, **told)

    def captured(self) -> dict[str, str]:
        """The path of a draft with every section."""
        draft = a_draft()
        opened = self.archives("POST", "/", OFFICER, body={"village_code": draft.village})
        assert opened.status == 201, opened.text
        path = {"household_id": opened.body["household_id"]}
        for section, rows in sections_of(draft).items():
            answer = self.archives(
                "PUT", SECTION, OFFICER, path=path | {"section": section}, body={"rows": rows}
            )
            assert (answer.status, answer.body["version"]) == (200, 1), answer.text
        return path


PROMOTED = a_principal(Role.COUNTY_APPROVER, id=OFFICER.id)  # who captured it, in a new post


@pytest.fixture
def doors(monkeypatch: pytest.MonkeyPatch) -> Doors:
    parts = Parts(SETTINGS, FixedClock(NOON))
    storage = MemoryStorage()
    services = MemoryAws(storage.dynamo)
    parts.__dict__["storage"] = storage
    parts.__dict__["aws"] = services
    parts.__dict__["vault"] = Vault(FixedKeys())
    for module in (api_archives.routing, api_customers.handler):
        monkeypatch.setattr(module, "parts", lambda: parts)
    return Doors(services.s3)


def test_from_opening_to_live(doors: Doors) -> None:
    path = doors.captured()
    submitted = doors.archives("POST", f"{ONE}/submission", OFFICER, path=path)
    assert (submitted.status, submitted.body["status"]) == (200, "submitted")
    assert submitted.body["completeness"] > "95"
    for who, code in ((OTHER_OFFICER, "denied"), (PROMOTED, "archive-four-eyes")):
        refused = doors.archives("POST", f"{ONE}/approval", who, path=path)
        assert (refused.status, refused.body["code"]) == (403, code)
    approved = doors.archives("POST", f"{ONE}/approval", APPROVER, path=path)
    assert (approved.status, approved.body["edition"]) == (200, 1)
    shown = doors.archives("GET", ONE, APPROVER, path=path)
    assert (shown.body["status"], shown.body["facts"]["arable_mu"]) == ("live", "9.50")
    assert shown.body["fact_days"]["arable_mu"] == "2026-11-25"
    assert shown.body["fact_days"].keys() == shown.body["facts"].keys()
    assert {s["section"] for s in shown.body["sections"]} == set("HMLGCVXNBADIESRPWK")


def test_numbers_of_people_come_out_masked(doors: Doors) -> None:
    path = doors.captured()
    members = doors.archives("GET", SECTION, OFFICER, path=path | {"section": "M"})
    head = a_draft().head
    assert members.body["rows"][0]["name"] == head.name
    assert members.body["rows"][0]["id_no"] == f"{LIQUAN}********{head.id_no[-4:]}"
    auditor, place = a_principal(Role.AUDITOR), path | {"section": "M"}
    for resource in (SECTION, SECTION + "/versions"):
        seen = doors.archives("GET", resource, auditor, path=place)
        assert seen.status == 200
        assert head.name not in seen.text
        assert masked_name(head.name) in seen.text
    whole = members.text + doors.archives("GET", ONE, OFFICER, path=path).text
    assert head.id_no not in whole
    assert head.phone not in whole


def test_every_fault_is_told_in_both_languages(doors: Doors) -> None:
    opened = doors.archives("POST", "/", OFFICER, body={"village_code": a_draft().village})
    path = {"household_id": opened.body["household_id"], "section": "G"}
    rows = [{"parcel_no": 1, "land_class": "999"}]
    refused = doors.archives("PUT", SECTION, OFFICER, path=path, body={"rows": rows})
    assert (refused.status, refused.body["code"]) == (422, "archive-faulty")
    by_place = {f["at"]: f for f in refused.body["facts"]["faults"]}
    assert by_place["G.1.land_class"]["zh"] == "不是规定的代码"
    assert by_place["G.1.area_mu"]["en"] == "is required"
    missing = doors.archives("POST", f"{ONE}/submission", OFFICER, path=path)
    assert {f["at"] for f in missing.body["facts"]["faults"]} == {"H", "M", "L", "K"}


@pytest.mark.parametrize(
    "body",
    [{}, {"rows": 1}, {"rows": [[]]}, {"rows": [], "extra": 1}, {"rows": [], "over_version": -1}],
)
def test_a_body_of_another_shape_is_refused(doors: Doors, body: Any) -> None:
    path = {"household_id": "hh_610425_01JD0000000000000000000001", "section": "G"}
    assert doors.archives("PUT", SECTION, OFFICER, path=path, body=body).status == 400


def test_who_is_elsewhere_finds_nothing(doors: Doors) -> None:
    path = doors.captured()
    officer, approver = (a_principal(r, county=LUEYANG) for r in (Role.OFFICER, APPROVER.role))
    for method, resource, told in (
        ("GET", ONE, {}),
        ("GET", SECTION, {}),
        ("PUT", SECTION, {"body": {"rows": []}}),
        ("POST", f"{ONE}/submission", {}),
        ("POST", f"{ONE}/approval", {}),
        ("POST", f"{ONE}/return", {"body": {"reason": "地块不符"}}),
    ):
        stranger = approver if resource.endswith("/approval") else officer
        answer = doors.archives(method, resource, stranger, path=path | {"section": "G"}, **told)
        assert answer.status == 404, (method, resource, answer.text)
    assert doors.archives("GET", ONE, a_principal(Role.CUSTOMER), path=path).status == 403
    assert doors.archives("GET", ONE, None, path=path).status == 401


def test_the_work_list_goes_page_by_page(doors: Doors) -> None:
    village = a_draft().village
    for _ in range(3):
        doors.archives("POST", "/", OFFICER, body={"village_code": village})
    first = doors.archives("GET", "/", OFFICER, query={"status": "draft", "limit": "2"})
    query = {"status": "draft", "limit": "2", "cursor": first.body["cursor"]}
    rest = doors.archives("GET", "/", OFFICER, query=query)
    found = [a["number"] for a in first.body["archives"] + rest.body["archives"]]
    assert found == [f"{village}{n:06d}" for n in (1, 2, 3)]
    for query in ({"status": "dead"}, {"county": "61042"}, {"limit": "0"}, {"cursor": "x"}):
        assert doors.archives("GET", "/", OFFICER, query=query).status == 400
    other = {"status": "submitted", "cursor": first.body["cursor"]}
    assert doors.archives("GET", "/", OFFICER, query=other).status == 400
    assert doors.archives("GET", "/", OFFICER, query={"county": LUEYANG}).status == 404


def test_a_command_is_done_once_per_key(doors: Doors) -> None:
    body = {"village_code": a_draft().village}
    first = doors.archives("POST", "/", OFFICER, body=body, key="same-key-1")
    again = doors.archives("POST", "/", OFFICER, body=body, key="same-key-1")
    assert again.body == first.body
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_customer_is_registered_and_sees_themself(doors: Doors) -> None:
    head = a_draft().head
    body = {
        "county": LIQUAN,
        "name": head.name,
        "id_no": head.id_no,
        "phone": head.phone,
        "id_valid_to": "2036-01-01",
    }
    made = doors.customers("POST", "/", OFFICER, body=body)
    assert made.status == 201, made.text
    own = a_principal(Role.CUSTOMER, id=made.body["customer_id"])
    me = doors.customers("GET", "/me", own)
    assert (me.status, me.body["name"], me.body["age"]) == (200, head.name, 45)
    path = {"customer_id": made.body["customer_id"]}
    auditor = doors.customers("GET", "/{customer_id}", a_principal(Role.AUDITOR), path=path)
    assert auditor.body["name"] == head.name[0] + "*" * (len(head.name) - 1)
    assert head.id_no not in me.text + auditor.text
    elsewhere = a_principal(county=LUEYANG)
    assert doors.customers("GET", "/{customer_id}", elsewhere, path=path).status == 404
    twice = doors.customers("POST", "/", OFFICER, body=body)
    assert (twice.status, twice.body["code"]) == (409, "id-number-registered")
    assert twice.body["detail_zh"]
