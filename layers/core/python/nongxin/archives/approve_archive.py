"""Approve a submitted archive: another pair of eyes, and every member in no other live archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from nongxin.archives.events import ArchiveWentLive
from nongxin.archives.household import Archive, Book, Dossier, Status
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.refusals import PersonInOtherArchive, ReviewMissing, StillPublished
from nongxin.archives.store import LIVE
from nongxin.kernel.commands import Outcome
from nongxin.kernel.dates import add_months
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import Write

_REVIEW_MONTHS = 24  # schema P.review_date: valid 12 to 24 months


def approve_archive(household_id: str, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers status, edition and the day until which the archive is live.

    Raises Missing, ApproverTookPart, ArchiveStepNotAllowed, ReviewMissing, StillPublished or
    PersonInOtherArchive.
    """
    book = parts.households.book(household_id)
    book.working.must_be_served_by(by)
    after = book.working.approved(by, parts.clock.now())
    dossier = parts.households.edition(book.working, book)
    _must_be_reviewed(dossier, parts.clock.today())
    # The edition takes the place of the one in force, under that one's row.
    live = replace(after, version=book.head.version)
    writes = [
        parts.households.change(live, outbox([_announced(live)], parts.clock)),
        *_put_away(book, after, parts),
        parts.households.enrol(live),
        *_claims(book, dossier, parts),
    ]
    answer = {
        "household_id": live.id,
        "status": live.status.value,
        "edition": live.edition,
        "refresh_by": _day(live.refresh_by),
    }
    return Outcome(answer, writes)


def _must_be_reviewed(dossier: Dossier, today: date) -> None:
    """By a review that is not too old, and hung out long enough, here or on paper."""
    last = max(dossier.rows("P"), key=lambda r: str(r["review_date"]), default=None)
    reviewed_on = date.fromisoformat(last["review_date"]) if last else date.min
    if last is None or add_months(reviewed_on, _REVIEW_MONTHS) < today:
        raise ReviewMissing(high_months=_REVIEW_MONTHS)
    until = reviewed_on + timedelta(days=last["publicity_days"])
    if today < until:
        raise StillPublished(until=until.isoformat())


def _announced(live: Archive) -> ArchiveWentLive:
    return ArchiveWentLive(
        county=live.county,
        household_id=live.id,
        entity=live.entity,
        village=live.village,
        edition=live.edition,
        approved_by=live.approved_by,
        refresh_by=_day(live.refresh_by),
    )


def _put_away(book: Book, after: Archive, parts: ArchiveParts) -> list[Write]:
    """The row of a refresh that is through; it serves for the next one."""
    if not book.working.is_refresh:
        return []
    return [parts.households.change(replace(after, is_refresh=True, version=book.working.version))]


def _claims(book: Book, dossier: Dossier, parts: ArchiveParts) -> Iterator[Write]:
    """One person is in one live archive of the province, by the blind index of the ID number.

    Who stays holds their claim; who came takes one, who left gives it up, in one transaction.
    """
    held: set[str] = set()
    if book.head.status is Status.LIVE:
        held = {m["id_no"] for m in parts.households.edition(book.head, book).rows("M")}
    told = {m["id_no"]: m["member_no"] for m in dossier.rows("M")}
    for id_no in sorted(held - set(told)):
        index = parts.vault.blind("id_no", id_no)
        yield parts.directory.release(LIVE, index, book.head.id)
    for id_no, member_no in told.items():
        if id_no not in held:
            index = parts.vault.blind("id_no", id_no)
            claim = parts.directory.take(LIVE, index, book.head.id)
            yield replace(claim, refusal=_in_other_archive(member_no))


def _in_other_archive(member_no: int) -> Callable[[object], Exception]:
    return lambda _: PersonInOtherArchive(member_no=member_no)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
