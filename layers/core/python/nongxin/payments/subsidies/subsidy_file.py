"""A payout file (代发文件) and its way, from a bureau's announcement to the last line.

expected   announced with its control totals; its content is on the way
checking   its lines are looked at, batch by batch
checked    waits for somebody else than who announced it to release it
paying     the money is off the bureau's account, in transit; lines are credited
paid       every line is paid or failed; what failed is back on the bureau's account
refused    the file as a whole is not in order, or the second person said no
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from datetime import date, datetime
from enum import Enum
from typing import ClassVar

from nongxin.kernel.commands import CommandKey, fingerprint
from nongxin.kernel.errors import Conflict, Denied, Rule
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.kernel.wording import Names, Words
from nongxin.payments.subsidies.subsidy_line import SubsidyLine

KIND = "sf"
TRANSIT, FISCAL = "subsidy_transit", "fiscal_deposit"


class FileStatus(Enum):
    EXPECTED = "expected"
    CHECKING = "checking"
    CHECKED = "checked"
    PAYING = "paying"
    PAID = "paid"
    REFUSED = "refused"


OPEN = frozenset({FileStatus.CHECKING, FileStatus.PAYING})
STATUS_WORDS: Names = {
    "expected": ("待上传", "expected"),
    "checking": ("校验中", "being checked"),
    "checked": ("待复核", "waiting for a second person"),
    "paying": ("发放中", "being paid"),
    "paid": ("已发放", "paid"),
    "refused": ("已拒绝", "refused"),
}


class FileElsewhere(Conflict):
    code = "subsidy-file-state"
    zh = "该代发文件状态为“{status}”，不能如此处理"
    en = "This payout file is {status}: that cannot be done with it"
    words: ClassVar[Words] = {"status": STATUS_WORDS}


class FileFourEyes(Denied):
    code = "subsidy-four-eyes"
    zh = "须由登记人以外的人员复核"
    en = "Somebody else than who announced the file must decide on it"


class FileTooEarly(Rule):
    code = "subsidy-file-too-early"
    zh = "发放日期为{date}，不能提前发放"
    en = "The file pays on {date} and not before"


class FileNumberUsed(Conflict):
    code = "subsidy-file-number-used"
    zh = "该专户已登记过此文件编号"
    en = "This account has a payout file of this number"


class FilePaidBefore(Conflict):
    code = "subsidy-file-paid-before"
    zh = "同一内容的代发文件已发放"
    en = "A payout file of this very content was paid before"


class LinePaidBefore(Conflict):
    """Inside a run only: the line fails."""

    code = "paid-before"
    zh = "该笔补贴此前已发放"
    en = "This subsidy was paid before"


@value
class Sums:
    lines: int = 0
    amount_fen: int = 0

    def plus(self, other: Sums) -> Sums:
        return Sums(self.lines + other.lines, self.amount_fen + other.amount_fen)


@value
class SubsidyFile:
    """`announced` by the bureau's letter, `good` passed the checks, `paid` reached its payees.

    `twice` are lines that repeat another one of the file. `run_at`: when a run over this state was
    last started.
    """

    id: str
    file_no: str
    account_id: str
    entity: str
    pays_on: date
    announced: Sums
    sha256: str
    size: int
    made_by: str
    at: datetime
    status: FileStatus = FileStatus.EXPECTED
    reason: str = ""
    decided_by: str = ""
    run_at: str = ""
    twice: Sequence[int] = field(default_factory=tuple)
    good: Sums = Sums()
    paid: Sums = Sums()
    version: int = 0

    @property
    def county(self) -> str:
        return county_of(self.id, KIND)

    def checking(self) -> SubsidyFile:
        return self._from(FileStatus.EXPECTED, FileStatus.CHECKING)

    def checked(self, good: Sums) -> SubsidyFile:
        return replace(self._from(FileStatus.CHECKING, FileStatus.CHECKED), good=good)

    def refused(self, reason: str) -> SubsidyFile:
        return replace(self._from(FileStatus.CHECKING, FileStatus.REFUSED), reason=reason)

    def decided(self, by: str, today: date, *, approves: bool) -> SubsidyFile:
        """Raises FileElsewhere, FileFourEyes, FileTooEarly."""
        status = FileStatus.PAYING if approves else FileStatus.REFUSED
        after = self._from(FileStatus.CHECKED, status)
        if by == self.made_by:
            raise FileFourEyes()
        if approves and today < self.pays_on:
            raise FileTooEarly(date=self.pays_on.isoformat())
        return replace(after, decided_by=by, reason="" if approves else "not-released")

    def ended(self, paid: Sums) -> SubsidyFile:
        return replace(self._from(FileStatus.PAYING, FileStatus.PAID), paid=paid)

    def line_key(self, line: SubsidyLine) -> CommandKey:
        """File number and line number, under the bureau's account: for ever."""
        name = f"{self.file_no}:{line.number}"
        content = fingerprint([line.item, line.account_no, line.amount_fen])
        return CommandKey("subsidies.pay", self.account_id, self.county, name, content)

    def step_key(self, step: str) -> CommandKey:
        return CommandKey(f"subsidies.{step}", "bank", self.county, self.id, self.id)

    def _from(self, wanted: FileStatus, to: FileStatus) -> SubsidyFile:
        if self.status is not wanted:
            raise FileElsewhere(status=self.status.value)
        return replace(self, status=to, run_at="")
