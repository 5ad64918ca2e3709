"""A payment to another bank (跨行汇款): its states, and where its money is in each.

    requested   held on the payer's account; may be cancelled
    in_transit  on the clearing account; the network has it, or is being asked
    unknown     on the clearing account; the network did not answer: it is asked again by number
    settled     gone from the bank's account at the central bank
    returned    back on the payer's account (or in suspense, where that takes nothing any more)
    cancelled   never sent; the hold is released

No state is ever guessed: only the network's word ends in_transit and unknown. A payment that was
settled can still come back days later (退汇).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import ClassVar

from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.records import StaleRecord
from nongxin.kernel.value import value
from nongxin.kernel.wording import Words


class OrderStatus(Enum):
    REQUESTED = "requested"
    IN_TRANSIT = "in_transit"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    RETURNED = "returned"
    CANCELLED = "cancelled"


OPEN = frozenset({OrderStatus.REQUESTED, OrderStatus.IN_TRANSIT, OrderStatus.UNKNOWN})
UNDERWAY = frozenset({OrderStatus.IN_TRANSIT, OrderStatus.UNKNOWN})


class AlreadySent(Conflict):
    code = "payment-already-sent"
    zh = "该笔汇款状态为{status}，不能撤销"
    en = "This payment is {status}: it cannot be cancelled"
    words: ClassVar[Words] = {
        "status": {
            "in_transit": ("汇出中", "in transit"),
            "unknown": ("待查复", "awaiting word of the other bank"),
            "settled": ("已汇出", "settled"),
            "returned": ("已退汇", "returned"),
            "cancelled": ("已撤销", "cancelled"),
        }
    }


class BadPayeeNumber(Rule):
    code = "payee-number-invalid"
    zh = "收款账号须为8至32位数字"
    en = "A payee's account number has 8 to 32 digits"


@value
class Beneficiary:
    bank_code: str
    name: str
    number: str


@value
class SendMoney:
    """`payment_key` is the command's Idempotency-Key: what is confirmed is this one payment."""

    account_id: str
    to: Beneficiary
    amount_fen: int
    remark: str
    payment_key: str
    step_up_token: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over the payment's fields, a line each: what a step-up is bound to."""
        lines = ("interbank", self.account_id, self.to.bank_code, self.to.number, self.to.name,
                 str(self.amount_fen), self.remark, self.payment_key)  # fmt: skip
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@value
class Order:
    """`id` is also the number under which the network knows it, however often it is sent."""

    id: str
    account_id: str
    owner: str
    entity: str
    amount_fen: int
    to: Beneficiary
    remark: str
    system: str
    hold_id: str
    requested_at: datetime
    status: OrderStatus = OrderStatus.REQUESTED
    reason: str = ""
    version: int = 0

    def sent(self) -> Order:
        return self._from({OrderStatus.REQUESTED}, OrderStatus.IN_TRANSIT)

    def heard(self, status: OrderStatus, reason: str = "") -> Order:
        """The network's word on a payment under way. Raises StaleRecord if it is so no more."""
        return self._from(UNDERWAY, status, reason)

    def came_back(self, reason: str) -> Order:
        """A return that the network sent by itself, also after settlement."""
        return self._from(UNDERWAY | {OrderStatus.SETTLED}, OrderStatus.RETURNED, reason)

    def cancelled(self, reason: str) -> Order:
        """Raises AlreadySent."""
        if self.status is not OrderStatus.REQUESTED:
            raise AlreadySent(status=self.status.value)
        return replace(self, status=OrderStatus.CANCELLED, reason=reason)

    def _from(
        self, allowed: set[OrderStatus] | frozenset[OrderStatus], to: OrderStatus, reason: str = ""
    ) -> Order:
        if self.status not in allowed:
            raise StaleRecord()
        return replace(self, status=to, reason=reason)
