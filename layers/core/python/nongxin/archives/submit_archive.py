"""Submit a draft: everything is there, agrees, and is weighed for completeness."""

from __future__ import annotations

from nongxin.archives.completeness import completeness
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.whole import must_be_whole
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal


def submit_archive(household_id: str, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers status and completeness. Raises Missing, ArchiveStepNotAllowed or ArchiveFaulty."""
    dossier = parts.households.dossier(household_id, consistent=True)
    dossier.head.must_be_served_by(by)
    now = parts.clock.now()
    after = dossier.head.submitted(by, now, completeness(dossier))
    must_be_whole(dossier, now, parts.clock.today())
    answer = {
        "household_id": after.id,
        "status": after.status.value,
        "completeness": str(after.completeness),
    }
    return Outcome(answer, [parts.households.change(after)])
