"""The archive in the 360° view: whoever comes, leaves or ends it, the view says where one lives."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from ulid import ULID

from job_end_retentions import handler as job
from nongxin.archives.cancel_archive import CancelArchive, cancel_archive
from nongxin.archives.let_member_go import LetMemberGo, Reason, let_member_go
from nongxin.archives.submit_archive import submit_archive
from nongxin.customers.register_customer import RegisterCustomer, register_customer
from nongxin.customers.view.folds import archive_left
from nongxin.customers.view.follow_archive import follow_archive
from nongxin.kernel.identity import Principal
from tests.builders.archives import APPROVER, OFFICER, ArchivesWorld, a_draft, sections_of
from tests.builders.customers import LIQUAN, NOON
from tests.builders.lending import a_person
from tests.builders.views import asks, tell
from tests.fakes.parts import FakeParts

MEMBERS = sections_of(a_draft())["M"]


class World(ArchivesWorld):
    """The archives of the fake bank, whose customers' views follow what is published."""

    def __init__(self, p: FakeParts) -> None:
        super().__init__()
        self.p, self.told = p, 0
        put = cast(Any, p)
        put.storage, put.vault = self.storage, self.vault
        put.directory, put.households = self.directory, self.households

    def customer(self, member: dict[str, Any], phone: str) -> str:
        told = RegisterCustomer(LIQUAN, member["name"], member["id_no"], phone, None)
        return str(self.do(OFFICER, lambda: register_customer(told, OFFICER, self.p.registration))
                   .answer["customer_id"])  # fmt: skip

    def follows(self) -> None:
        """The worker hears what was published since, in any order, and some of it twice."""
        published = list(self.storage.published())
        news, self.told = published[self.told :], len(published)
        news += news[:1]
        random.Random(len(news)).shuffle(news)
        tell(*[e for e in news if e.type != "AccountOpened"])

    def archive_of(self, person_id: str) -> dict[str, Any]:
        return self.p.views.doc(self.p.views.part(person_id, "archive"))

    def lets_the_bride_go(self, household_id: str) -> None:
        command = LetMemberGo(household_id, 2, Reason.MARRIAGE)
        self.do(OFFICER, lambda: let_member_go(command, OFFICER, self.parts))

    def comes_into_another(self, member: dict[str, Any]) -> str:
        """A household whose archive goes live with that member too; the worker has heard of it."""
        other = a_draft(number=2)
        new = self.captured(other)
        rows = [*sections_of(other)["M"], member | {"member_no": 4, "relation": "99"}]
        self.put(new, "M", rows)
        self.put(new, "L", [{"labour_count": "3", "dependants": "1", "dependency_ratio": "0.33"}])
        self.do(OFFICER, lambda: submit_archive(new, OFFICER, self.parts))
        self.approve(new)
        self.follows()
        return new

    def members(self, household_id: str) -> list[str]:
        found = self.p.household_views.read(household_id)
        return found[0] if found else []


@pytest.fixture
def world(p: FakeParts) -> World:
    return World(p)


def test_who_becomes_a_customer_later_finds_their_archive(world: World) -> None:
    household_id = world.live()
    world.follows()
    head = world.customer(MEMBERS[0], "13800000001")
    assert world.archive_of(head) == {}
    world.follows()
    told = world.archive_of(head)
    assert (told["household_id"], told["status"]) == (household_id, "live")
    assert world.members(household_id) == [head]
    record = world.p.views.part(head, "archive")
    assert record is not None
    assert str(record.as_of) == "2026-11-25T04:00:00.000Z"  # of the approval


