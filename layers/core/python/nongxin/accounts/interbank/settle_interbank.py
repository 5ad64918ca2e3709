"""Move a payment to another bank on: send it, and book what the network says of it.

Each step is one transaction under the order's version and a key of its own, made from the order's
number: whatever is repeated, late or killed, its money moves once.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from nongxin.accounts.events import InterbankReturned, InterbankSettled
from nongxin.accounts.interbank.cancel_interbank import cancelled
from nongxin.accounts.interbank.gateways import PaymentNetwork, Sender, Word
from nongxin.accounts.interbank.interbank import UNDERWAY, AlreadySent, Order, OrderStatus
from nongxin.accounts.interbank.interbank_store import DynamoOrders
from nongxin.accounts.interbank.request_interbank import SENT, clearing_of, sent_legs, told_of
from nongxin.accounts.ports import PayingParts
from nongxin.accounts.statements.slip import SENT as OUTGOING
from nongxin.accounts.statements.slip import TAKEN, Slip
from nongxin.accounts.suspense.suspend_money import suspend_money, suspense_of
from nongxin.accounts.transfers.payment_store import entry_numbers
from nongxin.accounts.transfers.transfer import takes_money
from nongxin.catalog.clearing import payment_systems
from nongxin.kernel.commands import CommandKey, Done, Outcome
from nongxin.kernel.errors import Busy, Conflict, Problem, Rule
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of
from nongxin.kernel.outgoing import PartnerRefused
from nongxin.kernel.records import StaleRecord
from nongxin.kernel.value import value
from nongxin.ledger.post import book
from nongxin.ledger.posting import Leg, Posting, credit, debit, general

SETTLED, RETURNED = "INTERBANK_SETTLED", "INTERBANK_RETURNED"
PostMoney = Callable[[CommandKey, Callable[[], Outcome]], Done]


@value
class NetworkParts:
    orders: DynamoOrders
    paying: PayingParts
    network: PaymentNetwork
    post_money: PostMoney


def settle_interbank(order_id: str, parts: NetworkParts) -> OrderStatus:
    """One step further, as far as it goes now. Answers where the order then is.

    Raises Missing, or Busy where our own books are not to be had.
    """
    order = parts.orders.get(order_id)
    if order.status is OrderStatus.REQUESTED:
        if not payment_systems()[order.system].is_open(parts.paying.calendar.clock.now()):
            return order.status
        _dispatch(order, parts)
    elif order.status not in UNDERWAY:
        return order.status
    return _inquire(parts.orders.get(order_id), parts)


def _dispatch(order: Order, parts: NetworkParts) -> None:
    """The money leaves the account before the network hears of it, never after."""
    try:
        parts.post_money(step_key(order, "send"), lambda: _sent(parts.orders.get(order.id), parts))
    except StaleRecord:
        return  # somebody else moved it on: the next look tells
    except (Rule, Conflict) as refusal:
        _give_up(order, refusal, parts)


def _give_up(order: Order, refusal: Problem, parts: NetworkParts) -> None:
    """The account was frozen, or another has a better claim to the money: nothing was sent."""
    key, code = step_key(order, "give-up"), refusal.code

    def act() -> Outcome:
        return cancelled(parts.orders.get(order.id), code, key, parts.orders, parts.paying)

    with suppress(AlreadySent):  # its owner cancelled it meanwhile
        parts.post_money(key, act)


def _inquire(order: Order, parts: NetworkParts) -> OrderStatus:
    """Asks before it sends, for a number that was sent before may have arrived."""
    if order.status not in UNDERWAY:
        return order.status
    try:
        word = parts.network.ask(order)
        if word is None:
            word = parts.network.send(order, _sender(order, parts.paying))
    except (Busy, PartnerRefused):
        word = Word(OrderStatus.UNKNOWN)
    with suppress(StaleRecord):  # somebody else heard the same, and was first
        _note(order, word, parts)
    return parts.orders.get(order.id).status


def _note(order: Order, word: Word, parts: NetworkParts) -> None:
    if word.status is order.status:
        return
    steps = {OrderStatus.SETTLED: _settled, OrderStatus.RETURNED: _returned}
    step = steps.get(word.status)
    if step is None:
        parts.paying.payments.storage.commit(parts.orders.save(order.heard(word.status)))
        return
    key = step_key(order, word.status.value)
    parts.post_money(key, lambda: step(parts.orders.get(order.id), word, key, parts))


def _sent(order: Order, parts: NetworkParts) -> Outcome:
    key = step_key(order, "send")
    after = order.sent()
    booked = book(Posting(SENT, None, None, sent_legs(order)), key, parts.paying.books)
    slip = slip_of(order, OUTGOING, entry_numbers(list(booked.writes))[order.account_id], key)
    write = parts.orders.save(after)
    return booked.outcome(_answer(after), write, parts.paying.payments.add_slip(slip))


def _settled(order: Order, _: Word, key: CommandKey, parts: NetworkParts) -> Outcome:
    after = order.heard(OrderStatus.SETTLED)
    central_bank = general(county_of(order.account_id), order.entity, "central_bank")
    legs = [debit(clearing_of(order), order.amount_fen), credit(central_bank, order.amount_fen)]
    booked = book(Posting(SETTLED, None, None, legs), key, parts.paying.books)
    told = told_of(InterbankSettled, order, party=party_of(order.to.number, parts))
    events = outbox([told], parts.paying.calendar.clock)
    return booked.outcome(_answer(after), parts.orders.save(after, events))


def _returned(order: Order, word: Word, key: CommandKey, parts: NetworkParts) -> Outcome:
    after = order.heard(OrderStatus.RETURNED, word.reason)
    return money_back(after, clearing_of(order), key, parts)


def money_back(after: Order, source: str, key: CommandKey, parts: NetworkParts) -> Outcome:
    """From the clearing account, or from the central bank's if it had been settled, to the payer;
    to suspense (待处理挂账) where the account takes nothing any more.
    """
    paying, amount_fen = parts.paying, after.amount_fen
    account = paying.ledger.get(after.account_id)
    takes = takes_money(account)
    target = account.id if takes else suspense_of(account)
    legs: list[Leg] = [debit(source, amount_fen), credit(target, amount_fen)]
    booked = book(Posting(RETURNED, None, None, legs), key, paying.books)
    told = told_of(InterbankReturned, after, reached_account=takes)
    writes = [parts.orders.save(after, outbox([told], paying.calendar.clock))]
    if takes:
        number = entry_numbers(list(booked.writes))[after.account_id]
        writes.append(paying.payments.add_slip(slip_of(after, TAKEN, number, key)))
    else:
        clock = paying.calendar.clock
        writes.append(suspend_money(account, amount_fen, after.id, paying.suspense, clock))
    return booked.outcome(_answer(after), *writes)


def party_of(number: str, parts: NetworkParts) -> str:
    """Tells accounts of other banks apart without naming them."""
    return parts.orders.vault.blind("party", number)


def step_key(order: Order, step: str) -> CommandKey:
    """The key of one step of one order, whoever takes it."""
    return CommandKey(f"interbank.{step}", order.owner, county_of(order.id), order.id, order.id)


def slip_of(order: Order, kind: str, number: int, key: CommandKey) -> Slip:
    return Slip(
        account_id=order.account_id,
        number=number,
        kind=kind,
        amount_fen=order.amount_fen,
        journal=key.digest,
        journal_county=key.county,
        party_name=order.to.name,
        party_number=order.to.number,
        remark=order.remark,
    )


def _sender(order: Order, parts: PayingParts) -> Sender:
    number = parts.accounts.number_of(order.owner, order.account_id)
    return Sender(parts.names.name_of(order.owner), number)


def _answer(order: Order) -> dict[str, object]:
    return {"order_id": order.id, "status": order.status.value}
