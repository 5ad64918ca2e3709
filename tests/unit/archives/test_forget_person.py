"""A person leaves the archives that need not be kept any longer: all versions of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nongxin.archives.cancel_archive import CancelArchive, cancel_archive
from nongxin.archives.forget_person import forget_person, is_in_archive
from nongxin.archives.let_member_go import LetMemberGo, Reason, let_member_go
from nongxin.archives.photos.check_photo import kept_key
from nongxin.archives.photos.photo_store import Photo
from nongxin.archives.section_store import Aside
from tests.builders.archives import OFFICER, ArchivesWorld, a_draft, sections_of
from tests.builders.customers import LIQUAN

MEMBERS = sections_of(a_draft())["M"]
FILE = "f" * 64


@pytest.fixture
def world() -> ArchivesWorld:
    return ArchivesWorld()


def _goes(world: ArchivesWorld, household_id: str, number: int) -> None:
    command = LetMemberGo(household_id, number, Reason.MARRIAGE)
    world.do(OFFICER, lambda: let_member_go(command, OFFICER, world.parts))


def _everything(world: ArchivesWorld, household_id: str) -> str:
    """All rows of all versions of the household, in clear."""
    told: list[Any] = []

    def read(code: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        told.append(rows)
        return rows

    world.households.sections.rewrite(household_id, read)
    return json.dumps(told, ensure_ascii=False)


def test_who_left_is_in_no_version_and_the_others_stay(world: ArchivesWorld) -> None:
    household_id, wife = world.live(), MEMBERS[1]
    aside = Aside("M", "tablet#7", MEMBERS, 1, world.clock.now(), OFFICER.id, waits=True)
    world.storage.commit(world.households.sections.set_aside(household_id, aside))
    assert is_in_archive(wife["id_no"], world.parts)
    forget_person(wife["id_no"], world.parts)
    assert wife["id_no"] in _everything(world, household_id)  # it is no past yet
    _goes(world, household_id, wife["member_no"])
    assert not is_in_archive(wife["id_no"], world.parts)
    before = world.households.dossier(household_id)
    forget_person(wife["id_no"], world.parts)
    told = _everything(world, household_id)
    assert wife["id_no"] not in told
    assert wife["name"] not in told
    assert MEMBERS[0]["id_no"] in told
    assert world.households.dossier(household_id) == before
    assert world.households.naming(LIQUAN, wife["id_no"]) == []
    assert world.households.naming(LIQUAN, MEMBERS[0]["id_no"]) == [household_id]


def test_a_cancelled_archive_goes_with_its_head(world: ArchivesWorld) -> None:
    household_id, (head, wife, _) = world.live(), MEMBERS
    photo = Photo(FILE, "image/jpeg", 9, 1, 1, False, "2026-11-01", "108.1", "34.2", OFFICER.id)
    world.storage.commit(*world.parts.photos.keep(household_id, photo))
    world.parts.uploads.keep(kept_key(household_id, FILE), b"a picture", "image/jpeg")
    command = CancelArchive(household_id, f"{head['name']}迁出")
    world.do(OFFICER, lambda: cancel_archive(command, OFFICER, world.parts))
    forget_person(wife["id_no"], world.parts)
    assert head["id_no"] in _everything(world, household_id)
    assert wife["id_no"] not in _everything(world, household_id)
    for _ in range(2):  # done again it is the same
        forget_person(head["id_no"], world.parts)
        assert not any(json.loads(_everything(world, household_id)))
    (shown,) = world.parts.photos.of_household(household_id)
    assert (shown.taken_at, shown.lng, shown.lat) == ("", "", "")
    assert world.parts.uploads.read(kept_key(household_id, FILE)) == b""
    assert world.households.head(household_id).returned_because == ""


def test_people_come_back_after_they_were_forgotten(world: ArchivesWorld) -> None:
    household_id, head = world.live(), MEMBERS[0]
    command = CancelArchive(household_id, "迁出")
    world.do(OFFICER, lambda: cancel_archive(command, OFFICER, world.parts))
    forget_person(head["id_no"], world.parts)
    anew = world.live()
    assert world.households.naming(LIQUAN, head["id_no"]) == [anew]
    forget_person(head["id_no"], world.parts)
    assert head["id_no"] in _everything(world, anew)
