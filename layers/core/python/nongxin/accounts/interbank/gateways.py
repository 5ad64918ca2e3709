"""The payment network (人民银行支付系统前置).

The contract that we hold it to (assumed; the real one speaks 二代报文 over a leased line):

    POST network/payments                {message_no, system, sender_bank, payee_bank, payee_name,
                                          payee_number, payer_name, payer_number, amount_fen,
                                          remark} → {status, reason}
                                         a repeat of message_no is no second payment
    GET  network/payments/{message_no}   → {status, reason}; 404: it never arrived there
    GET  network/incoming/{bank}         → {messages: […]}, at most 50 that have no receipt yet
    POST network/incoming/{no}/receipt   {accepted, reason}; the first receipt stands

`status` is accepted (still under way), settled or rejected. An incoming message is a payment, or
the return of one of ours (`kind`, `original_no`).
"""

from __future__ import annotations

from typing import Any, Protocol

from nongxin.accounts.interbank.interbank import Order, OrderStatus
from nongxin.catalog.clearing import OWN_BANK
from nongxin.kernel.outgoing import Partner, PartnerRefused
from nongxin.kernel.value import value

_STATUSES = {
    "accepted": OrderStatus.IN_TRANSIT,
    "settled": OrderStatus.SETTLED,
    "rejected": OrderStatus.RETURNED,
}
_LONGEST_REASON = 60


@value
class Word:
    """What the network says of a payment."""

    status: OrderStatus
    reason: str = ""


@value
class Sender:
    name: str
    number: str


@value
class Incoming:
    """`kind`: payment or return. `original_no` names our order that comes back."""

    message_no: str
    kind: str
    amount_fen: int
    original_no: str
    payee_name: str
    payee_number: str
    payer_name: str
    payer_number: str
    remark: str


class PaymentNetwork(Protocol):
    def send(self, order: Order, sender: Sender) -> Word:
        """Raises Busy (it may have arrived) or PartnerRefused."""
        ...

    def ask(self, order: Order) -> Word | None:
        """None: the network never got it. Raises Busy or PartnerRefused."""
        ...

    def incoming(self) -> list[Incoming]:
        """Raises Busy or PartnerRefused."""
        ...

    def receipt(self, message_no: str, *, accepted: bool, reason: str) -> None:
        """Safe to repeat. Raises Busy or PartnerRefused."""
        ...


class HttpNetwork:
    def __init__(self, partner: Partner) -> None:
        self._partner = partner

    def send(self, order: Order, sender: Sender) -> Word:
        body = {
            "message_no": order.id,
            "system": order.system,
            "sender_bank": OWN_BANK,
            "payee_bank": order.to.bank_code,
            "payee_name": order.to.name,
            "payee_number": order.to.number,
            "payer_name": sender.name,
            "payer_number": sender.number,
            "amount_fen": order.amount_fen,
            "remark": order.remark,
        }
        answer = self._partner.post("network", "payments", body=body, repeatable=True)
        return _word(answer or {})

    def ask(self, order: Order) -> Word | None:
        answer = self._partner.get("network", "payments", order.id)
        return None if answer is None else _word(answer)

    def incoming(self) -> list[Incoming]:
        told = self._partner.get("network", "incoming", OWN_BANK) or {}
        messages = told.get("messages", [])
        return [_incoming(m) for m in messages if isinstance(m, dict)]

    def receipt(self, message_no: str, *, accepted: bool, reason: str) -> None:
        body = {"accepted": accepted, "reason": reason}
        self._partner.post("network", "incoming", message_no, "receipt", body=body, repeatable=True)


def _word(answer: dict[str, Any]) -> Word:
    """A word that we do not know is no word: the payment stays where it is."""
    status = _STATUSES.get(str(answer.get("status")))
    if status is None:
        raise PartnerRefused("network", 200)
    return Word(status, str(answer.get("reason") or "")[:_LONGEST_REASON])


def _incoming(message: dict[str, Any]) -> Incoming:
    amount_fen = message.get("amount_fen")
    texts = {
        name: str(message.get(name) or "")[:120]
        for name in Incoming.__dataclass_fields__
        if name != "amount_fen"
    }
    return Incoming(amount_fen=amount_fen if type(amount_fen) is int else 0, **texts)
