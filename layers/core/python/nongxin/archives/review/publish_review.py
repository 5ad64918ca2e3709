"""Count the sheets of a household and publish what they come to (公示), for anybody to object."""

from __future__ import annotations

from datetime import timedelta

from nongxin.archives.checks.rows import checked_rows
from nongxin.archives.checks.schema import sections
from nongxin.archives.household import Section, Status
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.put_section import known
from nongxin.archives.review.village_review import PUBLICITY_DAYS, counted, review_number
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value


@value
class PublishReview:
    """The signatures of secretary and manager, as files of the household (SHA-256)."""

    household_id: str
    secretary_sign: str
    manager_sign: str


def publish_review(command: PublishReview, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers grade, veto and the end of the publicity, and no single score.

    Raises Missing, ArchiveStepNotAllowed or TooFewSheets.
    """
    book = parts.households.book(command.household_id)
    archive = book.working
    archive.must_be_served_by(by)
    archive.must_be("publish", Status.SUBMITTED)
    today = parts.clock.today()
    row = counted(parts.stations.sheets(archive)) | {
        "review_no": review_number(archive.village, archive.number, today),
        "review_date": today.isoformat(),
        "publicity_days": PUBLICITY_DAYS,
        "secretary_sign": command.secretary_sign,
        "manager_sign": command.manager_sign,
    }
    standing = book.newest.get("P")
    earlier = [r for r in standing.rows if r["review_no"] != row["review_no"]] if standing else []
    rows = checked_rows(sections()["P"], [*earlier, row], known(parts.clock))
    told = Section(rows, 0, parts.clock.now(), by.id)
    review = told.after(standing, over_live=book.over_live("P"))
    until = today + timedelta(days=PUBLICITY_DAYS)
    after = archive.published(by, parts.clock.now(), review, until)
    following = after if after.is_refresh else None
    writes = [
        parts.households.change(after),
        parts.households.enrol(book.head if following else after, following),
        *parts.households.keep_section(archive.id, "P", review, standing),
    ]
    answer = {
        "household_id": archive.id,
        "status": after.status.value,
        "reviewers": row["reviewer_count"],
        "village_grade": row["village_grade"],
        "veto": row["veto"],
        "public_until": until.isoformat(),
    }
    return Outcome(answer, writes)
