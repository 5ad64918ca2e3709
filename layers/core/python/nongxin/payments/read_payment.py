"""Read what became of a number: the receipt is the same on both sides."""

from __future__ import annotations

import json
from typing import Any

from nongxin.kernel.commands import CommandKey, ReversedBefore
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.ledger.post import Books
from nongxin.ledger.store import JournalRecord
from nongxin.payments.order import Number
from nongxin.payments.pay import Paid
from nongxin.payments.ports import PaymentParts
from nongxin.payments.problems import RefusedBefore
from nongxin.payments.settle_payment import settle_payment


def read_payment(number: Number, parts: PaymentParts) -> Paid:
    """One that is open is asked after first.

    Raises Missing (it never arrived: it may be sent as it is), RefusedBefore, ReversedBefore.
    """
    key = original_key(number)
    row = parts.books.accounts.journal(key.county, key.digest)
    if row is None:
        raise Missing()
    if row.voided_by:
        raise ReversedBefore()
    answer = answer_in(row)
    if "refused" in answer:
        raise RefusedBefore(reason=answer["refused"])
    if "payment_id" in answer:
        return Paid(answer, settle_payment(str(answer["payment_id"]), parts), replayed=True)
    if parts.books.accounts.is_reversed(key.county, key.digest):
        answer |= {"status": "reversed"}
    return Paid(answer, None, replayed=True)


def original_key(number: Number) -> CommandKey:
    """The key of the payment itself; its content is not known here and names nothing."""
    return number.key("pay", "")


def answer_to(terminal_id: str, number: str, books: Books) -> dict[str, Any]:
    """What the journal keeps of a terminal's number; as below."""
    key = key_of(terminal_id, number)
    return answer_in(books.accounts.journal(key.county, key.digest))


def key_of(terminal_id: str, number: str) -> CommandKey:
    """The same of a number that is no request."""
    return CommandKey("payments.pay", terminal_id, county_of(terminal_id, "tm"), number, "")


def answer_in(row: JournalRecord | None) -> dict[str, Any]:
    """Empty where nothing arrived, or a reversal came first."""
    if row is None or row.voided_by:
        return {}
    told: dict[str, Any] = json.loads(str(row.answer))
    return told
