"""Money that waits in suspense (待处理挂账) for its owner, and how it is paid out: by two people.

waiting  on the suspense account of its legal entity
asked    a counter has asked to pay it out; somebody else must agree
paid     gone to another account of its owner, or in cash
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from nongxin.kernel.errors import Conflict, Denied, Rule
from nongxin.kernel.value import value
from nongxin.kernel.wording import Names, Words


class SuspenseStatus(StrEnum):
    WAITING = "waiting"
    ASKED = "asked"
    PAID = "paid"


_STATUS_WORDS: Names = {
    "waiting": ("待处理", "waiting"),
    "asked": ("待复核", "waiting for a second person"),
    "paid": ("已支付", "paid"),
}


class SuspenseElsewhere(Conflict):
    code = "suspense-state"
    zh = "该笔挂账状态为“{status}”，不能如此处理"
    en = "This money in suspense is {status}: that cannot be done with it"
    words: ClassVar[Words] = {"status": _STATUS_WORDS}


class SuspenseFourEyes(Denied):
    code = "suspense-four-eyes"
    zh = "须由申请人以外的人员复核"
    en = "Somebody else than who asked must decide on a payout"


class NotTheOwners(Rule):
    code = "suspense-payee-invalid"
    zh = "挂账款须支付至其所有人名下的账户"
    en = "Money in suspense is paid to an account of its owner"


@value
class SuspenseItem:
    """`account_id`: the account that could not take it. `source`: the order or measure that it
    comes of. `pay_to`: an account, or "" for cash.
    """

    id: str
    account_id: str
    owner: str
    entity: str
    amount_fen: int
    source: str
    since: datetime
    status: SuspenseStatus = SuspenseStatus.WAITING
    pay_to: str = ""
    asked_by: str = ""
    decided_by: str = ""
    version: int = 0

    def asked(self, pay_to: str, by: str) -> SuspenseItem:
        """Raises SuspenseElsewhere."""
        self._must_be(SuspenseStatus.WAITING)
        return replace(self, status=SuspenseStatus.ASKED, pay_to=pay_to, asked_by=by)

    def decided(self, by: str, *, approves: bool) -> SuspenseItem:
        """Who refuses lets it wait on. Raises SuspenseElsewhere, SuspenseFourEyes."""
        self._must_be(SuspenseStatus.ASKED)
        if by == self.asked_by:
            raise SuspenseFourEyes()
        status = SuspenseStatus.PAID if approves else SuspenseStatus.WAITING
        return replace(self, status=status, decided_by=by)

    def _must_be(self, status: SuspenseStatus) -> None:
        if self.status is not status:
            raise SuspenseElsewhere(status=self.status.value)
