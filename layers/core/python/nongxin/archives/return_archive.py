"""Send a submitted archive back to its collectors, with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from nongxin.archives.ports import ArchiveParts
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal


@dataclass(frozen=True)
class ReturnArchive:
    household_id: str
    reason: str


def return_archive(command: ReturnArchive, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers the status. Raises Missing or ArchiveStepNotAllowed."""
    archive = parts.households.head(command.household_id)
    archive.must_be_served_by(by)
    after = archive.returned(parts.clock.now(), command.reason)
    answer = {"household_id": after.id, "status": after.status.value}
    return Outcome(answer, [parts.households.change(after)])