def test_who_has_just_become_a_customer_is_found_though_reads_may_lag(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody looks again: what an eventually consistent read misses would be missing for good."""
    household_id, dynamo = world.live(), world.storage.dynamo
    world.follows()
    head = world.customer(MEMBERS[0], "13800000001")
    get, query = dynamo.get_item, dynamo.query
    with monkeypatch.context() as lagging:
        lagging.setattr(dynamo, "get_item", lambda **a: get(**a) if a["ConsistentRead"] else {})
        lagging.setattr(
            dynamo, "query", lambda **a: query(**a) if a["ConsistentRead"] else {"Items": []}
        )
        world.follows()
    assert world.archive_of(head)["household_id"] == household_id


def test_news_from_before_somebody_came_say_nothing_new_to_them(world: World) -> None:
    world.live()
    world.follows()
    head = world.customer(MEMBERS[0], "13800000001")
    world.follows()
    before = world.p.views.part(head, "archive")
    (went_live,) = world.storage.published("ArchiveWentLive")
    tell(replace(went_live, at="2026-11-25T04:00:01.000Z"))
    after = world.p.views.part(head, "archive")
    assert before is not None
    assert after is not None
    assert (after.version, after.seen_at) == (before.version, before.seen_at)


def test_a_bride_s_view_goes_with_her(world: World) -> None:
    old = world.live()
    groom, bride = (world.customer(m, f"1380000000{n}") for n, m in enumerate(MEMBERS[:2], 1))
    world.follows()
    world.lets_the_bride_go(old)
    world.follows()
    assert world.archive_of(bride)["status"] == "left"
    assert world.archive_of(groom)["members"] == 2
    assert world.members(old) == [groom]
    new = world.comes_into_another(MEMBERS[1])
    assert world.archive_of(bride)["household_id"] == new
    assert world.members(new) == [bride]


def test_news_of_the_old_household_that_come_late_call_nobody_back(world: World) -> None:
    old = world.live()
    bride = world.customer(MEMBERS[1], "13800000001")
    world.follows()
    (went_live,) = world.storage.published("ArchiveWentLive")
    world.lets_the_bride_go(old)
    world.follows()
    tell(went_live)
    assert world.archive_of(bride)["status"] == "left"
    assert world.members(old) == []


def test_a_worker_that_looked_before_the_wedding_calls_no_bride_back(world: World) -> None:
    """It saw her in the old household; the worker of the one that she came into was quicker."""
    old = world.live()
    bride = world.customer(MEMBERS[1], "13800000001")
    world.follows()
    (went_live,) = world.storage.published("ArchiveWentLive")
    earlier = world.households.dossier(old)
    world.lets_the_bride_go(old)
    new = world.comes_into_another(MEMBERS[1])
    real, first = world.p.following_archives, {MEMBERS[1]["id_no"]: old}
    slow = replace(real, live_of=lambda id_no: first.pop(id_no, None) or real.live_of(id_no))
    follow_archive(earlier, replace(went_live, id=str(ULID())), slow)
    assert not first
    assert world.archive_of(bride)["household_id"] == new


def test_who_has_come_back_is_not_called_gone_by_an_earlier_look() -> None:
    home = {"household_id": "hh_610425_01JDHX3Q8Z6V7K2M5N9P4R1S0T", "status": "live"}
    left = archive_left("pn_1", home | {"version": 5}, "left").change
    assert left(home | {"version": 5})["status"] == "left"
    assert left(home | {"version": 7}) == home | {"version": 7}


def test_a_cancelled_archive_is_told(world: World) -> None:
    household_id = world.live()
    people = [world.customer(m, f"1380000000{n}") for n, m in enumerate(MEMBERS[:2], 1)]
    world.follows()
    command = CancelArchive(household_id, "全家迁出")
    world.do(APPROVER, lambda: cancel_archive(command, APPROVER, world.parts))
    world.follows()
    assert {world.archive_of(each)["status"] for each in people} == {"cancelled"}
    assert world.members(household_id) == []


def test_a_worker_that_read_an_earlier_state_brings_nobody_back(world: World) -> None:
    old = world.live()
    bride = world.customer(MEMBERS[1], "13800000001")
    world.follows()
    (went_live,) = world.storage.published("ArchiveWentLive")
    earlier = world.households.dossier(old)
    world.lets_the_bride_go(old)
    world.follows()
    slow = replace(world.p.following_archives, live_of=lambda _: old)
    late = replace(went_live, id=str(ULID()))  # another one of the same days
    follow_archive(earlier, late, slow)
    assert world.archive_of(bride)["status"] == "left"
    assert world.members(old) == []


def test_an_archive_goes_from_every_version_when_its_time_is_over(world: World) -> None:
    """Asked while it was live: open. Cancelled: kept for three years from then, whole."""
    household_id, head = world.live(), MEMBERS[0]
    who = a_person(id=world.customer(head, "13800000001"), county=LIQUAN, entity="2724")
    world.follows()
    assert _fate(who, "erase-0001") == ("open", None)
    command = CancelArchive(household_id, "全家迁出")
    world.do(APPROVER, lambda: cancel_archive(command, APPROVER, world.parts))
    world.follows()
    assert _fate(who, "erase-0002") == ("kept", "2029-11-25")
    for days, erased in ((3 * 365, 0), (3 * 365 + 2, 1)):
        world.p.fixed.instant = NOON + timedelta(days=days)
        assert job.handler({"county": LIQUAN}, None)["erased"] == erased
        names = [m["name"] for m in world.households.dossier(household_id).rows("M")]
        assert (head["name"] in names) is not bool(erased)
    assert world.archive_of(who.id) == {}


def _fate(who: Principal, key: str) -> tuple[str, str | None]:
    answer = asks(who, "POST", "/me/erasures", "", key)
    (archive,) = [c for c in answer.body["categories"] if c["category"] == "archive"]
    return archive["outcome"], archive["until"]
