"""Answers of the archives door from what the use cases give."""

from __future__ import annotations

from datetime import date
from typing import Any

from api_archives.contracts import ArchiveView, CapturedView, SectionView, WaitingView, WorkList
from nongxin.archives.facts import household_facts
from nongxin.archives.household import Archive, Dossier, Section, Status
from nongxin.archives.masking import masked_rows
from nongxin.archives.schema import sections
from nongxin.archives.store import Waiting
from nongxin.kernel.clock import stamp
from nongxin.kernel.http.call import cursor


def archive_view(dossier: Dossier, today: date) -> ArchiveView:
    head = dossier.head
    return ArchiveView(
        household_id=head.id,
        number=head.number,
        entity=head.entity,
        village=head.village,
        status=head.status,
        since=stamp(head.since),
        edition=head.edition,
        opened_by=head.opened_by,
        submitted_by=head.submitted_by or None,
        approved_by=head.approved_by or None,
        live_from=_day(head.live_from),
        refresh_by=_day(head.refresh_by),
        completeness=str(head.completeness),
        returned_because=head.returned_because or None,
        sections=[_captured(code, s) for code, s in sorted(dossier.sections.items())],
        facts=household_facts(dossier, today),
    )


def _captured(code: str, section: Section) -> CapturedView:
    spec = sections()[code]
    return CapturedView(
        section=code,
        name_zh=spec.name_zh,
        name_en=spec.name_en,
        rows=len(section.rows),
        version=section.version,
        changed_at=stamp(section.changed_at),
        changed_by=section.changed_by,
    )


def section_view(archive: Archive, code: str, section: Section) -> SectionView:
    return SectionView(
        household_id=archive.id,
        section=code,
        version=section.version,
        changed_at=stamp(section.changed_at),
        changed_by=section.changed_by,
        rows=masked_rows(section.rows),
    )


def work_list(found: Waiting, status: Status) -> WorkList:
    shown = [_waiting(key, status) for key in found.keys]
    return WorkList(archives=shown, cursor=cursor(found.last_key))


def _waiting(key: Any, status: Status) -> WaitingView:
    return WaitingView(
        household_id=key.household_id,
        number=key.number,
        village=key.village,
        status=status,
        since=key.since,
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
