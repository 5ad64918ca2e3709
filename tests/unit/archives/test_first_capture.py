"""A household that a tablet opened and captured in one go is one item; what follows is as ever."""

from __future__ import annotations

from typing import Any

import pytest

from nongxin.archives.find_archives import find_section, find_versions
from nongxin.archives.let_member_go import LetMemberGo, Reason, let_member_go
from nongxin.archives.put_section import PutSection, put_section
from nongxin.archives.submit_archive import submit_archive
from nongxin.kernel.records import StaleRecord
from tests.builders.archives import OFFICER, OTHER_OFFICER, ArchivesWorld
from tests.unit.archives.test_sync import ROWS, at, change, opened, results, sent


@pytest.fixture
def world() -> ArchivesWorld:
    return ArchivesWorld()


def captured(world: ArchivesWorld) -> str:
    changes = [change(n, code) for n, code in enumerate(ROWS, start=1)]
    taken = sent(world, opened(*changes))
    assert set(results(taken)) == {"applied"}
    return taken.households[0].household_id


def stored(world: ArchivesWorld) -> list[str]:
    """Sort keys of whatever holds sections."""
    keys = [i["sk"]["S"] for i in world.storage.items("archives") if "rows" in i]
    return sorted(key for key in keys if key != "BLOCK")


def test_a_first_capture_is_one_item(world: ArchivesWorld) -> None:
    household_id = captured(world)
    assert stored(world) == ["FIRST"]
    dossier = world.households.dossier(household_id)
    assert {code: s.rows for code, s in dossier.sections.items()} == {
        code: dossier.rows(code) for code in ROWS
    }
    assert {s.version for s in dossier.sections.values()} == {1}
    assert {s.changed_by for s in dossier.sections.values()} == {OFFICER.id}
    for code in ROWS:
        assert find_section(household_id, code, OFFICER, world.parts) == dossier.sections[code]
        assert len(find_versions(household_id, code, OFFICER, world.households)) == 1


def test_a_section_that_changes_leaves_its_first_version_behind(world: ArchivesWorld) -> None:
    household_id = captured(world)
    world.put(household_id, "G", ROWS["G"][:1], OTHER_OFFICER)
    assert stored(world) == ["FIRST", "S#G", "S#G#00001"]
    newest, first = find_versions(household_id, "G", OFFICER, world.households)
    assert (newest.version, newest.rows) == (2, ROWS["G"][:1])
    assert (first.version, first.rows) == (1, ROWS["G"])
    assert world.households.dossier(household_id).rows("G") == ROWS["G"][:1]
    assert results(sent(world, at(household_id, change(99, "G", over=2)))) == ["applied"]
    versions = find_versions(household_id, "G", OFFICER, world.households)
    assert [v.version for v in versions] == [3, 2, 1]


def test_the_same_batch_again_and_a_later_one(world: ArchivesWorld) -> None:
    household_id = captured(world)
    before = world.storage.items("archives")
    changes = [change(n, code) for n, code in enumerate(ROWS, start=1)]
    assert set(results(sent(world, opened(*changes)))) == {"repeated"}
    assert world.storage.items("archives") == before
    other = at(household_id, change(1, "G", ROWS["G"][:1], over=1))
    assert results(sent(world, other, device="tablet-2")) == ["applied"]
    again = sent(world, opened(*changes))
    assert set(results(again)) == {"repeated"}


def test_of_two_who_change_a_section_first_one_is_told(world: ArchivesWorld) -> None:
    household_id = captured(world)
    mine, theirs = (
        put_section(PutSection(household_id, "G", rows), by, world.parts)
        for rows, by in ((ROWS["G"][:1], OFFICER), (ROWS["G"][1:], OTHER_OFFICER))
    )
    world.storage.commit(*theirs.writes)
    with pytest.raises(StaleRecord):
        world.storage.commit(*mine.writes)
    assert world.households.dossier(household_id).rows("G") == ROWS["G"][1:]


def test_it_lives_and_is_parted_like_any_other(world: ArchivesWorld) -> None:
    household_id = captured(world)
    world.do(OFFICER, lambda: submit_archive(household_id, OFFICER, world.parts))
    world.approve(household_id)
    head = world.households.head(household_id)
    assert (head.status.value, set(head.frozen.values())) == ("live", {1})
    world.put(household_id, "V", [], OTHER_OFFICER)
    in_force: Any = world.households.dossier(household_id)
    assert in_force.sections["V"].version == 1
    leaving = LetMemberGo(household_id, 3, Reason.MARRIAGE)
    world.do(OFFICER, lambda: let_member_go(leaving, OFFICER, world.parts))
    assert [m["member_no"] for m in world.households.dossier(household_id).rows("M")] == [1, 2]


def test_what_is_wrong_in_a_first_capture_comes_later(world: ArchivesWorld) -> None:
    bad = change(2, "G", [ROWS["G"][0] | {"area_mu": "x"}])
    taken = sent(world, opened(change(1, "M"), bad))
    assert results(taken) == ["applied", "refused"]
    household_id = taken.households[0].household_id
    assert results(sent(world, at(household_id, change(3, "G")))) == ["applied"]
    assert stored(world) == ["FIRST", "S#G"]
    assert set(world.households.book(household_id).newest) == {"M", "G"}
