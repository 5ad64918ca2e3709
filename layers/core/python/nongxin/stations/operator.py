"""An operator (操作员) of a station: who serves at it, from when until when.

An officer asks for one, the county approver appoints them; whoever answers for the shop may end it
at once. An operator signs in under a staff number of their own; a payment names who served.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from nongxin.kernel.errors import Conflict, Denied, Rule
from nongxin.kernel.value import value
from nongxin.kernel.wording import Words

# At work or asked for at once (assumed), and those who ended that a late batch may still name.
MOST, MOST_ENDED = 6, 10


class NotOperator(Denied):
    code = "operator-not-appointed"
    zh = "该操作员当时未受任命在本站点办理业务"
    en = "This operator is not appointed at this station, or was not at that moment"


class NotSignedOn(Denied):
    code = "operator-not-signed-on"
    zh = "该操作员尚未在本终端签到，或签到已满24小时"
    en = "This operator has not signed on at this terminal, or a day ago"


class OperatorsFull(Rule):
    code = "station-operators-full"
    zh = "站点操作员不得超过{most}名"
    en = "A station has {most} operators at most"


class OperatorMoved(Conflict):
    code = "operator-state"
    zh = "该操作员的任命状态为“{status}”，不能如此处理"
    en = "The operator's appointment is {status}: that cannot be done with it"
    words: ClassVar[Words] = {
        "status": {
            "asked": ("待审批", "asked for"),
            "appointed": ("已任命", "in force"),
            "ended": ("已终止", "ended"),
        }
    }


class OperatorFourEyes(Denied):
    code = "operator-four-eyes"
    zh = "须由提出人以外的人员审批操作员的任命"
    en = "Somebody else than who asked must decide on an operator"


@value
class Operator:
    """`id` is their number as staff, `customer_id` who they are as our customer."""

    id: str
    customer_id: str
    asked_by: str
    since: datetime | None = None
    until: datetime | None = None

    @property
    def status(self) -> str:
        if self.until is not None:
            return "ended"
        return "appointed" if self.since is not None else "asked"

    def serves(self, at: datetime) -> bool:
        """The last moment is not one of theirs."""
        has_begun = self.since is not None and self.since <= at
        return has_begun and (self.until is None or at < self.until)

    def appointed(self, by: str, at: datetime) -> Operator:
        """Raises OperatorMoved, OperatorFourEyes."""
        self.check_asked(by)
        return replace(self, since=at)

    def check_asked(self, by: str) -> None:
        """Raises OperatorMoved, OperatorFourEyes."""
        if self.status != "asked":
            raise OperatorMoved(status=self.status)
        if by == self.asked_by:
            raise OperatorFourEyes()

    def ended(self, at: datetime) -> Operator:
        """Raises OperatorMoved."""
        if self.status != "appointed":
            raise OperatorMoved(status=self.status)
        return replace(self, until=at)
