"""Measures on an account (冻结、续冻、解冻、扣划), each ordered by a document and decided by two."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar

from nongxin.catalog.authorities import Authority, authorities
from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.dates import add_months
from nongxin.kernel.errors import Conflict, Denied, Rule
from nongxin.kernel.identity import Principal
from nongxin.kernel.money import MAX_FEN
from nongxin.kernel.value import value
from nongxin.kernel.wording import Words
from nongxin.ledger.holds import Hold


class Action(StrEnum):
    FREEZE = "freeze"
    RENEW = "renew"
    LIFT = "lift"
    DEDUCT = "deduct"


class UnknownAuthority(Rule):
    code = "authority-unknown"
    zh = "没有有权机关“{authority}”"
    en = "There is no authority {authority}"


class NotEmpowered(Rule):
    code = "authority-may-not-deduct"
    zh = "“{authority}”无权扣划存款"
    en = "The authority {authority} may not have deposits deducted"


class OfficersMissing(Rule):
    code = "measure-officers-missing"
    zh = "须有至少{least}名执法人员出示证件"
    en = "At least {least} officers of the authority have to show their papers"


class DocumentInvalid(Rule):
    code = "measure-document-invalid"
    zh = "法律文书的文号不能为空，签发日期不能晚于今天"
    en = "A document has a number and was not issued later than today"


class TermInvalid(Rule):
    code = "measure-term-invalid"
    zh = "冻结到期日须晚于今天，且不超过{latest}"
    en = "A freeze ends later than today and by {latest}"


class MeasureIncomplete(Rule):
    code = "measure-incomplete"
    zh = "{action}须填写：“{needed}”"
    en = "A measure to {action} needs: {needed}"
    words: ClassVar[Words] = {
        "action": {
            Action.FREEZE: ("冻结", "freeze"),
            Action.RENEW: ("续冻", "renew a freeze"),
            Action.LIFT: ("解冻", "lift a freeze"),
            Action.DEDUCT: ("扣划", "deduct"),
        }
    }


class MeasureFourEyes(Denied):
    code = "measure-four-eyes"
    zh = "须由经办人以外的人员复核"
    en = "Somebody else than its maker must decide on a measure"


class MeasureDecided(Conflict):
    code = "measure-decided"
    zh = "该措施已处理"
    en = "This measure was decided on already"


class OtherAuthority(Rule):
    code = "measure-other-authority"
    zh = "续冻、解冻、扣划须由原冻结机关办理"
    en = "The authority that froze renews, lifts and deducts"


class NotAFreeze(Conflict):
    code = "measure-not-a-freeze"
    zh = "所依据的冻结不存在或尚未执行"
    en = "The freeze that it rests on does not exist or was not executed"


@value
class Document:
    """What orders a measure. `officers`: who showed it, by name and number of their papers."""

    authority: str
    number: str
    issued_on: date
    officers: tuple[str, ...]


@value
class Measure:
    """`amount_fen` None: the whole account (freeze). `until`: the last day of a freeze or renewal.
    `freeze_id`: the executed freeze that is renewed, lifted or deducted from.
    """

    id: str
    account_id: str
    action: Action
    document: Document
    amount_fen: int | None
    until: date | None
    freeze_id: str
    made_by: str
    made_at: datetime

    def checked(self, today: date) -> Measure:
        """Raises UnknownAuthority, DocumentInvalid, OfficersMissing, NotEmpowered, TermInvalid,
        MeasureIncomplete.
        """
        authority = _authority(self.document.authority)
        if not self.document.number or self.document.issued_on > today:
            raise DocumentInvalid()
        if len(set(self.document.officers)) < authority.least_officers:
            raise OfficersMissing(least=authority.least_officers)
        if self.action is Action.DEDUCT and not authority.may_deduct:
            raise NotEmpowered(authority=authority.code)
        self._check_fields()
        if self.until is not None:
            latest = _latest(authority, today)
            if not today < self.until <= latest:
                raise TermInvalid(latest=latest.isoformat())
        return self

    def check_decider(self, by: Principal) -> None:
        """Raises MeasureFourEyes."""
        if by.id == self.made_by:
            raise MeasureFourEyes()

    def check_rests_on(self, freeze: Measure) -> None:
        """Raises NotAFreeze, OtherAuthority."""
        if freeze.action is not Action.FREEZE or freeze.account_id != self.account_id:
            raise NotAFreeze()
        if freeze.document.authority != self.document.authority:
            raise OtherAuthority()

    @property
    def hold_fen(self) -> int:
        """What a freeze holds: more than any account has if it is the whole one."""
        return MAX_FEN if self.amount_fen is None else self.amount_fen

    @property
    def ends_at(self) -> datetime:
        """The end of the last day, in Shaanxi."""
        assert self.until is not None
        return datetime.combine(self.until + timedelta(days=1), time(), SHANGHAI)

    def _check_fields(self) -> None:
        needed = {
            "until": self.action in (Action.FREEZE, Action.RENEW) and self.until is None,
            "freeze_id": self.action is not Action.FREEZE and not self.freeze_id,
            "amount_fen": self.action is Action.DEDUCT and self.amount_fen is None,
        }
        missing = [name for name, is_missing in needed.items() if is_missing]
        if missing:
            raise MeasureIncomplete(action=self.action.value, needed=", ".join(missing))


@value
class Decision:
    """`hold_id`: of an executed freeze. A measure without one is still open."""

    measure_id: str
    is_executed: bool
    decided_by: str
    decided_at: datetime
    hold_id: str = ""


def is_whole(hold: Hold) -> bool:
    """Whether a hold is of the whole account, also after a part of it was deducted."""
    return hold.amount_fen > MAX_FEN // 2


def _authority(code: str) -> Authority:
    found = authorities().get(code)
    if found is None:
        raise UnknownAuthority(authority=code[:24])
    return found


def _latest(authority: Authority, today: date) -> date:
    """The same day so many months later, or that month's last day."""
    return add_months(today, authority.longest_months)
