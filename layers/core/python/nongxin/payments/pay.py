"""Pay: one order, once, whatever is lost, repeated or late.

The terminal's number is the key for ever. What was done is answered again; what was refused stays
refused, so that no copy of a request can move anything later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from nongxin.accounts.transfers.transfer import PayeeNotMatched, TooManyMisses
from nongxin.kernel.commands import Done, Outcome, ReversedBefore
from nongxin.kernel.errors import Conflict, Denied, KeyReused, Missing, Problem, Rule
from nongxin.kernel.events import joined, outbox
from nongxin.kernel.http.signed import NonceReplayed
from nongxin.kernel.records import Write
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.store import JournalRecord
from nongxin.payments.begin_payment import begin_payment
from nongxin.payments.care_for_card import care_for_card, check_care
from nongxin.payments.check_pin import QUESTIONS, check_pin, count_miss
from nongxin.payments.events import PaymentWatched
from nongxin.payments.held_card import LOST, HeldCard
from nongxin.payments.limits import check_amount_of
from nongxin.payments.move_own import Sides, made_here, move_own, receipt, sides_of
from nongxin.payments.order import Order
from nongxin.payments.payment import Payment
from nongxin.payments.ports import PaymentParts
from nongxin.payments.problems import NotPayable, PaymentMoved, RefusedBefore
from nongxin.payments.settle_payment import settle_payment
from nongxin.payments.take_order import check_served
from nongxin.payments.watch import StoppedByWatch

# Of one station and day (assumed).
MOST_WRONG_PAYEES = 20
_BOOKS = ("withdraw", "deposit", "transfer")
_PARTNERS = ("pay", "take", "report")


@value
class Paid:
    """`answer` as the journal keeps it. `payment` where a partner has a part in it."""

    answer: Mapping[str, Any]
    payment: Payment | None
    replayed: bool


def pay(order: Order, parts: PaymentParts) -> Paid:
    """Raises what the station, the service's row, the accounts and the partner's bill refuse;
    KeyReused, RefusedBefore, ReversedBefore, NonceReplayed; Busy, where the same number is safe.
    """
    key = order.key
    is_known = parts.books.accounts.journal(key.county, key.digest) is not None
    try:
        act = _again if is_known else _checked(order, parts)
        done = parts.post(key, act)
    except (KeyReused, ReversedBefore):
        raise
    except (Rule, Conflict, Denied, Missing) as refusal:
        _refuse(order, refusal, parts)
        raise
    _look_at(done, order)
    if "payment_id" not in done.answer:
        return Paid(done.answer, None, done.replayed)
    payment_id = str(done.answer["payment_id"])
    secrets = {} if done.replayed else order.typed.secret
    payment = settle_payment(payment_id, parts, secrets, is_new=not done.replayed)
    return Paid(done.answer, payment, done.replayed)


def _again() -> Outcome:
    """The number stands in the journal: `perform` gives its answer, or refuses other content."""
    raise PaymentMoved(status="done")


def _checked(order: Order, parts: PaymentParts) -> Callable[[], Outcome]:
    """What to do, after all that needs no transaction was looked at."""
    service = order.service
    check_served(order, parts)
    order.number.check_near(parts.today, service.offline_days)
    order.check_proofs()
    if order.amount_fen:
        check_amount_of(service, order.amount_fen, _most_fen(order))
    if service.action in _BOOKS:
        sides = _matched(order, parts)
        if sides.payer:
            _check_pin(order, sides.payer, parts)
        return lambda: move_own(order, sides, parts)
    if service.action in _PARTNERS:
        payer = _card(order, parts)
        return lambda: begin_payment(order, payer, parts)
    if service.action in QUESTIONS:
        raise NotPayable(service=service.code)
    if service.action == "care":
        card = check_care(order, parts)
        return lambda: care_for_card(order, card, parts)
    act, account = parts.own_acts.acts[service.action], _card(order, parts)
    return lambda: _received(order, act(order, account, order.key), parts)


def _most_fen(order: Order) -> int:
    """The station's own limit is of money: a wish for a loan moves none."""
    return 0 if order.service.settles == "none" else order.station.single_most_fen


def _matched(order: Order, parts: PaymentParts) -> Sides:
    """Wrong names are counted per station and day: nobody learns a name by trying."""
    station_id = order.station.id
    if parts.payments.misses(station_id, parts.today) >= MOST_WRONG_PAYEES:
        raise TooManyMisses()
    try:
        return sides_of(order, parts)
    except PayeeNotMatched:
        count_miss(station_id, parts)
        raise


def _card(order: Order, parts: PaymentParts) -> Account | None:
    """The customer's account that pays, after its PIN; None where none does."""
    number = order.typed.of("card_no")
    if not number:
        return None
    account = parts.own.by_number(number)
    _check_pin(order, account, parts)
    return account


def _check_pin(order: Order, account: Account, parts: PaymentParts) -> None:
    number = order.typed.of("passbook_no") or order.typed.of("card_no")
    check_pin(order, account, number, parts)


def _received(order: Order, outcome: Outcome, parts: PaymentParts) -> Outcome:
    """Another context's use case, answered and told as every payment is; `result` is its own
    answer. It tells of the accounts itself.
    """
    told = receipt(order, 0, parts) | {"result": outcome.answer}
    row = outcome.key_row or JournalRecord()
    row.events = joined(row.events, outbox([made_here(order)], parts.clock))
    return replace(outcome, answer=told, key_row=row)


def _refuse(order: Order, refusal: Problem, parts: PaymentParts) -> None:
    """The watch is told in the same transaction, and so is the card stopped."""
    answer = {"refused": refusal.code, "sent": order.sent}
    watched = refusal if isinstance(refusal, StoppedByWatch) else None

    def act() -> Outcome:
        row, writes = JournalRecord(), list[Write]()
        if watched:
            row.events = outbox([watched.told], parts.clock)
        if watched and watched.holds:
            writes = _stopped(watched.told, parts)
        return Outcome(answer, writes, row)

    parts.post(order.key, act)


def _stopped(told: PaymentWatched, parts: PaymentParts) -> list[Write]:
    """A card that was reported lost meanwhile stays so."""
    before = parts.held.get(told.account_id)
    if before is not None and before.rule == LOST:
        return []
    version = before.version if before else 0
    now = parts.clock.now()
    held = HeldCard(told.account_id, told.rule, told.station_id, now, version=version)
    return [parts.held.save(held)]


def _look_at(done: Done, order: Order) -> None:
    """Raises RefusedBefore, or NonceReplayed for a copy of the very request that was answered."""
    told_nonce, _, told_call = str(done.answer.get("sent", "")).partition(".")
    nonce, _, call = order.sent.partition(".")
    if done.replayed and nonce == told_nonce and call != told_call:
        raise NonceReplayed()
    if "refused" in done.answer:
        raise RefusedBefore(reason=done.answer["refused"])
