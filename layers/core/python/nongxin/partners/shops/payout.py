"""A settlement payout (结算付款): what a platform pays a merchant for orders, and what becomes of it.

waiting ──► accepted ──► settled      money moves between the last two, once
   └──────────┴────────► refused      larger than its orders, another's order, nobody to pay
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from nongxin.kernel.value import value
from nongxin.partners.problems import PayoutAboveOrder
from nongxin.partners.shops.order import Order

MOST_LINES = 40


class PayoutState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    SETTLED = "settled"
    REFUSED = "refused"


@value
class Payout:
    """`lines` tell fen by order number; `payee` is the merchant's account, once it is accepted.

    `repaid_fen` went to loans, `paid_fen` to the merchant.
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
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.state in (PayoutState.WAITING, PayoutState.ACCEPTED)

    def refused(self, reason: str) -> Payout:
        return replace(self, state=PayoutState.REFUSED, reason=reason)

    def settled(self, repaid_fen: int, paid_fen: int) -> Payout:
        return replace(self, state=PayoutState.SETTLED, repaid_fen=repaid_fen, paid_fen=paid_fen)

    def same_as(self, other: Payout) -> bool:
        """Whether the source says the same; what we made of it is not compared."""
        mine = (self.sequence, self.at, self.amount_fen, dict(self.lines))
        return mine == (other.sequence, other.at, other.amount_fen, dict(other.lines))


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
