"""A payment with a partner: its states, and where its money is in each.

    sent        off the payer (or not yet with the payee); the partner is being asked
    unknown     as sent; the partner gave no word: it is asked again by number
    to_confirm  with the partner; the card of a meter waits to be written
    done        with the partner, or from the partner with the payee
    failed      the partner refused, or never got it and never will: back with the payer
    reversing   as done or sent; the partner is being asked to take it back
    reversed    the partner took it back: back with the payer
    exception   the partner tells another amount, or the card was not written: people look at it

No state is ever guessed: only the partner's word ends `sent`, `unknown` and `reversing`.
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import date, datetime
from enum import Enum

from nongxin.catalog.services import Service, services
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.payments.problems import PaymentMoved

KIND = "py"


class PaymentStatus(Enum):
    SENT = "sent"
    UNKNOWN = "unknown"
    TO_CONFIRM = "to_confirm"
    DONE = "done"
    FAILED = "failed"
    REVERSING = "reversing"
    REVERSED = "reversed"
    EXCEPTION = "exception"


ASKED = frozenset({PaymentStatus.SENT, PaymentStatus.UNKNOWN})
# What the resolver drives on.
OPEN = ASKED | {PaymentStatus.REVERSING}
# Its customer's words are needed no more: the record drops them.
ENDED = frozenset({PaymentStatus.DONE, PaymentStatus.FAILED, PaymentStatus.REVERSED})


@value
class Payment:
    """`id` is also the number by which the partner knows it. `terminal_id` is the customer's
    who paid by phone; then there is no station and no number. `source` is the account that paid,
    `target` the one to be paid, or "". `on` is the day whose row of the service counts.
    """

    id: str
    service_code: str
    on: date
    terminal_id: str
    station_id: str
    number: str
    entity: str
    amount_fen: int
    fee_fen: int
    source: str
    target: str
    bill_no: str
    at: datetime
    fields: dict[str, str] = field(default_factory=dict, repr=False)
    has_secrets: bool = False
    status: PaymentStatus = PaymentStatus.SENT
    reason: str = ""
    partner_no: str = ""
    version: int = 0

    @property
    def county(self) -> str:
        return county_of(self.id, KIND)

    @property
    def service(self) -> Service:
        return services(self.on)[self.service_code]

    @property
    def takes(self) -> bool:
        """Money comes from the partner, once it has said so."""
        return self.service.action == "take"

    def heard(self, status: PaymentStatus, reason: str = "", partner_no: str = "") -> Payment:
        """The partner's word on a payment that is open. Raises PaymentMoved."""
        return self._from(OPEN, status, reason, partner_no)

    def confirmed(self, *, written: bool) -> Payment:
        """Raises PaymentMoved."""
        wanted = PaymentStatus.DONE if written else PaymentStatus.EXCEPTION
        return self._from({PaymentStatus.TO_CONFIRM}, wanted, "" if written else "not-written")

    def reversing(self) -> Payment:
        """Raises PaymentMoved."""
        return self._from(ASKED | {PaymentStatus.DONE}, PaymentStatus.REVERSING)

    def _from(
        self,
        allowed: frozenset[PaymentStatus] | set[PaymentStatus],
        to: PaymentStatus,
        reason: str = "",
        partner_no: str = "",
    ) -> Payment:
        if self.status not in allowed:
            raise PaymentMoved(status=self.status.value)
        return replace(self, status=to, reason=reason, partner_no=partner_no or self.partner_no)
