"""A bill that a customer pays by phone, from an own account: no station, no card, no PIN block."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import field
from datetime import date

from nongxin.catalog.services import Service
from nongxin.kernel.commands import CommandKey
from nongxin.kernel.value import value
from nongxin.payments.fields import Typed, read_fields
from nongxin.payments.order import Origin, needs_amount
from nongxin.payments.problems import FieldWrong, NotByPhone

# What proves a card at a terminal; on the phone it is the sign-in and the step-up.
_OF_CARDS = frozenset({"card_no", "track", "pin"})
CHANNEL = "customer"


@value
class PhoneBill:
    """As it was typed; `payment_key` is the Idempotency-Key under which it is to be paid."""

    service: str
    account_id: str
    fields: Mapping[str, str] = field(repr=False)
    amount_fen: int = 0
    bill_no: str = ""
    payment_key: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over the payment, a line each: what a step-up token is bound to."""
        typed = (f"{name}={self.fields[name]}" for name in sorted(self.fields))
        lines = ("bill", self.service, self.account_id, str(self.amount_fen), self.bill_no,
                 self.payment_key, *typed)  # fmt: skip
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def typed(self, service: Service, today: date) -> Typed:
        """Raises FieldWrong, NotByPhone."""
        return read_fields(phone_service(service), self.fields, today)

    def check_told(self, service: Service) -> None:
        """Raises FieldWrong: a bill that must be asked for was not, or an amount is missing."""
        if service.query_first and not self.bill_no:
            raise FieldWrong(field="bill_no", why="missing")
        if needs_amount(service) and not self.amount_fen:
            raise FieldWrong(field="amount_fen", why="missing")


@value
class PhoneOrder:
    """payments.order.Wanted, as a phone gives it."""

    service: Service
    amount_fen: int
    typed: Typed
    bill_no: str
    origin: Origin
    key: CommandKey
    sent: str = ""


def phone_service(service: Service) -> Service:
    """The service without what only a card can tell. Raises NotByPhone."""
    if not service.by_phone:
        raise NotByPhone(service=service.code)
    kept = tuple(asked for asked in service.fields if asked.field.name not in _OF_CARDS)
    return service._replace(fields=kept)
