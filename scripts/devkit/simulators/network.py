"""The payment network: takes our payments, and brings those of other banks.

    POST /network/payments                  a payment → {"status", "reason"}; a repeat is none
    GET  /network/payments/{message_no}     → the same, or 404 if it never arrived
    GET  /network/incoming/{bank}           → {"messages": […]}, at most 50 without a receipt
    POST /network/incoming/{no}/receipt     {"accepted", "reason"}; the first one stands

For people and tests, whatever the fault:

    POST /network/desk/outcomes  {"payee_number", "outcome"}: settle, reject, or wait
    POST /network/desk/messages  a message to us, e.g. the late return of one that had settled
    GET  /network/desk/payments  → {"payments": […]}, each with the times it was sent

Else a payee whose number ends in 4 is unknown to the other bank; all others get their money.
"""

from __future__ import annotations

import threading

from devkit.simulators.service import NOT_FOUND, Asked, BadRequest, Json, Told, only, text

_FIELDS = ("message_no", "system", "sender_bank", "payee_bank", "payee_name", "payee_number",
           "payer_name", "payer_number", "amount_fen", "remark")  # fmt: skip
_MESSAGE = ("message_no", "kind", "amount_fen", "original_no", "payee_name", "payee_number",
            "payer_name", "payer_number", "remark")  # fmt: skip
_ANSWERS = {
    "settle": {"status": "settled", "reason": ""},
    "reject": {"status": "rejected", "reason": "账号户名不符"},
    "wait": {"status": "accepted", "reason": ""},
}
_PAGE = 50


class Network:
    def __init__(self) -> None:
        self._payments: dict[str, Json] = {}
        self._outcomes: dict[str, str] = {}
        self._messages: dict[str, Json] = {}
        self._receipts: dict[str, Json] = {}
        self._lock = threading.Lock()

    def __call__(self, asked: Asked) -> Told:
        with self._lock:
            match (asked.method, *asked.rest):
                case ("POST", "payments"):
                    return self._take(asked.body)
                case ("GET", "payments", message_no):
                    return self._state(message_no)
                case ("GET", "incoming", _):
                    waiting = [m for n, m in self._messages.items() if n not in self._receipts]
                    return Told(200, {"messages": waiting[:_PAGE]})
                case ("POST", "incoming", message_no, "receipt"):
                    return self._receipt(message_no, asked.body)
                case (_, "desk", what):
                    return self._desk(asked, what)
        return NOT_FOUND

    def _take(self, body: Json) -> Told:
        only(body, *_FIELDS)
        for name in set(_FIELDS) - {"amount_fen", "remark"}:
            text(body, name)
        if type(body.get("amount_fen")) is not int or body["amount_fen"] <= 0:
            raise BadRequest("amount_fen must be a positive whole number")
        number = body["message_no"]
        known = self._payments.setdefault(number, body | {"times": 0})
        if any(known[name] != body[name] for name in _FIELDS):
            raise BadRequest("this message_no was used for another payment")
        known["times"] += 1
        return self._state(number)

    def _state(self, message_no: str) -> Told:
        payment = self._payments.get(message_no)
        if payment is None:
            return NOT_FOUND
        usual = "reject" if payment["payee_number"].endswith("4") else "settle"
        return Told(200, _ANSWERS[self._outcomes.get(payment["payee_number"], usual)])

    def _receipt(self, message_no: str, body: Json) -> Told:
        only(body, "accepted", "reason")
        if message_no not in self._messages:
            return NOT_FOUND
        return Told(200, self._receipts.setdefault(message_no, body))

    def _desk(self, asked: Asked, what: str) -> Told:
        if (asked.method, what) == ("GET", "payments"):
            return Told(200, {"payments": list(self._payments.values())})
        if (asked.method, what) == ("POST", "outcomes"):
            only(asked.body, "payee_number", "outcome")
            if asked.body.get("outcome") not in _ANSWERS:
                raise BadRequest(f"outcome must be one of {', '.join(_ANSWERS)}")
            self._outcomes[text(asked.body, "payee_number")] = asked.body["outcome"]
            return Told(200, {})
        if (asked.method, what) == ("POST", "messages"):
            only(asked.body, *_MESSAGE)
            self._messages.setdefault(text(asked.body, "message_no"), asked.body)
            return Told(201, {})
        if (asked.method, what) == ("GET", "receipts"):
            return Told(200, {"receipts": self._receipts})
        return NOT_FOUND
