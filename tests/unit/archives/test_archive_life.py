"""An archive from its opening to live: who may, what is refused, what is announced."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from nongxin.archives.facts.facts import household_facts
from nongxin.archives.find_archives import WorkListPage, find_archive, find_section, find_waiting
from nongxin.archives.household import Status
from nongxin.archives.open_household import NotYourCounty
from nongxin.archives.put_section import PutSection, put_section
from nongxin.archives.refusals import (
    ApproverTookPart,
    ArchiveStepNotAllowed,
    PersonInOtherArchive,
    SectionChanged,
    SectionKept,
    SectionUnknown,
    VillageUnknown,
)
from nongxin.archives.return_archive import ReturnArchive, return_archive
from nongxin.kernel.errors import Denied, Missing
from nongxin.kernel.identity import Role
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


@pytest.fixture
def world() -> ArchivesWorld:
    return ArchivesWorld()


def test_an_archive_goes_live_and_says_so(world: ArchivesWorld) -> None:
    household_id = world.submitted()
    done = world.approve(household_id)
    assert (done.answer["status"], done.answer["edition"]) == ("live", 1)
    assert done.answer["refresh_by"] == "2027-11-25"
    (event,) = world.storage.published("ArchiveWentLive")
    assert event.data["household_id"] == household_id
    assert event.data["approved_by"] == APPROVER.id
    head = world.households.head(household_id)
    assert (head.live_from, head.status) == (date(2026, 11, 25), Status.LIVE)
    assert head.completeness > Decimal(95)


def test_a_household_is_read_by_one_query(world: ArchivesWorld) -> None:
    household_id = world.live()
    dossier = world.households.dossier(household_id)
    assert dossier.rows("M") == sections_of(a_draft())["M"]
    assert dossier.head_member["relation"] == "02"
    facts = household_facts(dossier, TODAY)
    assert (facts["archive_status"], facts["archive_age_m"], facts["arable_mu"]) == ("5", 0, "9.50")


def test_archive_numbers_are_village_and_serial(world: ArchivesWorld) -> None:
    village = a_draft().village
    numbers = [world.households.head(world.open(village)).number for _ in range(2)]
    assert numbers == [f"{village}000001", f"{village}000002"]


def test_the_day_counts_an_officers_households(world: ArchivesWorld) -> None:
    heads = [world.households.head(world.open()) for _ in range(3)]
    other = world.households.head(world.open(by=OTHER_OFFICER))
    assert [h.nth_of_day for h in (*heads, other)] == [1, 2, 3, 1]


def test_only_villages_of_ones_own_county(world: ArchivesWorld) -> None:
    with pytest.raises(VillageUnknown):
        world.open(f"{LIQUAN}999999")
    with pytest.raises(NotYourCounty):
        world.open(a_draft(county=LUEYANG).village)


def test_a_section_takes_the_place_of_the_last(world: ArchivesWorld) -> None:
    household_id, rows = world.open(), sections_of(a_draft())
    assert world.put(household_id, "G", rows["G"]).answer["version"] == 1
    assert world.put(household_id, "G", rows["G"][:1], OTHER_OFFICER).answer["version"] == 2
    section = world.households.section(household_id, "G")
    assert section is not None
    assert (len(section.rows), section.changed_by) == (1, OTHER_OFFICER.id)
    assert section.authors == {OFFICER.id, OTHER_OFFICER.id}


def test_a_change_on_an_old_version_is_refused(world: ArchivesWorld) -> None:
    household_id, rows = world.open(), sections_of(a_draft())["G"]
    world.put(household_id, "G", rows)
    late = PutSection(household_id, "G", rows, over=0)
    with pytest.raises(SectionChanged):
        world.do(OFFICER, lambda: put_section(late, OFFICER, world.parts))


def test_of_two_who_put_a_section_at_once_both_are_counted(world: ArchivesWorld) -> None:
    household_id, rows = world.open(), sections_of(a_draft())["G"]
    world.put(household_id, "G", rows)

    def another() -> None:
        world.storage.dynamo.before_write = None
        world.put(household_id, "G", rows[:1])

    world.storage.dynamo.before_write = another
    assert world.put(household_id, "G", rows).answer["version"] == 3


def test_what_the_system_keeps_and_what_is_no_section(world: ArchivesWorld) -> None:
    household_id = world.open()
    with pytest.raises(SectionKept):
        world.put(household_id, "Z", [])
    with pytest.raises(SectionUnknown):
        world.put(household_id, "Ü", [])


def test_only_a_draft_changes(world: ArchivesWorld) -> None:
    household_id = world.submitted()
    with pytest.raises(ArchiveStepNotAllowed):
        world.put(household_id, "G", sections_of(a_draft())["G"])
    with pytest.raises(ArchiveStepNotAllowed):
        world.approve(world.open())


def test_a_change_that_comes_after_the_submission_is_no_part_of_it(world: ArchivesWorld) -> None:
    household_id = world.captured()
    head = world.households.head(household_id)
    rows = sections_of(a_draft())["G"]

    def another() -> None:
        world.storage.dynamo.before_write = None
        newest = world.households.book(household_id).newest
        after = head.submitted(OFFICER, world.clock.now(), Decimal(90), newest)
        world.storage.commit(world.households.change(after))

    world.storage.dynamo.before_write = another
    world.put(household_id, "G", rows[:1], OTHER_OFFICER)
    world.approve(household_id)
    assert world.households.dossier(household_id).rows("G") == rows
    book = world.households.book(household_id)
    assert (book.pending, book.newest["G"].rows) == (["G"], rows[:1])


def test_four_eyes(world: ArchivesWorld) -> None:
    household_id = world.captured()
    world.put(household_id, "G", sections_of(a_draft())["G"], OTHER_OFFICER)
    from nongxin.archives.submit_archive import submit_archive

    world.do(OFFICER, lambda: submit_archive(household_id, OFFICER, world.parts))
    for involved in (OFFICER, OTHER_OFFICER):
        with pytest.raises(ApproverTookPart):
            world.approve(household_id, involved)
    with pytest.raises(Denied):
        world.approve(household_id, a_principal(Role.AUDITOR, id="st_9"))
    assert world.approve(household_id).answer["status"] == "live"


def test_one_person_is_in_one_live_archive(world: ArchivesWorld) -> None:
    first = world.live()
    second = world.submitted()
    with pytest.raises(PersonInOtherArchive) as refused:
        world.approve(second)
    assert refused.value.facts == {"member_no": 1}
    assert world.households.head(second).status is Status.SUBMITTED
    assert world.households.live_of(a_draft().head.id_no) == first
    assert world.households.live_of("110105194912310021") is None


def test_a_returned_archive_is_a_draft_with_a_reason(world: ArchivesWorld) -> None:
    household_id = world.submitted()
    command = ReturnArchive(household_id, "王小明的地块面积请复核")
    world.do(APPROVER, lambda: return_archive(command, APPROVER, world.parts))
    head = world.households.head(household_id)
    assert (head.status, head.returned_because) == (Status.DRAFT, command.reason)
    stored = json.dumps(world.storage.items("archives"), default=repr, ensure_ascii=False)
    assert "王小明" not in stored


def test_nothing_personal_is_stored_in_clear(world: ArchivesWorld) -> None:
    world.live()
    items = world.storage.items("archives") + world.storage.items("directory")
    stored = json.dumps(items, default=lambda b: b.decode("latin-1"), ensure_ascii=False)
    told = stored + repr(world.storage.published())
    head = a_draft().head
    for clear in (head.name, head.id_no, head.phone, "合作社农资部"):
        assert clear not in told
        assert clear.encode().decode("latin-1") not in told


def test_an_archive_out_of_reach_is_missing(world: ArchivesWorld) -> None:
    household_id = world.live()
    assert find_archive(household_id, APPROVER, world.households).head.id == household_id
    strangers = [
        a_principal(county=LUEYANG),
        a_principal(Role.CUSTOMER),
        a_principal(Role.OPERATOR),
    ]
    for stranger in strangers:
        with pytest.raises(Missing):
            find_archive(household_id, stranger, world.households)
        with pytest.raises(Missing):
            find_section(household_id, "M", stranger, world.parts)
    with pytest.raises(Missing):
        find_section(world.open(), "M", OFFICER, world.parts)


def test_the_work_list_shows_what_waits_longest_first(world: ArchivesWorld) -> None:
    first = world.submitted(a_draft(number=1))
    second = world.submitted(a_draft(number=2))
    world.approve(second)
    page = WorkListPage(LIQUAN, Status.SUBMITTED, 10, None)
    found = find_waiting(page, APPROVER, world.households)
    assert [(k.household_id, k.village) for k in found.keys] == [(first, a_draft().village)]
    with pytest.raises(Missing):
        find_waiting(page, a_principal(county=LUEYANG), world.households)
