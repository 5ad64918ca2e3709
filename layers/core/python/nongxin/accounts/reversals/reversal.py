"""A transfer that staff take back (冲正): one asks, another decides, and it happens once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import ClassVar

from nongxin.kernel.errors import Conflict, Denied, Rule
from nongxin.kernel.value import value
from nongxin.kernel.wording import Names, Words

STATUS_WORDS: Names = {
    "asked": ("待复核", "waiting for a second person"),
    "reversed": ("已冲正", "reversed"),
    "refused": ("已拒绝", "refused"),
}


class SameHands(Denied):
    code = "reversal-four-eyes"
    zh = "冲正须由申请人以外的人员复核"
    en = "Somebody else than who asked must decide on a reversal"


class ReversalAsked(Conflict):
    code = "reversal-asked"
    zh = "该笔转账已申请冲正，状态为{status}"
    en = "The reversal of this transfer was asked for already: {status}"
    words: ClassVar[Words] = {"status": STATUS_WORDS}


class ReversalDecided(Conflict):
    code = "reversal-decided"
    zh = "该冲正申请已处理：{status}"
    en = "The reversal was decided already: {status}"
    words: ClassVar[Words] = {"status": STATUS_WORDS}


class NotATransfer(Rule):
    code = "entry-is-no-transfer"
    zh = "该笔明细不是可冲正的转账付款"
    en = "This entry is not the paying side of a transfer"


class ReversalStatus(Enum):
    ASKED = "asked"
    REVERSED = "reversed"
    REFUSED = "refused"


@value
class Reversal:
    """Of the transfer whose paying side is entry `number` of an account. One each, for ever:
    who was refused asks people, not the system.
    """

    account_id: str
    number: int
    amount_fen: int
    reason: str
    asked_by: str
    asked_at: datetime
    status: ReversalStatus = ReversalStatus.ASKED
    decided_by: str = ""
    version: int = 0

    def decided(self, by: str, *, approves: bool) -> Reversal:
        """Raises ReversalDecided or SameHands."""
        if self.status is not ReversalStatus.ASKED:
            raise ReversalDecided(status=self.status.value)
        if by == self.asked_by:
            raise SameHands()
        status = ReversalStatus.REVERSED if approves else ReversalStatus.REFUSED
        return replace(self, status=status, decided_by=by)
