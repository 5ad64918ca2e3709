"""Take a payment back: by reversal (冲正) when the terminal heard nothing, by void (撤销) by hand.

Also before the payment itself arrives: a tombstone then takes its number, and it is never done.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from nongxin.catalog.services import BACK, Service, services
from nongxin.kernel.clock import SHANGHAI, parse_stamp
from nongxin.kernel.commands import CommandKey, Outcome, fingerprint
from nongxin.kernel.events import outbox
from nongxin.kernel.records import StaleRecord
from nongxin.kernel.value import value
from nongxin.ledger.reverse_posting import ReversePosting, reverse_posting
from nongxin.ledger.store import JournalRecord
from nongxin.payments.events import PaymentTakenBack
from nongxin.payments.order import Number
from nongxin.payments.payment import Payment, PaymentStatus
from nongxin.payments.ports import PaymentParts
from nongxin.payments.problems import NotReversibleNow
from nongxin.payments.read_payment import answer_in, original_key
from nongxin.payments.settle_payment import settle_payment

REVERSAL, VOID = "R", "V"
# A terminal that heard nothing says so within a minute, and again until it is answered (PY05);
# later it asks what became of the number. Else whoever keeps the shop could take cash in, show
# the receipt, and take the deposit back (the length is assumed).
REVERSAL_WITHIN = timedelta(minutes=10)
_NOTHING = {"reversal": "voided", "amount_fen": 0}


@value
class TakenBack:
    """`status`: reversed, voided (it never moved anything), or reversing (the partner is asked)."""

    status: str
    amount_fen: int
    replayed: bool


def take_back(number: Number, how: str, parts: PaymentParts) -> TakenBack:
    """`how` is R or V. Raises NotReversibleNow, AlreadyReversed, InsufficientFunds (what was paid
    in is spent already), PaymentMoved.
    """
    original = original_key(number)
    row = parts.books.accounts.journal(original.county, original.digest)
    answer = answer_in(row)
    if "payment_id" in answer:
        return _with_partner(str(answer["payment_id"]), how, parts)
    key = number.key("take_back", fingerprint([number.text]))
    known = parts.books.accounts.journal(key.county, key.digest)
    if answer and "refused" not in answer and known is None:
        at = _moment(row)
        check_class(services(parts.today)[answer["service"]], how, at, parts.clock.now())
    done = parts.post(key, lambda: _reversed(number, original, answer, key, parts))
    told = done.answer
    return TakenBack(str(told["reversal"]), int(told["amount_fen"]), done.replayed)


def check_class(service: Service, how: str, made_at: datetime, now: datetime) -> None:
    """In the way that the row allows: a reversal soon, a void on the day of the payment and before
    its cut-off. Raises NotReversibleNow.
    """
    then, today = made_at.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    late = service.until is not None and today.time() >= service.until
    late = late or (how == REVERSAL and now - made_at > REVERSAL_WITHIN)
    # A terminal that heard nothing of a payment of class V takes it back as one would by hand.
    allowed = {"R": {REVERSAL}, "V": {REVERSAL, VOID}}.get(service.reversal, set())
    if how not in allowed or then.date() != today.date() or late:
        until = f"{service.until:%H:%M}" if service.until else ""
        raise NotReversibleNow(reversal=service.reversal, until=until)


def _reversed(
    number: Number, original: CommandKey, answer: dict[str, Any], key: CommandKey,
    parts: PaymentParts,
) -> Outcome:  # fmt: skip
    if "refused" in answer:
        return Outcome(_NOTHING, (), JournalRecord())
    row = None if answer else parts.books.accounts.journal(original.county, original.digest)
    if row is not None and not row.voided_by:
        raise StaleRecord()  # it arrived meanwhile: look again
    told = PaymentTakenBack(
        county=number.terminal.county,
        terminal_id=number.terminal.id,
        number=number.text,
        service=str(answer.get("service", "")),
        amount_fen=int(answer.get("amount_fen", 0)),
    )
    events = outbox([told], parts.clock) if answer else "[]"
    text = services(parts.today)[answer["service"]].text + BACK if answer else ""
    return reverse_posting(ReversePosting.of(original), key, parts.books, events, text)


def _with_partner(payment_id: str, how: str, parts: PaymentParts) -> TakenBack:
    payment = parts.payments.get(payment_id)
    if payment.status in (PaymentStatus.FAILED, PaymentStatus.REVERSED):
        return _told(payment, replayed=True)
    if payment.status is not PaymentStatus.REVERSING:
        check_class(payment.service, how, payment.at, parts.clock.now())
        after = payment.reversing()
        parts.payments.storage.commit(parts.payments.save(after))
    return _told(settle_payment(payment_id, parts), replayed=False)


def _told(payment: Payment, *, replayed: bool) -> TakenBack:
    is_back = payment.status in (PaymentStatus.FAILED, PaymentStatus.REVERSED)
    status = "reversed" if is_back else payment.status.value
    return TakenBack(status, payment.amount_fen if is_back else 0, replayed)


def _moment(row: JournalRecord | None) -> datetime:
    assert row is not None
    return parse_stamp(str(answer_in(row)["at"]))
