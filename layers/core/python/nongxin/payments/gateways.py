"""Partners (合作方): one client for all who speak our front's protocol (中间业务平台, assumed).

    POST {partner}/enquiries             {service, fields} → {bill_no, amount_fen, name, items}
    POST {partner}/payments              {number, service, bill_no, amount_fen, fields, secrets}
                                         → {status, amount_fen, partner_no, reason}
                                         a repeat of number is no second payment
    GET  {partner}/payments/{number}     → the same; 404: it never arrived there
    POST {partner}/payments/{number}/reversal  {} → the same; what has not arrived never will
    POST pins/checks                     {card_no, pin, terminal} → {ok}
    POST pins/changes                    {number, card_no, pin, new_pin} → {ok}; a repeat of number
                                         is no second change

`status` is accepted (still under way), done, refused or reversed. Each body is signed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from nongxin.kernel.errors import Missing, Rule
from nongxin.kernel.outgoing import Partner, PartnerRefused
from nongxin.kernel.value import value
from nongxin.payments.fields import Typed
from nongxin.payments.payment import Payment

_STATUSES = frozenset({"accepted", "done", "refused", "reversed"})
_LONGEST, _MOST_ITEMS = 60, 50


class BillNotFound(Rule):
    """Facts: `partner`, as in the catalogue's services."""

    code = "bill-not-found"
    zh = "收费单位查无此户或暂无应缴"
    en = "The biller knows no such customer, or nothing is due"


@value
class Word:
    """What a partner says of a payment."""

    status: str
    amount_fen: int = 0
    partner_no: str = ""
    reason: str = ""


@value
class Bill:
    """`name` is masked by the partner; `items` are lines to print."""

    bill_no: str
    amount_fen: int
    name: str
    items: tuple[str, ...] = ()


class Gateway(Protocol):
    def enquire(self, service: str, fields: Mapping[str, str]) -> Bill:
        """Raises BillNotFound, Busy or PartnerRefused."""
        ...

    def send(self, payment: Payment, secrets: Mapping[str, str]) -> Word:
        """Raises Busy (it may have arrived) or PartnerRefused."""
        ...

    def ask(self, payment_id: str) -> Word | None:
        """None: it never arrived. Raises Busy or PartnerRefused."""
        ...

    def take_back(self, payment_id: str) -> Word:
        """Safe to repeat. Raises Busy or PartnerRefused."""
        ...


class PinCheck(Protocol):
    def is_right(self, card_no: str, pin: str, terminal_id: str) -> bool:
        """The block goes to the security module as it came (加密机). Raises Busy."""
        ...

    def change(self, typed: Typed, number: str) -> bool:
        """Both blocks as they came; False: the old one is wrong. Raises Busy."""
        ...


@value
class HttpGateway:
    code: str
    partner: Partner

    def enquire(self, service: str, fields: Mapping[str, str]) -> Bill:
        body = {"service": service, "fields": dict(fields)}
        told = self.partner.post(self.code, "enquiries", body=body, repeatable=True)
        if told is None:
            raise BillNotFound(partner=self.code)
        amount_fen, items = told.get("amount_fen"), told.get("items") or []
        if type(amount_fen) is not int or amount_fen < 0 or not isinstance(items, list):
            raise PartnerRefused(self.code, 200)
        lines = tuple(str(each)[:_LONGEST] for each in items[:_MOST_ITEMS])
        name = str(told.get("name") or "")[:_LONGEST]
        return Bill(str(told.get("bill_no") or "")[:_LONGEST], amount_fen, name, lines)

    def send(self, payment: Payment, secrets: Mapping[str, str]) -> Word:
        body = {
            "number": payment.id,
            "service": payment.service_code,
            "bill_no": payment.bill_no,
            "amount_fen": payment.amount_fen,
            "fields": dict(payment.fields),
            "secrets": dict(secrets),
        }
        return self._word(self.partner.post(self.code, "payments", body=body, repeatable=True))

    def ask(self, payment_id: str) -> Word | None:
        told = self.partner.get(self.code, "payments", payment_id)
        return None if told is None else self._word(told)

    def take_back(self, payment_id: str) -> Word:
        path = (self.code, "payments", payment_id, "reversal")
        return self._word(self.partner.post(*path, body={}, repeatable=True))

    def _word(self, told: dict[str, Any] | None) -> Word:
        """A word that we do not know is no word: the payment stays where it is."""
        status = str((told or {}).get("status"))
        amount_fen = (told or {}).get("amount_fen")
        if told is None or status not in _STATUSES or type(amount_fen) is not int:
            raise PartnerRefused(self.code, 200)
        partner_no = str(told.get("partner_no") or "")[:_LONGEST]
        return Word(status, amount_fen, partner_no, str(told.get("reason") or "")[:_LONGEST])


@dataclass
class Gateways:
    """One client each, with a breaker of its own: a dead partner does not slow the others."""

    make: Callable[[str], Gateway]
    _made: dict[str, Gateway] = field(default_factory=dict)

    def __call__(self, code: str) -> Gateway:
        if code not in self._made:
            self._made[code] = self.make(code)
        return self._made[code]


@value
class HttpPinCheck:
    partner: Partner

    def is_right(self, card_no: str, pin: str, terminal_id: str) -> bool:
        body = {"card_no": card_no, "pin": pin, "terminal": terminal_id}
        told = self.partner.post("pins", "checks", body=body, repeatable=True)
        if told is None:
            raise Missing()
        return told.get("ok") is True

    def change(self, typed: Typed, number: str) -> bool:
        named = {name: typed.of(name) for name in ("card_no", "pin", "new_pin")}
        told = self.partner.post(
            "pins", "changes", body={"number": number} | named, repeatable=True
        )
        if told is None:
            raise Missing()
        return told.get("ok") is True
