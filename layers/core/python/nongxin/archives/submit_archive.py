"""Submit a draft: everything is there, agrees, and is weighed for completeness."""

from __future__ import annotations

from dataclasses import replace

from nongxin.archives.checks.completeness import completeness
from nongxin.archives.checks.whole import must_be_whole
from nongxin.archives.household import Book, Status
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.refusals import ConflictsOpen
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import Write

_MOST_ELSEWHERE = 10  # of a stock photo, the first ones are telling enough


def submit_archive(household_id: str, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers status, completeness, the members who are in another live archive, and households
    that show one of its photos.

    Raises Missing, ArchiveStepNotAllowed, ConflictsOpen or ArchiveFaulty.
    """
    book = parts.households.book(household_id)
    book.working.must_be_served_by(by)
    now = parts.clock.now()
    after = book.working.submitted(by, now, completeness(book.draft), book.newest)
    _must_be_settled(household_id, parts)
    must_be_whole(book.draft, now, parts.clock.today())
    after = replace(after, photos_elsewhere=_photos_elsewhere(book, parts))
    following = after if after.is_refresh else None
    writes = [
        parts.households.change(after),
        parts.households.enrol(book.head if following else after, following),
        *_named(book, parts),
    ]
    answer = {
        "household_id": after.id,
        "status": after.status.value,
        "completeness": str(after.completeness),
        "in_other_archives": _elsewhere(book, parts),
        "photos_elsewhere": list(after.photos_elsewhere),
    }
    return Outcome(answer, writes)


def _must_be_settled(household_id: str, parts: ArchiveParts) -> None:
    waiting = sum(a.waits for a in parts.households.sections.asides(household_id))
    if waiting:
        raise ConflictsOpen(count=waiting)


def _named(book: Book, parts: ArchiveParts) -> list[Write]:
    """Members whom the edition in force does not name yet are found by their number from now on."""
    known: set[str] = set()
    if book.working.is_refresh:
        in_force = parts.households.edition(book.head, book)
        known = {m["id_no"] for m in in_force.rows("M")}
    told = {m["id_no"] for m in book.draft.rows("M")} - known
    return parts.households.named(book.head.id, book.head.county, told)


def _photos_elsewhere(book: Book, parts: ArchiveParts) -> tuple[str, ...]:
    """Some households that show one of its photos (影像重复); a cancelled one was a duplicate."""
    files = [row["file_id"] for row in book.draft.rows("W")]
    found = sorted(parts.photos.shown_by(book.head.id, files))[:_MOST_ELSEWHERE]
    return tuple(h for h in found if parts.households.head(h).status is not Status.CANCELLED)


def _elsewhere(book: Book, parts: ArchiveParts) -> list[int]:
    """A warning, so that a duplicate or a move is cleared up before approval refuses it."""
    found = []
    for member in book.draft.rows("M"):
        owner = parts.households.live_of(member["id_no"])
        if owner not in (None, book.head.id):
            found.append(int(member["member_no"]))
    return found
