"""A household's archive and the states it goes through; every step returns the next archive.

draft -> submitted -> (published, when the village reviewed it here) -> live; back to draft when it
is returned. The people who captured or submitted an archive do not approve it (four eyes). What is
captured of a live archive is a draft of its next edition, and goes the same way beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from nongxin.archives.refusals import (
    ApproverTookPart,
    ArchiveStepNotAllowed,
    Status,
    StillPublished,
)
from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.dates import add_months
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import STAFF, Principal, Role
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value

__all__ = ["Archive", "Book", "Dossier", "Section", "Status"]

REVIEW_CYCLE_MONTHS = 12
_APPROVERS = frozenset({Role.OFFICER, Role.COUNTY_APPROVER})


@value
class Archive:
    """The head of an archive. `since` is when it came into its status; `number` is the paper's
    18 digits; `nth_of_day` counts the households that its officer opened that day.
    """

    id: str
    number: str
    entity: str
    village: str
    status: Status
    since: datetime
    edition: int
    opened_by: str
    opened_on: date
    nth_of_day: int
    collectors: frozenset[str] = frozenset()
    # The section versions that this edition consists of, from its submission on.
    frozen: Mapping[str, int] = field(default_factory=dict)
    grade: str = ""
    public_until: date | None = None
    is_refresh: bool = False  # an edition in the making, beside the one in force
    submitted_by: str = ""
    approved_by: str = ""
    live_from: date | None = None
    refresh_by: date | None = None
    completeness: Decimal = Decimal(0)
    returned_because: str = ""
    # Other households that showed one of its photos when it was submitted.
    photos_elsewhere: tuple[str, ...] = ()
    version: int = 0  # of the stored head as it was read

    @property
    def county(self) -> str:
        return county_of(self.id, "hh")

    @property
    def involved(self) -> frozenset[str]:
        """Everybody who had a hand in what the archive says."""
        return self.collectors | {self.opened_by} | ({self.submitted_by} - {""})

    @property
    def is_settled(self) -> bool:
        """Whether nothing is being made: the edition is in force, or the archive at its end."""
        return self.status in (Status.LIVE, Status.CANCELLED)

    def status_on(self, today: date) -> Status:
        """An archive that was not refreshed in time has expired, without anybody's doing."""
        is_over = self.refresh_by is not None and self.refresh_by < today
        return Status.EXPIRED if self.status is Status.LIVE and is_over else self.status

    def captured_by(self, by: Principal) -> Archive:
        """Raises ArchiveStepNotAllowed unless it is a draft."""
        self.must_be("change", Status.DRAFT)
        return replace(self, collectors=self.collectors | {by.id})

    def refreshed(self, version: int) -> Archive:
        """The draft of the edition after this one; `version` is that of its stored row, or 0."""
        return replace(
            self,
            status=Status.DRAFT,
            collectors=frozenset(),
            submitted_by="",
            frozen={},
            public_until=None,
            is_refresh=True,
            version=version,
        )

    def submitted(
        self,
        by: Principal,
        at: datetime,
        completeness: Decimal,
        sections: Mapping[str, Section] | None = None,
    ) -> Archive:
        """The edition consists of these very sections, and all who wrote them took part."""
        self.must_be("submit", Status.DRAFT)
        sections = sections or {}
        reviews = sections["P"].rows if "P" in sections else []
        return replace(
            self,
            status=Status.SUBMITTED,
            since=at,
            submitted_by=by.id,
            completeness=completeness,
            returned_because="",
            collectors=self.collectors.union(*(s.authors for s in sections.values())),
            frozen={code: s.version for code, s in sections.items()},
            grade=_latest_grade(reviews),
        )

    def published(self, by: Principal, at: datetime, review: Section, until: date) -> Archive:
        """The village's scores are counted; anybody may object until that day."""
        self.must_be("publish", Status.SUBMITTED)
        return replace(
            self,
            status=Status.PUBLISHED,
            since=at,
            collectors=self.collectors | {by.id},
            frozen=dict(self.frozen) | {"P": review.version},
            grade=_latest_grade(review.rows),
            public_until=until,
        )

    def returned(self, at: datetime, reason: str) -> Archive:
        self.must_be("return", Status.SUBMITTED, Status.PUBLISHED)
        return replace(
            self, status=Status.DRAFT, since=at, returned_because=reason, public_until=None
        )

    def approved(self, by: Principal, at: datetime) -> Archive:
        """Live for a review cycle.

        Raises ApproverTookPart, StillPublished or ArchiveStepNotAllowed.
        """
        self.must_be("approve", Status.SUBMITTED, Status.PUBLISHED)
        if by.id in self.involved:
            raise ApproverTookPart()
        by.must_be(*_APPROVERS)
        today = at.astimezone(SHANGHAI).date()
        if self.public_until is not None and today < self.public_until:
            raise StillPublished(until=self.public_until.isoformat())
        return replace(
            self,
            status=Status.LIVE,
            since=at,
            edition=self.edition + 1,
            approved_by=by.id,
            live_from=today,
            refresh_by=add_months(today, REVIEW_CYCLE_MONTHS),
            is_refresh=False,
        )

    def cancelled(self, at: datetime, reason: str) -> Archive:
        if self.status is Status.CANCELLED:
            raise ArchiveStepNotAllowed(status=self.status.value, step="cancel")
        return replace(self, status=Status.CANCELLED, since=at, returned_because=reason)

    def must_be(self, step: str, *status: Status) -> None:
        """Raises ArchiveStepNotAllowed."""
        if self.status not in status:
            raise ArchiveStepNotAllowed(status=self.status.value, step=step)

    def must_be_served_by(self, by: Principal) -> None:
        """Raises Missing: an archive out of reach does not exist for the caller."""
        if by.role not in STAFF or not by.serves(self.county):
            raise Missing()


