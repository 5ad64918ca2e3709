"""Partners of the stations: power grid, water, telecom, social security, medical scheme, …

One class plays them all; what differs is how much is due, and for whom.

    POST /{partner}/enquiries   {"service", "fields"} → {"bill_no", "amount_fen", "name", "items"}
    POST /{partner}/payments    a payment → {"status", "amount_fen", "partner_no", "reason"}; a
                                repeat of its number is none
    GET  /{partner}/payments/{number}              → the same, or 404 if it never arrived
    POST /{partner}/payments/{number}/reversal     → the same; before the payment: it never will be

    GET  /{partner}/settlements/{date}/{county}/{page}  → {"lines": [{"number", "service",
                                "amount_fen"}], "more"}: what was done that day, by the numbers

For people and tests, whatever the fault:

    POST /{partner}/desk/outcomes  {"subject", "outcome"}: done, refuse, wait, wrong_amount, keep
                                   (`keep`: done, and not taken back); subject: a value of a field
    POST /{partner}/desk/differences {"number", "difference"}: how the file of the day tells a
                                   payment: missing, amount (a yuan more), next_day, extra (a number
                                   that nobody sent), none
    GET  /{partner}/desk/payments  → {"payments": […]}, each with the times it was sent

A subject that ends in 4 is unknown to the partner, if nobody set an outcome for it.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone

from devkit.simulators.service import NOT_FOUND, Asked, BadRequest, Json, Told, only, text

# What is due in yuan, from and to; where the fields name the amount, a question is about the name.
DUE: Mapping[str, tuple[int, int]] = {
    "power": (30, 200),
    "water": (10, 80),
    "gas": (20, 200),
    "telecom": (10, 120),
    "cable": (20, 40),
    "schools": (200, 900),
    "fines": (50, 200),
    "insurer": (20, 200),
    "tobacco": (800, 4000),
    "social": (200, 3000),
    "medical": (220, 660),
    "finance": (50, 1200),
    "platform": (20, 300),
    "courier": (0, 0),
    "clearing": (0, 0),
    "unionpay": (0, 0),
}
_PAYMENT = ("number", "service", "bill_no", "amount_fen", "fields", "secrets")
_OUTCOMES = ("done", "refuse", "wait", "wrong_amount", "keep")
_DIFFERENCES = ("none", "missing", "amount", "next_day", "extra")
_UNKNOWN = "查无此户"
_PAGE = 500
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # of the time in a payment's number
_SHAANXI = timezone(timedelta(hours=8))
# What a line is for that nobody sent, by partner.
EXTRA_SERVICE: Mapping[str, str] = {
    "power": "D01", "water": "D07", "gas": "D08", "telecom": "D05", "cable": "D06",
    "schools": "D09", "fines": "D10", "insurer": "D11", "tobacco": "D12", "social": "B01",
    "medical": "C01", "finance": "E01", "platform": "X01", "courier": "X04", "clearing": "A08",
    "unionpay": "A04",
}  # fmt: skip


class Biller:
    def __init__(self, code: str) -> None:
        self._code = code
        self._payments: dict[str, Json] = {}
        self._outcomes: dict[str, str] = {}
        self._taken_back: set[str] = set()
        self._differences: dict[str, str] = {}
        self._lock = threading.Lock()

    def __call__(self, asked: Asked) -> Told:
        with self._lock:
            match (asked.method, *asked.rest):
                case ("POST", "enquiries"):
                    return self._bill(asked.body)
                case ("POST", "payments"):
                    return self._take(asked.body)
                case ("GET", "payments", number):
                    return self._state(number)
                case ("POST", "payments", number, "reversal"):
                    return self._take_back(number)
                case ("GET", "settlements", day, county, page):
                    return self._file(day, county, int(page) if page.isdigit() else 0)
                case (_, "desk", what):
                    return self._desk(asked, what)
        return NOT_FOUND

    def _bill(self, body: Json) -> Told:
        only(body, "service", "fields")
        service, fields = text(body, "service"), _fields(body)
        subject = _subject(fields)
        if self._outcome(subject) == "refuse":
            return NOT_FOUND
        return Told(200, {
            "bill_no": _bill_no(service, subject),
            "amount_fen": self.due_fen(subject),
            "name": f"{subject[:1]}**",
            "items": [f"{service} {subject[-4:]}"],
        })  # fmt: skip

    def due_fen(self, subject: str) -> int:
        """The same for the same subject, always."""
        low, high = DUE[self._code]
        return 100 * (low + _number(f"due {self._code} {subject}") % (high - low + 1))

    def _take(self, body: Json) -> Told:
        only(body, *_PAYMENT)
        number, _ = text(body, "number"), text(body, "service")
        fields, amount_fen = _fields(body), body.get("amount_fen")
        if type(amount_fen) is not int or amount_fen < 0:
            raise BadRequest("amount_fen must be a whole number")
        kept = {name: body[name] for name in _PAYMENT if name != "secrets"}
        known = self._payments.setdefault(number, kept | {"times": 0})
        if any(known[name] != kept[name] for name in kept):
            raise BadRequest("this number was used for another payment")
        known["times"] += 1
        known["subject"] = _subject(fields)
        return self._state(number)

    def _state(self, number: str) -> Told:
        if number in self._taken_back:
            return Told(200, self._said("reversed", self._amount(number), number))
        payment = self._payments.get(number)
        if payment is None:
            return NOT_FOUND
        amount_fen, outcome = payment["amount_fen"], self._outcome(payment["subject"])
        bill_no = payment["bill_no"]
        if bill_no and bill_no != _bill_no(payment["service"], payment["subject"]):
            return Told(200, self._said("refused", amount_fen, number, "账单号不符"))
        if outcome == "refuse":
            return Told(200, self._said("refused", amount_fen, number, _UNKNOWN))
        if outcome == "wait":
            return Told(200, self._said("accepted", amount_fen, number))
        told_fen = amount_fen + 100 if outcome == "wrong_amount" else amount_fen
        return Told(200, self._said("done", told_fen, number))

    def _take_back(self, number: str) -> Told:
        payment = self._payments.get(number)
        if payment and self._outcome(payment["subject"]) == "keep":
            return Told(200, self._said("refused", self._amount(number), number, "已出账"))
        self._taken_back.add(number)
        return self._state(number)

    def _file(self, day: str, county: str, page: int) -> Told:
        lines = [
            line for each in sorted(self._payments) if (line := self._filed(each, day, county))
        ]
        lines += [
            {"number": number, "service": EXTRA_SERVICE[self._code], "amount_fen": 100}
            for number, what in self._differences.items()
            if what == "extra" and _made_on(number) == (day, county)
        ]
        mine = lines[page * _PAGE : (page + 1) * _PAGE]
        return Told(200, {"lines": mine, "more": len(lines) > (page + 1) * _PAGE})

    def _filed(self, number: str, day: str, county: str) -> Json | None:
        """A payment as the file of a day tells it; None: not in it."""
        said, how = self._state(number).body, self._differences.get(number, "none")
        made_on, made_in = _made_on(number)
        if how == "next_day":
            made_on = (date.fromisoformat(made_on) + timedelta(days=1)).isoformat()
        is_there = said["status"] == "done" and (made_on, made_in) == (day, county)
        if not is_there or how == "missing":
            return None
        amount_fen = said["amount_fen"] + (100 if how == "amount" else 0)
        service = self._payments[number]["service"]
        return {"number": number, "service": service, "amount_fen": amount_fen}

    def _amount(self, number: str) -> int:
        return int(self._payments.get(number, {}).get("amount_fen", 0))

    def _said(self, status: str, amount_fen: int, number: str, reason: str = "") -> Json:
        partner_no = f"{self._code.upper()}{_number(number) % 10**10:010d}"
        return {
            "status": status, "amount_fen": amount_fen, "partner_no": partner_no, "reason": reason,
        }  # fmt: skip

    def _outcome(self, subject: str) -> str:
        return self._outcomes.get(subject, "refuse" if subject.endswith("4") else "done")

    def _desk(self, asked: Asked, what: str) -> Told:
        if (asked.method, what) == ("GET", "payments"):
            return Told(200, {"payments": list(self._payments.values())})
        if (asked.method, what) == ("POST", "differences"):
            only(asked.body, "number", "difference")
            if asked.body.get("difference") not in _DIFFERENCES:
                raise BadRequest(f"difference must be one of {', '.join(_DIFFERENCES)}")
            self._differences[text(asked.body, "number")] = asked.body["difference"]
            return Told(200, {})
        if (asked.method, what) == ("POST", "outcomes"):
            only(asked.body, "subject", "outcome")
            if asked.body.get("outcome") not in _OUTCOMES:
                raise BadRequest(f"outcome must be one of {', '.join(_OUTCOMES)}")
            self._outcomes[text(asked.body, "subject")] = asked.body["outcome"]
            return Told(200, {})
        return NOT_FOUND


class SecurityModule:
    """The encryption machine (加密机): a block that ends in 0000 is a wrong PIN.

    POST /pins/checks  {"card_no", "pin", "terminal"} → {"ok"}
    POST /pins/changes {"number", "card_no", "pin", "new_pin"} → {"ok"}, once a number
    GET  /pins/desk/changes → the numbers, in order
    """

    def __init__(self) -> None:
        self._changes: dict[str, bool] = {}

    def __call__(self, asked: Asked) -> Told:
        if (asked.method, *asked.rest) == ("POST", "changes"):
            return self._change(asked.body)
        if (asked.method, *asked.rest) == ("GET", "desk", "changes"):
            return Told(200, {"changes": [n for n, ok in self._changes.items() if ok]})
        if (asked.method, *asked.rest) != ("POST", "checks"):
            return NOT_FOUND
        only(asked.body, "card_no", "pin", "terminal")
        text(asked.body, "card_no"), text(asked.body, "terminal")
        return Told(200, {"ok": not text(asked.body, "pin").endswith("0000")})

    def _change(self, body: Json) -> Told:
        only(body, "number", "card_no", "pin", "new_pin")
        text(body, "card_no"), text(body, "new_pin")
        is_right = not text(body, "pin").endswith("0000")
        return Told(200, {"ok": self._changes.setdefault(text(body, "number"), is_right)})


# By whom a partner knows its customer, in this order.
_SUBJECTS = (
    "customer_no", "insured_id", "household_code", "meter_card_no", "account_no", "smartcard_no",
    "student_no", "decision_no", "policy_no", "license_no", "order_no", "waybill", "contract_no",
    "bank_card_no", "credit_card_no", "id_no", "phone", "sku",
)  # fmt: skip


def _fields(body: Json) -> dict[str, str]:
    fields = body.get("fields")
    if not isinstance(fields, dict) or not all(isinstance(v, str) for v in fields.values()):
        raise BadRequest("fields must be an object of texts")
    return fields


def _subject(fields: dict[str, str]) -> str:
    found = next((fields[name] for name in _SUBJECTS if fields.get(name)), "")
    if not found:
        raise BadRequest("no field names a customer")
    return found


def _bill_no(service: str, subject: str) -> str:
    return f"B{_number(f'{service} {subject}') % 10**12:012d}"


def _made_on(number: str) -> tuple[str, str]:
    """Day in Shaanxi and county: a payment's number begins with both (kind, county, ULID)."""
    _, county, ulid = number.split("_")
    milliseconds = 0
    for character in ulid[:10]:
        milliseconds = milliseconds * 32 + _ALPHABET.index(character)
    made = datetime.fromtimestamp(milliseconds / 1000, _SHAANXI)
    return made.date().isoformat(), county


def _number(of: str) -> int:
    return int.from_bytes(hashlib.sha256(of.encode()).digest()[:8], "big")
