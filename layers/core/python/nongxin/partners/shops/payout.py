"""A settlement payout (结算付款): what a platform pays a merchant for orders, and what becomes of it.

waiting ──► accepted ──► settled      money moves between the last two, once
   └───────────────────► refused      another's order, ended by two
   ▲                        │
   └────────────────────────┘         tried once more, by two

What cannot be paid yet stays open, with the reason: its next try comes with the merchant's next
event, with the hour, or when two members of staff ask for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import ClassVar

from nongxin.kernel.errors import Conflict, Denied
from nongxin.kernel.value import value
from nongxin.kernel.wording import Names, Words
from nongxin.partners.problems import PayoutAboveOrder
from nongxin.partners.shops.order import Order

MOST_LINES = 40


class PayoutState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    SETTLED = "settled"
    REFUSED = "refused"


class Act(StrEnum):
    """What staff may ask for: another try, or an end of one whose money has not begun to move."""

    RETRY = "retry"
    END = "end"


ENDED = "ended-by-staff"
# What an open payout waits for, where nothing was refused.
FOR_MERCHANT, FOR_ORDER, FOR_LOAN = "waits-for-merchant", "waits-for-order", "waits-for-loan"
_MAY = {
    Act.RETRY: (PayoutState.WAITING, PayoutState.ACCEPTED, PayoutState.REFUSED),
    Act.END: (PayoutState.WAITING,),
}
_STATE_WORDS: Names = {
    "waiting": ("等待", "waiting"),
    "accepted": ("已受理、款项处理中", "accepted, its money on the way"),
    "settled": ("已结算", "settled"),
    "refused": ("已拒绝", "refused"),
    "asked": ("待复核", "asked about already"),
    "unasked": ("未申请处理", "not asked about"),
}


class PayoutElsewhere(Conflict):
    code = "partner-payout-state"
    zh = "该结算单状态为“{status}”，不能如此处理"
    en = "This payout is {status}: that cannot be done with it"
    words: ClassVar[Words] = {"status": _STATE_WORDS}


class PayoutFourEyes(Denied):
    code = "partner-payout-four-eyes"
    zh = "须由申请人以外的人员复核"
    en = "Somebody else than who asked must decide on a payout"


@value
class Payout:
    """`lines` tell fen by order number; `payee` is the merchant's account, once it is accepted.

    `reason`: the code of the refusal or, of an open one, why its last try came to nothing; "" while
    it was not tried. `repaid_fen` went to loans, `paid_fen` to the merchant. `asked`: what somebody
    of the staff, `asked_by`, wants done with it and nobody else has agreed to yet.
    """

    number: str
    sequence: int
    at: str
    amount_fen: int
    lines: Mapping[str, int]
    state: PayoutState = PayoutState.WAITING
    reason: str = ""
    payee: str = ""
    repaid_fen: int = 0
    paid_fen: int = 0
    asked: Act | None = None
    asked_by: str = ""
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.state in (PayoutState.WAITING, PayoutState.ACCEPTED)

    def refused(self, reason: str) -> Payout:
        return replace(self._unasked(), state=PayoutState.REFUSED, reason=reason)

    def settled(self, repaid_fen: int, paid_fen: int) -> Payout:
        after = replace(self._unasked(), repaid_fen=repaid_fen, paid_fen=paid_fen)
        return replace(after, state=PayoutState.SETTLED, reason="")

    def asked_for(self, act: Act, by: str) -> Payout:
        """Raises PayoutElsewhere: settled, on its way, or somebody has asked already."""
        if self.asked:
            raise PayoutElsewhere(status="asked")
        self._must_allow(act)
        return replace(self, asked=act, asked_by=by)

    def decided(self, by: str, *, agrees: bool) -> Payout:
        """One that was refused waits again. Raises PayoutElsewhere, PayoutFourEyes."""
        if self.asked is None:
            raise PayoutElsewhere(status="unasked")
        if by == self.asked_by:
            raise PayoutFourEyes()
        if not agrees:
            return self._unasked()
        self._must_allow(self.asked)
        if self.asked is Act.END:
            return self.refused(ENDED)
        is_again = self.state is PayoutState.REFUSED
        return replace(
            self._unasked(),
            state=PayoutState.WAITING if is_again else self.state,
            reason="" if is_again else self.reason,
        )

    def same_as(self, other: Payout) -> bool:
        """Whether the source says the same; what we made of it is not compared."""
        mine = (self.sequence, self.at, self.amount_fen, dict(self.lines))
        return mine == (other.sequence, other.at, other.amount_fen, dict(other.lines))

    def _unasked(self) -> Payout:
        return replace(self, asked=None, asked_by="")

    def _must_allow(self, act: Act) -> None:
        if self.state not in _MAY[act]:
            raise PayoutElsewhere(status=self.state.value)


def taken(payout: Payout, orders: Mapping[str, Order], lent: Mapping[str, int]) -> list[Order]:
    """The orders with what this payout takes of each. Raises PayoutAboveOrder.

    `lent` tells what a loan has paid the seller of an order already, fen by order number.

    Held against what buyers paid, not against refunds: a refund may arrive before or after, and the
    money is the platform's own.
    """
    after = []
    for number, fen in payout.lines.items():
        order = orders[number]
        free_fen = order.paid_fen - order.settled_fen - lent.get(number, 0)
        if fen > free_fen:
            raise PayoutAboveOrder(number=number, line_fen=fen, left_fen=max(free_fen, 0))
        after.append(order.with_settled(payout.number, fen))
    return after
