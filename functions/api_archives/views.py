"""Answers of the archives door from what the use cases give."""

from __future__ import annotations

from datetime import date
from typing import Any

from api_archives.contracts import (
    ArchiveView,
    CapturedView,
    ChangeView,
    ConflictList,
    ConflictView,
    SectionView,
    VersionList,
    VersionView,
    WaitingView,
    WorkList,
)
from nongxin.archives.checks.masking import masked_rows, masked_value
from nongxin.archives.checks.schema import sections
from nongxin.archives.facts.dated_facts import archive_facts
from nongxin.archives.household import Book, Dossier, Section, Status
from nongxin.archives.section_store import Aside
from nongxin.archives.store import Waiting
from nongxin.archives.sync.arrivals import tablet_of
from nongxin.archives.sync.versions import differences
from nongxin.kernel.clock import stamp
from nongxin.kernel.http.call import cursor
from nongxin.kernel.identity import Role
from nongxin.kernel.privacy import masked


def archive_view(book: Book, dossier: Dossier, today: date) -> ArchiveView:
    head = dossier.head
    facts = archive_facts(dossier, today)
    in_work = book.following is not None and not book.following.is_settled
    return ArchiveView(
        household_id=head.id,
        number=head.number,
        entity=head.entity,
        village=head.village,
        status=head.status_on(today),
        since=stamp(head.since),
        edition=head.edition,
        opened_by=head.opened_by,
        submitted_by=head.submitted_by or None,
        approved_by=head.approved_by or None,
        live_from=_day(head.live_from),
        refresh_by=_day(head.refresh_by),
        completeness=str(head.completeness),
        returned_because=head.returned_because or None,
        grade=head.grade or None,
        public_until=_day(book.working.public_until),
        next_status=book.following.status if book.following and in_work else None,
        pending=book.pending,
        sections=[_captured(code, s) for code, s in sorted(dossier.sections.items())],
        facts=facts.values(),
        fact_days={name: fact.as_of for name, fact in facts.by_name.items()},
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


def section_view(household_id: str, code: str, section: Section, role: Role) -> SectionView:
    return SectionView(
        household_id=household_id,
        section=code,
        version=section.version,
        changed_at=stamp(section.changed_at),
        changed_by=section.changed_by,
        rows=masked_rows(section.rows, role),
    )


def version_list(household_id: str, code: str, found: list[Section], role: Role) -> VersionList:
    """Newest first, each beside the one before it."""
    nothing: list[Section | None] = [None]
    beside = zip(found, [*found[1:], *nothing], strict=True)
    return VersionList(
        household_id=household_id,
        section=code,
        versions=[_version(code, each, before, role) for each, before in beside],
    )


def _version(code: str, section: Section, before: Section | None, role: Role) -> VersionView:
    return VersionView(
        version=section.version,
        changed_at=stamp(section.changed_at),
        changed_by=section.changed_by,
        tablet=tablet_of(section.via) or None,
        rows=len(section.rows),
        changes=_changes(code, before.rows if before else [], section.rows, role),
    )


def conflict_list(found: list[tuple[Aside, Section]], role: Role) -> ConflictList:
    return ConflictList(
        conflicts=[
            ConflictView(
                section=aside.code,
                tablet=tablet_of(aside.via),
                over_version=aside.over,
                changed_at=stamp(aside.changed_at),
                changed_by=aside.changed_by,
                changes=_changes(aside.code, standing.rows, aside.rows, role),
            )
            for aside, standing in found
        ]
    )


def _changes(code: str, before: list[Any], after: list[Any], role: Role) -> list[ChangeView]:
    return [
        ChangeView(
            row=each.row if each.row.isascii() else masked(each.row, 1, 0),
            field=each.field,
            before=masked_value(each.field, each.before, role),
            after=masked_value(each.field, each.after, role),
        )
        for each in differences(sections()[code], before, after)
    ]


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
