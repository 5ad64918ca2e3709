"""The village's review: a station's members score back to back, and the bank sees the sum only."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from nongxin.archives.household import Status
from nongxin.archives.open_household import NotYourCounty
from nongxin.archives.refusals import (
    ApproverTookPart,
    MemberStands,
    NotAReviewer,
    NoWorkStation,
    ReviewerConcerned,
    ReviewMissing,
    SheetStands,
    StillPublished,
    TooFewSheets,
    WorkStationStands,
)
from nongxin.archives.review.open_work_station import OpenWorkStation, open_work_station
from nongxin.archives.review.publish_review import PublishReview, publish_review
from nongxin.archives.review.score_household import ScoreHousehold, score_household
from nongxin.archives.review.seat_member import RetireMember, SeatMember, retire_member, seat_member
from nongxin.archives.review.village_review import ITEMS, Sheet, counted
from nongxin.archives.review.work_station import Seat
from nongxin.archives.submit_archive import submit_archive
from nongxin.kernel.errors import Missing, TooMany
from tests.builders.archives import (
    APPROVER,
    OFFICER,
    OTHER_OFFICER,
    TODAY,
    ArchivesWorld,
    a_draft,
    sections_of,
)
from tests.builders.customers import LUEYANG, NOON, a_principal

DRAFT = a_draft()
VILLAGE = DRAFT.village
ROWS = sections_of(DRAFT)
SCORES = dict.fromkeys(ITEMS, 90)
SIGN = "a" * 64
# Heads of other households of the village.
REVIEWERS = [a_draft(number=n).head for n in range(11, 17)]


class Village(ArchivesWorld):
    """A station with six reviewers, each with a code of their own."""

    def __init__(self) -> None:
        super().__init__()
        command = OpenWorkStation(VILLAGE, "城关支行", "村党支部")
        self.do(APPROVER, lambda: open_work_station(command, APPROVER, self.parts))
        for person in REVIEWERS:
            self.seat(person.name, person.id_no)

    def seat(self, name: str, id_no: str, seat: Seat = Seat.REVIEWER) -> int:
        command = SeatMember(VILLAGE, seat, name, id_no, f"code-{id_no[-4:]}")
        done = self.do(APPROVER, lambda: seat_member(command, APPROVER, self.parts))
        return int(done.answer["member_no"])

    def unreviewed(self) -> str:
        household_id = self.open(VILLAGE)
        for section, rows in ROWS.items():
            if section != "P":
                self.put(household_id, section, rows)
        self.do(OFFICER, lambda: submit_archive(household_id, OFFICER, self.parts))
        return household_id

    def score(self, household_id: str, number: int, code: str = "", **changes: Any) -> int:
        code = code or f"code-{REVIEWERS[number - 1].id_no[-4:]}"
        told = {"scores": SCORES, "veto": "0"} | changes
        command = ScoreHousehold(household_id, number, code, told["scores"], told["veto"])
        done = self.do(OFFICER, lambda: score_household(command, OFFICER, self.parts))
        return int(done.answer["sheets"])

    def publish(self, household_id: str) -> Any:
        command = PublishReview(household_id, SIGN, SIGN)
        done = self.do(OTHER_OFFICER, lambda: publish_review(command, OTHER_OFFICER, self.parts))
        return done.answer


@pytest.fixture
def village() -> Village:
    return Village()


def test_from_sheets_to_live(village: Village) -> None:
    household_id = village.unreviewed()
    with pytest.raises(ReviewMissing):
        village.approve(household_id)
    assert [village.score(household_id, n) for n in range(1, 6)] == [1, 2, 3, 4, 5]
    told = village.publish(household_id)
    assert (told["status"], told["village_grade"], told["reviewers"]) == ("published", "A", 5)
    with pytest.raises(StillPublished):
        village.approve(household_id)
    village.clock.pass_time(timedelta(days=7))
    with pytest.raises(ApproverTookPart):
        village.approve(household_id, OTHER_OFFICER)
    village.approve(household_id)
    dossier = village.households.dossier(household_id)
    assert (dossier.head.status, dossier.head.grade) == (Status.LIVE, "A")
    assert dossier.rows("P")[0]["item_debt"] == 90


def test_a_review_on_paper_hangs_out_as_long() -> None:
    """The village met without tablets: its row is captured, and the seven days are kept too."""
    world = ArchivesWorld()
    household_id = world.captured()
    row = sections_of(a_draft())["P"][0]
    world.put(household_id, "P", [row | {"review_date": TODAY.isoformat()}])
    world.do(OFFICER, lambda: submit_archive(household_id, OFFICER, world.parts))
    for days in (0, 6):
        world.clock.instant = NOON + timedelta(days=days)
        with pytest.raises(StillPublished) as refused:
            world.approve(household_id)
        assert refused.value.facts == {"until": "2026-12-02"}
    world.clock.instant = NOON + timedelta(days=7)
    assert world.approve(household_id).answer["status"] == "live"


def test_four_sheets_are_too_few(village: Village) -> None:
    household_id = village.unreviewed()
    for number in range(1, 5):
        village.score(household_id, number)
    with pytest.raises(TooFewSheets) as refused:
        village.publish(household_id)
    assert refused.value.facts == {"count": 4, "least": 5}


def test_a_reviewer_scores_once_and_by_their_own_code(village: Village) -> None:
    household_id = village.unreviewed()
    village.score(household_id, 1)
    with pytest.raises(SheetStands):
        village.score(household_id, 1)
    for _ in range(5):
        with pytest.raises(NotAReviewer):
            village.score(household_id, 2, "guessed")
    with pytest.raises(TooMany):
        village.score(household_id, 2)
    retire = RetireMember(VILLAGE, 3)
    village.do(APPROVER, lambda: retire_member(retire, APPROVER, village.parts))
    with pytest.raises(NotAReviewer):
        village.score(household_id, 3)


def test_however_many_guess_at_once_have_five_guesses(village: Village) -> None:
    household_id, left = village.unreviewed(), 5

    def guess() -> None:
        nonlocal left
        if left:
            left -= 1
            village.storage.dynamo.before_write = guess  # the next one comes in between
            with pytest.raises(NotAReviewer):
                village.score(household_id, 2, "guessed")

    guess()
    village.storage.dynamo.before_write = None
    with pytest.raises(TooMany):
        village.score(household_id, 2)


def test_who_is_seated_anew_has_the_number_of_before_and_no_second_sheet(village: Village) -> None:
    household_id, person = village.unreviewed(), REVIEWERS[2]
    village.score(household_id, 3)
    retire = RetireMember(VILLAGE, 3)
    village.do(APPROVER, lambda: retire_member(retire, APPROVER, village.parts))
    assert village.seat(person.name, person.id_no, Seat.SECRETARY) == 3
    with pytest.raises(SheetStands):
        village.score(household_id, 3)
    with pytest.raises(MemberStands):
        village.seat(person.name, person.id_no)
    stranger = DRAFT.head
    assert village.seat(stranger.name, stranger.id_no) == len(REVIEWERS) + 1


def test_nobody_scores_their_own_household(village: Village) -> None:
    household_id = village.unreviewed()
    head = DRAFT.head
    number = village.seat(head.name, head.id_no)
    with pytest.raises(ReviewerConcerned):
        village.score(household_id, number, f"code-{head.id_no[-4:]}")


def test_no_score_can_be_read(village: Village) -> None:
    household_id = village.unreviewed()
    village.score(household_id, 1, scores=dict.fromkeys(ITEMS, 37), veto="3")
    stored = json.dumps(village.storage.items("archives"), default=repr, ensure_ascii=False)
    assert "item_debt" not in stored
    assert REVIEWERS[0].name not in stored
    assert REVIEWERS[0].id_no not in stored


def test_highest_and_lowest_are_left_out_and_one_hand_bars_nobody() -> None:
    sheets = [Sheet(n, dict.fromkeys(ITEMS, s), "0") for n, s in enumerate((0, 80, 81, 85, 100))]
    told = counted(sheets)
    assert (told["item_debt"], told["village_grade"], told["veto"]) == (82, "B", "0")
    barred = [Sheet(9, SCORES, "1"), *sheets]
    assert counted(barred)["veto"] == "0"
    twice = counted([Sheet(8, SCORES, "1"), *barred])
    assert (twice["veto"], twice["village_grade"]) == ("1", "D")


def test_a_village_without_a_station_is_not_scored() -> None:
    world = ArchivesWorld()
    household_id = world.submitted()
    command = ScoreHousehold(household_id, 1, "code", SCORES, "0")
    with pytest.raises(NoWorkStation):
        world.do(OFFICER, lambda: score_household(command, OFFICER, world.parts))


def test_a_station_is_one_and_a_member_sits_once(village: Village) -> None:
    again = OpenWorkStation(VILLAGE, "城关支行", "村党支部")
    with pytest.raises(WorkStationStands):
        village.do(APPROVER, lambda: open_work_station(again, APPROVER, village.parts))
    with pytest.raises(MemberStands):
        village.seat(REVIEWERS[0].name, REVIEWERS[0].id_no)
    stranger = a_principal(county=LUEYANG)
    with pytest.raises(NotYourCounty):
        village.do(stranger, lambda: open_work_station(again, stranger, village.parts))
    with pytest.raises(Missing):
        retire = RetireMember(VILLAGE, 1)
        village.do(stranger, lambda: retire_member(retire, stranger, village.parts))
