"""What customers come for: services in the mix of services.csv, with fields that fit.

Texts are made from the field's own type or pattern; people, cards and amounts are drawn from a
seed. Now and then somebody comes with what is to be refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from devkit.terminal.line import Json
from nongxin.catalog.services import Service, service_fields, services
from nongxin.kernel.numbers import luhn
from nongxin.payments.fields import AMOUNT
from nongxin.payments.order import needs_amount

_QUESTIONS = frozenset({"balance", "history", "ask"})
_OUR_QUESTIONS = frozenset({"repay", "unsave"})
# The extras of the stations have no share of their own (assumed, in percent).
_EXTRA_SHARE = 0.5
_REGRETS = 0.1
PIN, WRONG_PIN = "A1B2C3D4E5F60718", "A1B2C3D4E5F60000"


@dataclass(frozen=True)
class Card:
    """Of one of our customers."""

    number: str
    name: str
    id_no: str
    passbook_no: str = ""


@dataclass
class Errand:
    """`fields` as typed in, with secrets. `is_regretted`: it is voided by hand, where it may be."""

    service: Service
    fields: dict[str, str]
    amount_fen: int
    is_regretted: bool

    @property
    def is_question(self) -> bool:
        return self.service.action in _QUESTIONS

    @property
    def asks_first(self) -> bool:
        return self.service.query_first and (
            not self.service.is_ours or self.service.action in _OUR_QUESTIONS
        )

    @property
    def question(self) -> Json:
        return {"service": self.service.code, "fields": self.fields, "id_shown": True}

    def order(self, bill: Json) -> Json:
        """As sent, but for its number; what is due is paid."""
        names_amount = "amount" in self.service.names
        due_fen = 0 if self.service.is_ours or names_amount else bill.get("amount_fen", 0)
        amount_fen = due_fen or (self.amount_fen if needs_amount(self.service) else 0)
        return {
            "service": self.service.code,
            "amount_fen": amount_fen or None,
            "fields": self.fields,
            "bill_no": bill.get("bill_no", ""),
            "id_shown": True,
        }


def without_secrets(order: Json) -> Json:
    """What may be written down of an order once it was sent."""
    guards = {name: field.guard for name, field in service_fields().items()}
    fields = {name: text for name, text in order["fields"].items() if guards[name] != "secret"}
    return order | {"fields": fields}


@dataclass
class Errands:
    """`certificates` are time deposits, `loans` loans, each with its card."""

    cards: Sequence[Card]
    luck: Random
    today: date
    certificates: list[tuple[Card, str]] = field(default_factory=list)
    loans: list[tuple[Card, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rows = sorted(services(self.today).values(), key=lambda each: each.code)
        self._shares = [float(each.share_pct) or _EXTRA_SHARE for each in self._rows]

    def next(self, code: str = "") -> Errand:
        """The next customer's, or one of a service."""
        service = self.luck.choices(self._rows, self._shares)[0]
        if code:
            service = services(self.today)[code]
        fields = self._fields(service)
        regrets = self.luck.random() < _REGRETS
        return Errand(service, fields, self._amount_fen(service), regrets)

    def _amount_fen(self, service: Service) -> int:
        """Around a tenth of the average, in the service's steps: a card's day has its limit."""
        step = service.step_fen or 100
        around = max(service.average_fen // 10, service.least_fen or 0, step)
        return max(step * (self.luck.randint(around // 2, around * 2) // step), step)

    def _fields(self, service: Service) -> dict[str, str]:
        card, other = self.luck.choice(self.cards), self.luck.choice(self.cards)
        owned = {"sub_acct": self.certificates, "loan_no": self.loans}
        told = {}
        for name in service.names & set(owned):
            if owned[name]:
                card, told[name] = self.luck.choice(owned[name])
        by_card = "either" not in service.auth or self.luck.random() < 0.5
        for asked in service.fields:
            name, optional = asked.field.name, not asked.is_needed
            pays = name in ("card_no", "pin", "new_pin") and by_card
            if name != AMOUNT and name not in told and (pays or not optional):
                told[name] = self._text(name, asked.field.type, card, other)
        return told

    def _text(self, name: str, kind: str, card: Card, other: Card) -> str:
        people = {
            "card_no": card.number, "passbook_no": card.passbook_no or card.number,
            "payee_card": card.number,
            "dest_card_no": other.number, "dest_name": other.name, "name": card.name,
            "insured_id": card.id_no, "insured_ids": card.id_no, "id_no": card.id_no,
            "payer_id": card.id_no,
        }  # fmt: skip
        if name == "pin":
            return WRONG_PIN if self.luck.random() < 0.002 else PIN
        return people.get(name) or self._of_field(name) or self._of_type(kind)

    def _of_field(self, name: str) -> str:
        """A number of the customer's with the partner, or one of the shop's words."""
        digits, shape = self._digits, _SHAPES.get(name)
        return shape[0] + digits(shape[1]) if shape else _WORDS.get(name, "")

    def _of_type(self, kind: str) -> str:
        if kind == "card":
            number = f"622202{self._digits(9)}"
            return number + luhn(number)
        days = {"day": f"{self.today}", "month": f"{self.today - timedelta(days=40):%Y-%m}"}
        return days.get(kind) or _TYPES[kind]

    def _digits(self, count: int) -> str:
        """Those that end in 4 are unknown to the partners, so most do not."""
        last = self.luck.choice("01235678994")
        return "".join(self.luck.choice("0123456789") for _ in range(count - 1)) + last


_SHAPES: Mapping[str, tuple[str, int]] = {
    "account_no": ("029", 7), "auth_code": ("13", 16), "claim_no": ("BX", 8),
    "contract_no": ("HT", 6), "customer_no": ("61", 8), "decision_no": ("610722", 9),
    "household_code": ("610722", 6), "license_no": ("610722", 6), "meter_card_no": ("1", 9),
    "order_no": ("DD", 8), "otp": ("", 6), "phone": ("138", 8), "payer_phone": ("139", 8),
    "policy_no": ("BD", 8), "smartcard_no": ("8", 15), "student_no": ("G", 9),
    "waybill": ("SF", 10),
}  # fmt: skip
_WORDS: Mapping[str, str] = {
    "area_code": "0916", "base_level": "12", "care": "pin_change", "carrier": "CMCC",
    "count": "1", "crop": "apple",
    "dest_bank_cnaps": "102100099996", "household_id": "hh_0001", "item_code": "SBA01",
    "level_code": "5", "loan_no": "ln_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T", "months": "12",
    "mu": "3.5", "price": "700", "product": "YND", "qty": "2", "renew_flag": "Y",
    "school_code": "6107220001", "sku": "apple-80",
    "sub_acct": "ac_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T", "term": "1Y",
    "village_code": "610722100200", "weight": "500", "write_flag": "Y", "year": "2026",
}  # fmt: skip
_TYPES: Mapping[str, str] = {"words": "张三", "hash": "ab" * 32, "opaque": "QUJDREVGRw=="}
