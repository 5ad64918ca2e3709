"""Read the receipts of an own account: what was paid, drawn or paid in at stations, or by phone."""

from __future__ import annotations

import json
from collections.abc import Iterator

from nongxin.catalog.services import BACK, NARRATIVE, service_narrative
from nongxin.kernel.commands import Answer
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.ledger.line import Line
from nongxin.ledger.mapping import line_of
from nongxin.payments.payment import Payment
from nongxin.payments.ports import PaymentParts
from nongxin.payments.settle_payment import settle_payment

# Postings of other contexts, which are made at counters and by phone too: the journal's answer
# tells which were a station's.
_ELSEWHERE = frozenset({"TIME_DEPOSIT", "DEPOSIT_PAID_OUT", "LOAN_REPAID", "LOAN_RECOVERED"})
# Entries that are looked through for a page at most.
_MOST_LINES = 500


@value
class Receipt:
    """`number` is the entry's; `side` debit (paid) or credit (paid in, or paid back). `payment_id`
    is empty where no partner has a part in it, or another county kept the payment.
    """

    number: int
    at: str
    service: str
    name_zh: str
    side: str
    amount_fen: int
    is_back: bool
    payment_id: str


def read_receipts(
    account_id: str, before: int, limit: int, by: Principal, parts: PaymentParts
) -> tuple[list[Receipt], int]:
    """Newest first, those with smaller numbers than `before` (0: from the newest); and the number
    to go on before (0: there are no more). Raises Missing.
    """
    parts.own.owned(account_id, by)
    found: list[Receipt] = []
    last = 0
    for looked, line in enumerate(_lines(account_id, before, parts), 1):
        last = line.seq
        if line.text.startswith(NARRATIVE) or line.text in _ELSEWHERE:
            found += _receipts(line, parts)
        if len(found) == limit or looked == _MOST_LINES:
            return found, last
    return found, 0


def read_bill(payment_id: str, by: Principal, parts: PaymentParts) -> Payment:
    """A payment by phone; one that is open is asked after first. Raises Missing."""
    county_of(payment_id, "py")
    if parts.payments.get(payment_id).terminal_id != by.id:
        raise Missing()
    return settle_payment(payment_id, parts)


def _lines(account_id: str, before: int, parts: PaymentParts) -> Iterator[Line]:
    accounts = parts.books.accounts
    if before == 1:
        return iter(())
    records = (
        accounts.back_from(account_id, before - 1) if before else accounts.back_from(account_id)
    )
    return map(line_of, records)


def _receipts(line: Line, parts: PaymentParts) -> Iterator[Receipt]:
    """One, or none: what was not made at a station."""
    answer, text = _answer(line, parts), line.text
    if text in _ELSEWHERE:
        if "service" not in answer:
            return
        text = f"{NARRATIVE}{answer['service']}"
    yield Receipt(
        number=line.seq,
        at=line.at,
        service=text.removeprefix(NARRATIVE).removesuffix(BACK),
        name_zh=service_narrative(text) or "",
        side=line.side,
        amount_fen=line.amount_fen,
        is_back=text.endswith(BACK),
        payment_id=str(answer.get("payment_id", "")),
    )


def _answer(line: Line, parts: PaymentParts) -> Answer:
    """Of the command that made it; empty where another county keeps it."""
    row = parts.books.accounts.journal(county_of(line.account), line.journal)
    if row is None or not row.answer:
        return {}
    told: Answer = json.loads(str(row.answer))
    return told
