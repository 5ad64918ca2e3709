"""Approve a submitted archive: another pair of eyes, and every member in no other live archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from nongxin.archives.events import ArchiveWentLive
from nongxin.archives.household import Dossier, PersonInOtherArchive
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.store import LIVE
from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import Write


def approve_archive(household_id: str, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers status, edition and the day until which the archive is live.

    Raises Missing, ApproverTookPart, ArchiveStepNotAllowed or PersonInOtherArchive.
    """
    dossier = parts.households.dossier(household_id, consistent=True)
    dossier.head.must_be_served_by(by)
    after = dossier.head.approved(by, parts.clock.now())
    refresh_by = after.refresh_by.isoformat() if after.refresh_by else ""
    went_live = ArchiveWentLive(
        county=after.county,
        household_id=after.id,
        entity=after.entity,
        village=after.village,
        edition=after.edition,
        approved_by=by.id,
        refresh_by=refresh_by,
    )
    writes = [
        parts.households.change(after, outbox([went_live], parts.clock)),
        *_claims(dossier, parts),
    ]
    answer = {
        "household_id": after.id,
        "status": after.status.value,
        "edition": after.edition,
        "refresh_by": refresh_by,
    }
    return Outcome(answer, writes)


def _claims(dossier: Dossier, parts: ArchiveParts) -> Iterator[Write]:
    """One person is in one live archive of the province, by the blind index of the ID number."""
    for member in dossier.rows("M"):
        index = parts.vault.blind("id_no", member["id_no"])
        claim = parts.directory.claim(LIVE, index, dossier.head.id)
        yield replace(claim, refusal=_in_other_archive(member["member_no"]))


def _in_other_archive(member_no: int) -> Callable[[object], Exception]:
    return lambda _: PersonInOtherArchive(member_no=member_no)
