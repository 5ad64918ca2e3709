"""A reviewer scores a household: once, by their own code, without seeing what others gave."""

from __future__ import annotations

from collections.abc import Mapping

from nongxin.archives.household import Archive, Book, Status
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.refusals import NoWorkStation, ReviewerConcerned
from nongxin.archives.review.village_review import Sheet
from nongxin.archives.review.work_station import Member, WorkStation
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import TooMany
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value

_MISSES_A_DAY = 5
_A_DAY_S = 24 * 3600


@value
class ScoreHousehold:
    household_id: str
    member_no: int
    code: str
    scores: Mapping[str, int]
    veto: str


def score_household(command: ScoreHousehold, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers how many sheets are in; what they say stays closed.

    Raises Missing, ArchiveStepNotAllowed, NoWorkStation, NotAReviewer, TooMany, ReviewerConcerned
    or SheetStands.
    """
    book = parts.households.book(command.household_id)
    archive = book.working
    archive.must_be_served_by(by)
    archive.must_be("score", Status.SUBMITTED)
    station = parts.stations.of_village(archive.village)
    if station is None:
        raise NoWorkStation()
    reviewer = _known(station, command, parts)
    if reviewer.person in _people(archive, book, parts):
        raise ReviewerConcerned()
    sheet = Sheet(reviewer.number, command.scores, command.veto)
    others = {s.reviewer for s in parts.stations.sheets(archive)}
    answer = {"household_id": archive.id, "sheets": len(others | {reviewer.number})}
    return Outcome(answer, [parts.stations.hand_in(archive, sheet)])


def _known(station: WorkStation, command: ScoreHousehold, parts: ArchiveParts) -> Member:
    """A code is no use to who guesses: five wrong ones close a member's day."""
    today, number = parts.clock.today().isoformat(), command.member_no
    if not parts.stations.guess(station.village, number, today, _MISSES_A_DAY):
        raise TooMany(retry_after_s=_A_DAY_S)
    reviewer = station.reviewer(number, parts.stations.code(station.village, command.code))
    parts.stations.guessed_right(station.village, number, today, _MISSES_A_DAY)
    return reviewer


def _people(archive: Archive, book: Book, parts: ArchiveParts) -> set[str]:
    members = parts.households.edition(archive, book).rows("M")
    return {parts.vault.blind("id_no", m["id_no"]) for m in members}
