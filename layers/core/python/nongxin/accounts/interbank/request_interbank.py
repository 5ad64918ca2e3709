"""Ask for a payment to another bank: its money is held from this moment, and sent by a worker."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, TypeVar

from nongxin.accounts.events import InterbankEvent, InterbankRequested
from nongxin.accounts.interbank.bank_code import bank_of
from nongxin.accounts.interbank.interbank import BadPayeeNumber, Order, SendMoney
from nongxin.accounts.interbank.interbank_store import KIND, DynamoOrders
from nongxin.accounts.ports import PayingParts
from nongxin.accounts.reach import own_account
from nongxin.accounts.tiers.tier_limits import tier_writes
from nongxin.accounts.transfers.day_usage import DayUsage
from nongxin.accounts.transfers.transfer import check_payer, check_remark
from nongxin.accounts.transfers.transfer_money import CHANNEL
from nongxin.catalog.clearing import system_for
from nongxin.catalog.payments import payment_limits
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of, new_id
from nongxin.ledger.account import Account
from nongxin.ledger.place_hold import PlaceHold, place_hold
from nongxin.ledger.posting import Leg, Posting, credit, debit, general

SENT = "INTERBANK_SENT"
IN_TRANSIT = "interbank_clearing"
E = TypeVar("E", bound=InterbankEvent)
_NUMBER = re.compile(r"[0-9]{8,32}")


def request_interbank(
    command: SendMoney, by: Principal, key: CommandKey, orders: DynamoOrders, parts: PayingParts
) -> Outcome:
    """Answers the order's id and status.

    Raises Missing, BadAmount, BadRemark, NotATransferAccount, AccountNotOpen, BankCodeInvalid,
    BankUnknown, OwnBank, BadPayeeNumber, PaymentTooLarge, DayLimitExceeded, DayCountExceeded,
    StepUpNeeded, InsufficientFunds, and the limits of Ⅱ and Ⅲ class accounts.
    """
    payer, after, step_up_needed = payer_of(command, by, parts)
    if step_up_needed:
        parts.step_ups.proof(command.step_up_token, by.id, command.digest)
    clock = parts.calendar.clock
    held = place_hold(PlaceHold(payer.id, command.amount_fen), key, parts.books)
    order = _order(command, payer, str(held.answer["hold_id"]), parts)
    posting = Posting(SENT, None, None, sent_legs(order))
    limited = tier_writes(posting, [payer], parts.tiers)
    events = outbox([told_of(InterbankRequested, order)], clock)
    writes = [*held.writes, *orders.add(order, events), parts.payments.save_usage(after), *limited]
    answer = {"order_id": order.id, "status": order.status.value, "amount_fen": order.amount_fen}
    return replace(held, answer=answer, writes=writes)


def payer_of(
    command: SendMoney, by: Principal, parts: PayingParts
) -> tuple[Account, DayUsage, bool]:
    """The paying account, its owner's day with the payment, and whether a step-up is needed."""
    payer = own_account(command.account_id, by, parts.ledger)
    _check(command, payer)
    today = parts.calendar.clock.today()
    limits = payment_limits(CHANNEL, today)
    usage = parts.payments.usage(payer.owner, today)
    after = usage.with_payment(command.amount_fen, limits)
    return payer, after, usage.needs_step_up(command.amount_fen, limits)


def sent_legs(order: Order) -> list[Leg]:
    """Out of the account, by its hold, onto the clearing account of the payer's legal entity."""
    out = replace(debit(order.account_id, order.amount_fen), hold=order.hold_id, last=True)
    return [out, credit(clearing_of(order), order.amount_fen)]


def clearing_of(order: Order) -> str:
    return general(county_of(order.account_id), order.entity, IN_TRANSIT)


def _check(command: SendMoney, payer: Account) -> None:
    check_remark(command.remark)
    check_remark(command.to.name)
    check_payer(payer)
    bank_of(command.to.bank_code)
    if not _NUMBER.fullmatch(command.to.number):
        raise BadPayeeNumber()


def _order(command: SendMoney, payer: Account, hold_id: str, parts: PayingParts) -> Order:
    clock = parts.calendar.clock
    return Order(
        id=new_id(KIND, county_of(payer.id), clock),
        account_id=payer.id,
        owner=payer.owner,
        entity=payer.entity,
        amount_fen=command.amount_fen,
        to=command.to,
        remark=command.remark,
        system=system_for(command.amount_fen).code,
        hold_id=hold_id,
        requested_at=clock.now(),
    )


def told_of(kind: type[E], order: Order, **more: Any) -> E:
    """An event of an order, with what every such event carries."""
    return kind(
        county=county_of(order.id),
        order_id=order.id,
        account_id=order.account_id,
        owner=order.owner,
        entity=order.entity,
        amount_fen=order.amount_fen,
        **more,
    )
