"""Send a submitted or published archive back to its collectors, with a reason."""

from __future__ import annotations

from nongxin.archives.ports import ArchiveParts
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value


@value
class ReturnArchive:
    household_id: str
    reason: str


def return_archive(command: ReturnArchive, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers the status. Raises Missing or ArchiveStepNotAllowed."""
    book = parts.households.book(command.household_id)
    book.working.must_be_served_by(by)
    after = book.working.returned(parts.clock.now(), command.reason)
    following = after if after.is_refresh else None
    enrolled = parts.households.enrol(book.head if following else after, following)
    answer = {"household_id": after.id, "status": after.status.value}
    return Outcome(answer, [parts.households.change(after), enrolled])
