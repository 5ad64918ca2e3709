"""Drive a payment with a partner to its end: send it, ask after it, book what the partner says.

Each step is one write under the payment's version, or one posting under a key of its own: whatever
is repeated, late or killed, money moves once. Nothing is concluded from silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from nongxin.accounts.transfers.transfer import takes_money
from nongxin.catalog.services import BACK
from nongxin.kernel import deadline
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Busy
from nongxin.kernel.events import Event, outbox
from nongxin.kernel.outgoing import PartnerRefused
from nongxin.kernel.records import StaleRecord, Write
from nongxin.ledger.account import InsufficientFunds
from nongxin.ledger.post import against, book
from nongxin.ledger.posting import Leg, Posting, is_general
from nongxin.payments.begin_payment import step_key
from nongxin.payments.events import PaymentExcepted, PaymentMade, PaymentTakenBack
from nongxin.payments.gateways import Word
from nongxin.payments.legs import sent_legs, taken_legs
from nongxin.payments.payment import OPEN, Payment, PaymentStatus
from nongxin.payments.ports import PaymentParts
from nongxin.payments.problems import PaymentMoved

# Of a door's eight: the rest is for our own books.
PARTNER_SECONDS = 5
WRONG_AMOUNT, NO_FLOAT = "wrong-amount", "float-short"


def settle_payment(
    payment_id: str,
    parts: PaymentParts,
    secrets: Mapping[str, str] | None = None,
    *,
    is_new: bool = False,
) -> Payment:
    """One step further, as far as it goes now; the payment as it then is.

    `is_new`: the partner has not heard of it, so it need not be asked first. Raises Missing.
    """
    payment = parts.payments.get(payment_id)
    if payment.status not in OPEN:
        return payment
    try:
        with deadline.within(PARTNER_SECONDS):
            word = _word(payment, parts, secrets or {}, is_new=is_new)
    except (Busy, PartnerRefused):
        word = None
    with suppress(StaleRecord, PaymentMoved):  # somebody else heard the same, and was first
        if word is None:
            _unheard(payment, parts)
        else:
            _note(payment, word, parts)
    return parts.payments.get(payment_id)


def _word(
    payment: Payment, parts: PaymentParts, secrets: Mapping[str, str], *, is_new: bool
) -> Word:
    """What a number that never arrived is sent again with: all but secrets, which nobody keeps.

    So an order with secrets is taken back instead; the partner then never does it.
    """
    gateway = parts.gateways(payment.service.partner)
    if payment.status is PaymentStatus.REVERSING:
        return gateway.take_back(payment.id)
    found = None if is_new else gateway.ask(payment.id)
    if found is not None:
        return found
    if payment.has_secrets and not is_new:
        return gateway.take_back(payment.id)
    return gateway.send(payment, secrets)


def _unheard(payment: Payment, parts: PaymentParts) -> None:
    if payment.status is PaymentStatus.SENT:
        _save(payment.heard(PaymentStatus.UNKNOWN), parts)


def _note(payment: Payment, word: Word, parts: PaymentParts) -> None:
    """Raises StaleRecord, PaymentMoved."""
    reverses = payment.status is PaymentStatus.REVERSING
    if word.status == "accepted":
        _unheard(payment, parts)
    elif word.status == "reversed" or (word.status == "refused" and not reverses):
        _money_back(payment, word, parts)
    elif word.status == "refused":  # it does not take it back: it stands as it was done
        _done(payment, word, parts)
    elif word.amount_fen != payment.amount_fen:
        _except(payment, WRONG_AMOUNT, parts)
    elif not reverses:
        _done(payment, word, parts)


def _done(payment: Payment, word: Word, parts: PaymentParts) -> None:
    confirms = payment.service.confirm and payment.status is not PaymentStatus.REVERSING
    status = PaymentStatus.TO_CONFIRM if confirms else PaymentStatus.DONE
    after = payment.heard(status, word.reason, word.partner_no)
    if not payment.takes or payment.status is PaymentStatus.REVERSING:
        _save(after, parts, made(after))
        return
    key = step_key(payment, "take")

    def act() -> Outcome:
        now = parts.payments.get(payment.id).heard(status, word.reason, word.partner_no)
        target, extra = _takes(now, payment.target, parts)
        legs = taken_legs(now, target)
        booked = book(Posting(now.service.text, None, None, legs), key, parts.books)
        return booked.outcome({}, parts.payments.save(now, _outbox(made(now), parts)), *extra)

    parts.post(key, act)


def _money_back(payment: Payment, word: Word, parts: PaymentParts) -> None:
    """To where it came from, fee and all; to suspense where that account takes nothing any more."""
    reverses = payment.status is PaymentStatus.REVERSING
    status = PaymentStatus.REVERSED if reverses else PaymentStatus.FAILED
    key = step_key(payment, "back")

    def act() -> Outcome:
        now = parts.payments.get(payment.id)
        after = now.heard(status, word.reason, word.partner_no)
        told = _outbox(taken_back(after), parts)
        legs, extra = _legs_back(now, parts)
        if not legs:
            return Outcome({}, [parts.payments.save(after, told)])
        posting = Posting(now.service.text + BACK, None, None, legs)
        booked = book(posting, key, parts.books)
        return booked.outcome({}, parts.payments.save(after, told), *extra)

    try:
        parts.post(key, act)
    except InsufficientFunds:  # the partner took it back, the shop has spent it
        _except(payment, NO_FLOAT, parts)


def _legs_back(payment: Payment, parts: PaymentParts) -> tuple[list[Leg], list[Write]]:
    if payment.source:
        target, extra = _takes(payment, payment.source, parts)
        legs = against(sent_legs(payment))
        return [_at(leg, payment.source, target) for leg in legs], extra
    key = step_key(payment, "take")
    if payment.takes and parts.books.accounts.journal(key.county, key.digest):
        return against(taken_legs(payment, payment.target)), []
    return [], []


def _takes(payment: Payment, account_id: str, parts: PaymentParts) -> tuple[str, list[Write]]:
    """The account, or suspense with its row."""
    if is_general(account_id):
        return account_id, []
    account = parts.books.accounts.latest(account_id)
    if takes_money(account):
        return account_id, []
    total_fen = payment.amount_fen + payment.fee_fen
    where, row = parts.own.suspended(account, total_fen, payment.id)
    return where, [row]


def _at(leg: Leg, source: str, target: str) -> Leg:
    return Leg(target, leg.side, leg.amount_fen) if leg.account == source else leg


def _except(payment: Payment, reason: str, parts: PaymentParts) -> None:
    after = payment.heard(PaymentStatus.EXCEPTION, reason)
    _save(after, parts, excepted(after))


def _save(payment: Payment, parts: PaymentParts, told: Event | None = None) -> None:
    events = _outbox(told, parts) if told else "[]"
    parts.payments.storage.commit(parts.payments.save(payment, events))


def _outbox(told: Event, parts: PaymentParts) -> str:
    return outbox([told], parts.clock)


def made(payment: Payment) -> PaymentMade:
    by_account = payment.source.startswith("ac_") and payment.service.float_effect != "D"
    return PaymentMade(
        county=payment.county,
        terminal_id=payment.terminal_id,
        number=payment.number,
        service=payment.service_code,
        amount_fen=payment.amount_fen,
        fee_fen=payment.fee_fen,
        cash=payment.service.cash,
        entity=payment.entity,
        account_id=payment.source if by_account else "",
        payee_id="",
    )


def taken_back(payment: Payment) -> PaymentTakenBack:
    return PaymentTakenBack(
        county=payment.county,
        terminal_id=payment.terminal_id,
        number=payment.number,
        service=payment.service_code,
        amount_fen=payment.amount_fen,
    )


def excepted(payment: Payment) -> PaymentExcepted:
    return PaymentExcepted(
        county=payment.county,
        payment_id=payment.id,
        service=payment.service_code,
        amount_fen=payment.amount_fen,
        reason=payment.reason,
    )
