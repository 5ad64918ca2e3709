"""A household's archive and the states it goes through; every step returns the next archive.

draft -> submitted -> live; back to draft when it is returned. The people who captured or submitted
an archive do not approve it (four eyes).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.dates import add_months
from nongxin.kernel.errors import Conflict, Denied, Missing, Rule
from nongxin.kernel.identity import STAFF, Principal, Role
from nongxin.kernel.ids import county_of
from nongxin.kernel.wording import Names, Words

REVIEW_CYCLE_MONTHS = 12
_APPROVERS = frozenset({Role.OFFICER, Role.COUNTY_APPROVER})


class Status(StrEnum):
    """The seven states of the schema (Z.status)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    PUBLISHED = "published"
    LIVE = "live"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def code(self) -> str:
        """1草稿 2待核 3已核 4公示中 5生效 6过期 7注销"""
        return str(list(Status).index(self) + 1)


STATUS_WORDS: Names = {
    Status.DRAFT: ("草稿", "a draft"),
    Status.SUBMITTED: ("待核", "submitted"),
    Status.CHECKED: ("已核", "checked"),
    Status.PUBLISHED: ("公示中", "published"),
    Status.LIVE: ("生效", "live"),
    Status.EXPIRED: ("过期", "expired"),
    Status.CANCELLED: ("注销", "cancelled"),
}
STEP_WORDS: Names = {
    "change": ("修改", "be changed"),
    "submit": ("提交", "be submitted"),
    "return": ("退回", "be returned"),
    "approve": ("审批", "be approved"),
}


class ArchiveStepNotAllowed(Conflict):
    code = "archive-step-not-allowed"
    zh = "档案状态为{status}，不能{step}"
    en = "The archive is {status}: it cannot {step}"
    words: ClassVar[Words] = {"status": STATUS_WORDS, "step": STEP_WORDS}


class ApproverTookPart(Denied):
    code = "archive-four-eyes"
    zh = "采集或提交该档案的人员不能审批，请由他人审批"
    en = "Who captured or submitted an archive may not approve it"


class VillageUnknown(Rule):
    code = "village-unknown"
    zh = "{county}没有代码为{village}的行政村"
    en = "County {county} has no village {village}"


class SectionUnknown(Missing):
    code = "section-unknown"
    zh = "档案没有代码为“{section}”的部分"
    en = "The archive has no section {section}"


class SectionKept(Denied):
    code = "section-kept-by-system"
    zh = "“{name_zh}”由系统维护，不能填写"
    en = "Section {name_en} is kept by the system"


class SectionChanged(Conflict):
    code = "section-changed"
    zh = "“{name_zh}”已被他人更改为第{version}版，请刷新后重试"
    en = "Section {name_en} is at version {version} by now: read it again"


class PersonInOtherArchive(Conflict):
    code = "person-in-other-archive"
    zh = "第{member_no}号成员已在另一份生效档案中"
    en = "Member {member_no} is in another live archive"


@dataclass(frozen=True)
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
    submitted_by: str = ""
    approved_by: str = ""
    live_from: date | None = None
    refresh_by: date | None = None
    completeness: Decimal = Decimal(0)
    returned_because: str = ""
    version: int = 0  # of the stored head as it was read

    @property
    def county(self) -> str:
        return county_of(self.id, "hh")

    @property
    def involved(self) -> frozenset[str]:
        """Everybody who had a hand in what the archive says."""
        return self.collectors | {self.opened_by} | ({self.submitted_by} - {""})

    def captured_by(self, by: Principal) -> Archive:
        """Raises ArchiveStepNotAllowed unless it is a draft."""
        self._must_be(Status.DRAFT, "change")
        return replace(self, collectors=self.collectors | {by.id})

    def submitted(self, by: Principal, at: datetime, completeness: Decimal) -> Archive:
        self._must_be(Status.DRAFT, "submit")
        return replace(
            self,
            status=Status.SUBMITTED,
            since=at,
            submitted_by=by.id,
            completeness=completeness,
            returned_because="",
        )

    def returned(self, at: datetime, reason: str) -> Archive:
        self._must_be(Status.SUBMITTED, "return")
        return replace(self, status=Status.DRAFT, since=at, returned_because=reason)

    def approved(self, by: Principal, at: datetime) -> Archive:
        """Live for a review cycle. Raises ApproverTookPart or ArchiveStepNotAllowed."""
        self._must_be(Status.SUBMITTED, "approve")
        if by.id in self.involved:
            raise ApproverTookPart()
        by.must_be(*_APPROVERS)
        today = at.astimezone(SHANGHAI).date()
        return replace(
            self,
            status=Status.LIVE,
            since=at,
            edition=self.edition + 1,
            approved_by=by.id,
            live_from=today,
            refresh_by=add_months(today, REVIEW_CYCLE_MONTHS),
        )

    def must_be_served_by(self, by: Principal) -> None:
        """Raises Missing: an archive out of reach does not exist for the caller."""
        if by.role not in STAFF or not by.serves(self.county):
            raise Missing()

    def _must_be(self, status: Status, step: str) -> None:
        if self.status is not status:
            raise ArchiveStepNotAllowed(status=self.status.value, step=step)


@dataclass(frozen=True)
class Section:
    """One captured section. An empty one says that there is nothing of the kind."""

    rows: list[dict[str, Any]]
    version: int
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True)
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
