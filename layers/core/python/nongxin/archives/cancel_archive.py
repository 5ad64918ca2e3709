"""Cancel an archive (注销): a duplicate, a household that moved away or died out."""

from __future__ import annotations

from nongxin.archives.events import ArchiveCancelled
from nongxin.archives.household import Status
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.refusals import EditionInWork
from nongxin.archives.store import LIVE
from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import Write
from nongxin.kernel.value import value


@value
class CancelArchive:
    household_id: str
    reason: str


def cancel_archive(command: CancelArchive, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers the status; its members may be in another live archive from now on.

    Raises Missing, ArchiveStepNotAllowed or EditionInWork.
    """
    book = parts.households.book(command.household_id)
    book.head.must_be_served_by(by)
    if book.following is not None and not book.following.is_settled:
        raise EditionInWork()
    after = book.head.cancelled(parts.clock.now(), command.reason)
    event = ArchiveCancelled(county=after.county, household_id=after.id, village=after.village)
    writes: list[Write] = [
        parts.households.change(after, outbox([event], parts.clock)),
        parts.households.enrol(after),
    ]
    if book.head.status is Status.LIVE:
        for member in parts.households.edition(book.head, book).rows("M"):
            index = parts.vault.blind("id_no", member["id_no"])
            writes.append(parts.directory.release(LIVE, index, after.id))
    return Outcome({"household_id": after.id, "status": after.status.value}, writes)
