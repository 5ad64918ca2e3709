"""A live archive goes on: refreshed, parted by marriage or split, cancelled."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from nongxin.archives.cancel_archive import CancelArchive, cancel_archive
from nongxin.archives.checks.schema import sections
from nongxin.archives.facts.derived import labour
from nongxin.archives.facts.facts import household_facts
from nongxin.archives.household import Status
from nongxin.archives.let_member_go import LetMemberGo, Reason, let_member_go
from nongxin.archives.refusals import (
    ApproverTookPart,
    ArchiveStepNotAllowed,
    EditionInWork,
    HeadStays,
    NotAMember,
    PersonInOtherArchive,
)
from nongxin.archives.return_archive import ReturnArchive, return_archive
from nongxin.archives.search_archives import Wanted, count_villages, find_person, search_archives
from nongxin.archives.split_household import SplitHousehold, split_household
from nongxin.archives.submit_archive import submit_archive
from nongxin.archives.sync.versions import differences
from nongxin.kernel.errors import Missing
from tests.builders.archives import (
    APPROVER,
    OFFICER,
    OTHER_OFFICER,
    TODAY,
    ArchivesWorld,
    a_draft,
    sections_of,
)
from tests.builders.customers import LIQUAN, LUEYANG, a_principal

ROWS = sections_of(a_draft())
SPOUSE, CHILD = ROWS["M"][1], ROWS["M"][2]


@pytest.fixture
def world() -> ArchivesWorld:
    return ArchivesWorld()


def refreshed(world: ArchivesWorld, household_id: str) -> None:
    world.do(OFFICER, lambda: submit_archive(household_id, OFFICER, world.parts))
    world.approve(household_id)


def test_what_is_captured_of_a_live_archive_counts_from_its_approval(world: ArchivesWorld) -> None:
    household_id = world.live()
    world.put(household_id, "G", ROWS["G"][:1], OTHER_OFFICER)
    assert household_facts(world.households.dossier(household_id), TODAY)["archive_status"] == "5"
    assert world.households.dossier(household_id).rows("G") == ROWS["G"]
    world.do(OFFICER, lambda: submit_archive(household_id, OFFICER, world.parts))
    assert world.households.dossier(household_id).rows("G") == ROWS["G"]
    with pytest.raises(ApproverTookPart):
        world.approve(household_id, OTHER_OFFICER)
    assert world.approve(household_id).answer["edition"] == 2
    dossier = world.households.dossier(household_id)
    assert (dossier.rows("G"), dossier.head.edition) == (ROWS["G"][:1], 2)
    assert world.households.book(household_id).pending == []


def test_a_refresh_that_is_sent_back_leaves_the_archive_live(world: ArchivesWorld) -> None:
    household_id = world.live()
    world.put(household_id, "G", ROWS["G"][:1])
    world.do(OFFICER, lambda: submit_archive(household_id, OFFICER, world.parts))
    command = ReturnArchive(household_id, "请复核")
    world.do(APPROVER, lambda: return_archive(command, APPROVER, world.parts))
    book = world.households.book(household_id)
    assert (book.head.status, book.working.status) == (Status.LIVE, Status.DRAFT)
    refreshed(world, household_id)
    refreshed(world, household_id)  # a year later, without any change
    assert world.households.head(household_id).edition == 3


def test_an_archive_that_nobody_refreshes_expires(world: ArchivesWorld) -> None:
    household_id = world.live()
    world.clock.pass_time(timedelta(days=366))
    today = world.clock.today()
    facts = household_facts(world.households.dossier(household_id), today)
    assert facts["archive_status"] == "6"
    village = a_draft().village
    (listed,) = search_archives(Wanted(village, "expired"), OFFICER, world.parts)
    assert listed.household_id == household_id


def test_versions_tell_what_changed_and_who_did(world: ArchivesWorld) -> None:
    household_id = world.captured()
    changed = [ROWS["G"][0] | {"area_mu": "7.77"}, *ROWS["G"][1:]]
    world.put(household_id, "G", changed, OTHER_OFFICER)
    newest = world.households.section(household_id, "G")
    (first,) = world.households.sections.past(household_id, "G")
    assert newest is not None
    (change,) = differences(sections()["G"], first.rows, newest.rows)
    assert (change.row, change.field, change.after) == ("1", "area_mu", "7.77")
    assert (first.changed_by, newest.changed_by) == (OFFICER.id, OTHER_OFFICER.id)


def test_a_bride_moves_to_another_household(world: ArchivesWorld) -> None:
    """The claim goes with the person: never two live archives, never lost."""
    old = world.live()
    new = world.submitted(a_draft(number=7))
    world.do(APPROVER, lambda: return_archive(ReturnArchive(new, "成员"), APPROVER, world.parts))
    bride = SPOUSE | {"member_no": 4, "relation": "99"}
    world.put(new, "M", [*sections_of(a_draft(number=7))["M"], bride])
    world.put(new, "L", [_summary(world, new)])
    done = world.do(OFFICER, lambda: submit_archive(new, OFFICER, world.parts))
    assert done.answer["in_other_archives"] == [4]
    with pytest.raises(PersonInOtherArchive):
        world.approve(new)
    command = LetMemberGo(old, SPOUSE["member_no"], Reason.MARRIAGE)
    world.do(OFFICER, lambda: let_member_go(command, OFFICER, world.parts))
    assert [m["member_no"] for m in world.households.dossier(old).rows("M")] == [1, 3]
    assert world.households.live_of(SPOUSE["id_no"]) is None
    world.approve(new)
    assert world.households.live_of(SPOUSE["id_no"]) == new
    (event,) = world.storage.published("MembersLeft")
    assert event.data["reason"] == "marriage"


def test_who_leaves_in_a_refresh_gives_up_the_claim(world: ArchivesWorld) -> None:
    household_id = world.live()
    world.put(household_id, "M", ROWS["M"][:2])
    world.put(household_id, "L", [_summary(world, household_id)])
    refreshed(world, household_id)
    assert world.households.live_of(CHILD["id_no"]) is None
    assert world.households.live_of(SPOUSE["id_no"]) == household_id


def _summary(world: ArchivesWorld, household_id: str) -> dict[str, str]:
    told = labour(world.households.book(household_id).newest["M"].rows)
    return {
        "labour_count": str(told.labour_count),
        "dependants": str(told.dependants),
        "dependency_ratio": str(told.dependency_ratio),
    }


def test_a_household_is_split(world: ArchivesWorld) -> None:
    old = world.live()
    command = SplitHousehold(old, [SPOUSE["member_no"], CHILD["member_no"]], SPOUSE["member_no"])
    done = world.do(OFFICER, lambda: split_household(command, OFFICER, world.parts))
    new = done.answer["new_household_id"]
    book = world.households.book(new)
    assert [m["relation"] for m in book.newest["M"].rows] == ["02", "99"]
    assert book.head.status is Status.DRAFT
    assert len(world.households.dossier(old).rows("M")) == 1
    assert world.households.dossier(old).only("L")["labour_count"] == "1.0"
    assert world.households.live_of(CHILD["id_no"]) is None


def test_who_may_not_leave(world: ArchivesWorld) -> None:
    household_id = world.live()
    for number, refusal in ((1, HeadStays), (9, NotAMember)):
        with pytest.raises(refusal):
            _let_go(world, household_id, number)
    world.put(household_id, "M", ROWS["M"][:2])
    with pytest.raises(EditionInWork):
        _let_go(world, household_id, 2)
    with pytest.raises(ArchiveStepNotAllowed):
        _let_go(world, world.open(), 2)


def _let_go(world: ArchivesWorld, household_id: str, number: int) -> None:
    command = LetMemberGo(household_id, number, Reason.MOVED)
    world.do(OFFICER, lambda: let_member_go(command, OFFICER, world.parts))


def test_a_duplicate_is_cancelled_and_its_people_are_free(world: ArchivesWorld) -> None:
    first, second = world.live(), world.submitted()
    found = find_person(SPOUSE["id_no"], LIQUAN, OFFICER, world.parts)
    assert found == ([first, second], first)
    command = CancelArchive(first, "重复建档")
    world.do(APPROVER, lambda: cancel_archive(command, APPROVER, world.parts))
    assert world.approve(second).answer["status"] == "live"
    with pytest.raises(ArchiveStepNotAllowed):
        world.do(APPROVER, lambda: cancel_archive(command, APPROVER, world.parts))
    with pytest.raises(ArchiveStepNotAllowed):
        world.put(first, "G", ROWS["G"])


def test_a_village_is_searched_and_counted(world: ArchivesWorld) -> None:
    live, draft = world.live(), world.open()
    village = a_draft().village
    listed = search_archives(Wanted(village), OFFICER, world.parts)
    assert [row.household_id for row in listed] == [live, draft]
    grade = ROWS["P"][0]["village_grade"]
    assert [
        r.household_id for r in search_archives(Wanted(village, grade=grade), OFFICER, world.parts)
    ] == [live]
    (counted,) = count_villages([village], OFFICER, world.parts).answers
    assert (counted.households, counted.by_status) == (2, {"draft": 1, "live": 1})
    assert (counted.by_grade, counted.completeness > Decimal(95)) == ({grade: 1}, True)
    stranger = a_principal(county=LUEYANG)
    for ask in (
        lambda: search_archives(Wanted(village), stranger, world.parts),
        lambda: count_villages([village], stranger, world.parts),
        lambda: find_person(SPOUSE["id_no"], LIQUAN, stranger, world.parts),
    ):
        with pytest.raises(Missing):
            ask()