@value
class Section:
    """One captured section. An empty one says that there is nothing of the kind."""

    rows: list[dict[str, Any]]
    version: int
    changed_at: datetime
    changed_by: str
    # Everybody who wrote in it since the edition in force, and the tablet's number of the change.
    authors: frozenset[str] = frozenset()
    via: str = ""
    is_first: bool = False  # it stands as it was first captured, together with the others

    def after(self, base: Section | None, *, over_live: bool) -> Section:
        """This section as the version after `base`; a live edition's authors are answered for."""
        standing = frozenset() if base is None or over_live else base.authors
        return replace(
            self,
            version=(base.version if base else 0) + 1,
            authors=standing | {self.changed_by},
        )


@value
class Dossier:
    """An archive with its sections by code, as one query reads it."""

    head: Archive
    sections: Mapping[str, Section]

    def rows(self, section: str) -> list[dict[str, Any]]:
        found = self.sections.get(section)
        return found.rows if found else []

    def only(self, section: str) -> dict[str, Any]:
        """The first row of a section, or an empty one."""
        rows = self.rows(section)
        return rows[0] if rows else {}

    @property
    def head_member(self) -> dict[str, Any]:
        wanted = self.only("H").get("head_member_no")
        return next((m for m in self.rows("M") if m["member_no"] == wanted), {})


@value
class Book:
    """Everything of a household: the archive in force (or the first draft), the edition that is
    being made beside it, and the newest version of each section.
    """

    head: Archive
    following: Archive | None
    newest: Mapping[str, Section]

    @property
    def working(self) -> Archive:
        """The edition that people are at."""
        if self.head.status is not Status.LIVE:
            return self.head
        if self.following is not None and not self.following.is_settled:
            return self.following
        return self.head.refreshed(self.following.version if self.following else 0)

    @property
    def draft(self) -> Dossier:
        return Dossier(self.working, self.newest)

    @property
    def pending(self) -> list[str]:
        """Sections that are newer than the edition in force says."""
        frozen = self.head.frozen
        if self.head.status is not Status.LIVE or not frozen:
            return []
        return sorted(code for code, s in self.newest.items() if s.version != frozen.get(code))

    def over_live(self, code: str) -> bool:
        """Whether the newest version of a section is the one in force."""
        is_live = self.head.status is Status.LIVE
        standing = self.newest.get(code)
        return is_live and standing is not None and self.head.frozen.get(code) == standing.version


def _latest_grade(reviews: Sequence[Mapping[str, Any]]) -> str:
    return (
        str(max(reviews, key=lambda r: str(r["review_date"]))["village_grade"]) if reviews else ""
    )
