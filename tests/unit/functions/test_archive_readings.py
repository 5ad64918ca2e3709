"""Whoever reads an archive stands in the audit trail, before they see it; who sees nothing, not."""

from __future__ import annotations

import json
from typing import Any

import pytest

import api_archives.routing
from nongxin.kernel.errors import Busy
from nongxin.kernel.identity import Role
from tests.builders.archives import APPROVER, OFFICER, a_draft
from tests.builders.customers import LUEYANG, a_principal, an_id_no
from tests.unit.functions.test_api_archives import ONE, SECTION, Doors, doors
from tests.unit.functions.test_api_archives_more import live

AUDITOR = a_principal(Role.AUDITOR, id="st_610425_01JD0000000000000000000009")
STRANGER = a_principal(county=LUEYANG)
__all__ = ["doors"]


def readings() -> list[tuple[str, str, str]]:
    """(who, what for, what) of every link, in no order."""
    items = api_archives.routing.parts().storage.items("audit")  # type: ignore[attr-defined]
    told = [json.loads(i["reading"]["S"]) for i in items if i["sk"]["S"].startswith("L#")]
    return sorted((by, purpose, what) for _, by, _, purpose, _, what, _ in told)


def test_every_look_at_an_archive_is_on_record(doors: Doors) -> None:
    path = live(doors)
    assert readings() == []  # who captures reads nothing
    of_section = path | {"section": "M"}
    doors.archives("GET", ONE, OFFICER, path=path)
    doors.archives("GET", SECTION, AUDITOR, path=of_section)
    doors.archives("GET", f"{SECTION}/versions", OFFICER, path=of_section)
    doors.archives("GET", f"{ONE}/conflicts", OFFICER, path=path)
    doors.archives("GET", f"{ONE}/photos", OFFICER, path=path)
    doors.archives("GET", "/exports", APPROVER, query={})
    assert readings() == sorted(
        [
            (OFFICER.id, "archive", "archive"),
            (OFFICER.id, "archive", "conflicts"),
            (OFFICER.id, "archive", "photos"),
            (OFFICER.id, "archive", "versions M"),
            (APPROVER.id, "archive", "export"),
            (AUDITOR.id, "audit", "section M"),
        ]
    )


def test_a_person_looked_up_by_number_is_on_record(doors: Doors) -> None:
    path = live(doors)
    nobody, somebody = an_id_no(sequence=998), a_draft().head.id_no
    for id_no in (nobody, somebody):
        found = doors.archives("POST", "/lookups", OFFICER, body={"id_no": id_no}).body
        assert found["households"] == ([path["household_id"]] if id_no == somebody else [])
    assert readings() == [(OFFICER.id, "archive", "lookup")]
    # Also who learns no more than that somebody lives in another county.
    there = doors.archives("POST", "/lookups", STRANGER, body={"id_no": somebody}).body
    assert there == {"households": [], "live": "elsewhere"}
    assert (STRANGER.id, "archive", "lookup") in readings()


@pytest.mark.parametrize("resource", [ONE, SECTION, f"{SECTION}/versions", f"{ONE}/photos"])
def test_who_sees_nothing_leaves_no_trace(doors: Doors, resource: str) -> None:
    path = live(doors) | {"section": "M"}
    told: Any = {name: v for name, v in path.items() if f"{{{name}}}" in resource}
    assert doors.archives("GET", resource, STRANGER, path=told).status == 404
    assert readings() == []


def test_nothing_is_shown_where_it_cannot_be_put_on_record(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = live(doors)

    def busy(*_: object) -> None:
        raise Busy()

    monkeypatch.setattr(api_archives.routing, "record_reading", busy)
    answer = doors.archives("GET", SECTION, OFFICER, path=path | {"section": "M"})
    assert answer.status == 503
    assert "rows" not in json.loads(answer.text)
