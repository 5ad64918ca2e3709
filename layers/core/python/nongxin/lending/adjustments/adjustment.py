"""An adjustment of a loan (贷款变更): proposed by one member of staff, decided on by another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from nongxin.kernel.errors import Conflict, Denied, Malformed
from nongxin.kernel.value import value
from nongxin.lending.reckoning.allocation import NOTHING, Parts
from nongxin.lending.reckoning.replan import Ahead


class Kind(StrEnum):
    REPAYMENT = "repayment"  # 补记: money that came on an earlier day
    REVERSAL = "reversal"  # 冲正
    WAIVER = "waiver"  # 减免
    RATE = "rate"  # 利率调整
    TRANCHE = "tranche"  # 分次放款
    DIVERSION = "diversion"  # 挪用
    PAUSE = "pause"  # 停息
    EXTENSION = "extension"  # 展期
    RENEWAL = "renewal"  # 无还本续贷
    RESCHEDULE = "reschedule"  # 重组
    DUE_DATE = "due_date"  # 变更还款日
    CHARGE_OFF = "charge_off"  # 转非应计
    WRITE_OFF = "write_off"  # 核销


class AdjustmentFourEyes(Denied):
    code = "loan-adjustment-four-eyes"
    zh = "须由提出人以外的人员审批"
    en = "Somebody else than who proposed it must decide"


class AdjustmentDecided(Conflict):
    code = "loan-adjustment-decided"
    zh = "该变更已审批"
    en = "This adjustment was decided on already"


class AdjustmentIncomplete(Malformed):
    code = "loan-adjustment-incomplete"
    zh = "所填内容与变更种类不符：有缺项或多余项"
    en = "These are not the fields that this kind of adjustment needs: some lack or are too many"


@value
class Details:
    """What an adjustment says, as far as its kind asks for it; amounts in fen."""

    on: date | None = None
    amount_fen: int = 0
    ahead: Ahead | None = None
    entry: int = 0
    waived: Parts = NOTHING
    rate_annual: Decimal | None = None
    until: date | None = None
    months: int = 0

    def told(self) -> set[str]:
        return {name for name, value in vars(self).items() if value not in (None, 0, NOTHING)}


# What a kind needs, and what it may have besides.
_NEEDS: Mapping[Kind, tuple[set[str], set[str]]] = {
    Kind.REPAYMENT: ({"on", "amount_fen"}, {"ahead"}),
    Kind.REVERSAL: ({"entry"}, set()),
    Kind.WAIVER: ({"waived"}, set()),
    Kind.RATE: ({"on", "rate_annual"}, set()),
    Kind.TRANCHE: ({"amount_fen"}, set()),
    Kind.DIVERSION: ({"on"}, {"amount_fen"}),
    Kind.PAUSE: ({"on", "until"}, set()),
    Kind.EXTENSION: ({"months"}, set()),
    Kind.RENEWAL: ({"months"}, set()),
    Kind.RESCHEDULE: ({"months"}, set()),
    Kind.DUE_DATE: ({"until"}, set()),
    Kind.CHARGE_OFF: (set(), set()),
    Kind.WRITE_OFF: (set(), set()),
}


@value
class Adjustment:
    """Never changed; what became of it is its `Decision`."""

    id: str
    loan_id: str
    kind: Kind
    details: Details
    reason: str
    made_by: str
    made_at: datetime

    def checked(self) -> Adjustment:
        """Raises AdjustmentIncomplete."""
        needs, may = _NEEDS[self.kind]
        told = self.details.told()
        if not needs <= told <= needs | may:
            raise AdjustmentIncomplete(needs=sorted(needs))
        return self

    def check_decider(self, by: str) -> None:
        """Raises AdjustmentFourEyes."""
        if by == self.made_by:
            raise AdjustmentFourEyes()


@value
class Decision:
    """`entry` is the number of the entry that the loan's history got; 0 if it was rejected or
    waits for its day.
    """

    adjustment_id: str
    approves: bool
    by: str
    at: datetime
    entry: int = field(default=0)
