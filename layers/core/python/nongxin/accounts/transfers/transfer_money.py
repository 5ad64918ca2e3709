"""Transfer (行内转账) to any account of the bank's 94 legal entities, in one posting."""

from __future__ import annotations

from dataclasses import replace

from nongxin.accounts.events import TransferMade
from nongxin.accounts.ports import PayingParts
from nongxin.accounts.reach import own_account
from nongxin.accounts.statements.slip import SENT, TAKEN, Slip
from nongxin.accounts.tiers.tier_limits import tier_writes
from nongxin.accounts.transfers.day_usage import DayUsage
from nongxin.accounts.transfers.guess_payee import guess_payee
from nongxin.accounts.transfers.payment_store import entry_numbers
from nongxin.accounts.transfers.transfer import (
    Payee,
    SameAccount,
    TransferMoney,
    check_payee,
    check_payer,
    check_remark,
)
from nongxin.catalog.payments import PaymentLimits, payment_limits
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import masked
from nongxin.kernel.records import Write
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, check_amount, credit, debit

TRANSFER = "TRANSFER"
CHANNEL = "customer"


@value
class Sides:
    """Who pays whom. `usage` is the payer's day before it; it is None among one's own accounts."""

    payer: Account
    payee: Payee
    usage: DayUsage | None
    limits: PaymentLimits

    def needs_step_up(self, amount_fen: int) -> bool:
        return self.usage is not None and self.usage.needs_step_up(amount_fen, self.limits)


def transfer_money(
    command: TransferMoney, by: Principal, key: CommandKey, parts: PayingParts
) -> Outcome:
    """Answers the entry's number, by which the payer finds the slip.

    Raises Missing (not the caller's account), what `sides_of` refuses, StepUpNeeded,
    InsufficientFunds, and the limits of Ⅱ and Ⅲ class accounts.
    """
    sides = sides_of(command, by, parts)
    if sides.needs_step_up(command.amount_fen):
        parts.step_ups.proof(command.step_up_token, by.id, command.digest)
    source, target = sides.payer, sides.payee.account
    legs = [debit(source.id, command.amount_fen), credit(target.id, command.amount_fen)]
    events = outbox([_told(sides, command)], parts.calendar.clock)
    posting = Posting(TRANSFER, None, None, legs)
    limited = tier_writes(posting, [source, target], parts.tiers)
    booked = book(posting, key, parts.books, events)
    numbers = entry_numbers(list(booked.writes))
    slips = _slips(command, sides, key, numbers, parts)
    answer = {
        "account_id": source.id,
        "number": numbers[source.id],
        "amount_fen": command.amount_fen,
        "payee_number": masked(sides.payee.number, 4, 4),
    }
    return booked.outcome(answer, *slips, *_counted(sides, command, parts), *limited)


def sides_of(command: TransferMoney, by: Principal, parts: PayingParts) -> Sides:
    """Both sides, held against every rule but the balance.

    Raises Missing, BadAmount, BadRemark, NotATransferAccount, AccountNotOpen, TooManyMisses,
    PayeeNotMatched, PayeeCannotReceive, SameAccount, PaymentTooLarge, DayLimitExceeded,
    DayCountExceeded.
    """
    payer = own_account(command.account_id, by, parts.ledger)
    check_amount(command.amount_fen)
    check_remark(command.remark)
    check_payer(payer)
    payee = guess_payee(by.id, command.payee_number, command.payee_name, parts)
    if payee.account.id == payer.id:
        raise SameAccount()
    check_payee(payee.account)
    today = parts.calendar.clock.today()
    limits = payment_limits(CHANNEL, today)
    if payee.account.owner == payer.owner:
        return Sides(payer, payee, None, limits)
    usage = parts.payments.usage(payer.owner, today)
    usage.with_payment(command.amount_fen, limits)
    return Sides(payer, payee, usage, limits)


def _counted(sides: Sides, command: TransferMoney, parts: PayingParts) -> list[Write]:
    if sides.usage is None:
        return []
    after = sides.usage.with_payment(command.amount_fen, sides.limits)
    return [parts.payments.save_usage(after)]


def _slips(
    command: TransferMoney,
    sides: Sides,
    key: CommandKey,
    numbers: dict[str, int],
    parts: PayingParts,
) -> list[Write]:
    """One for each side: the payer sees the payee as named, the payee who paid."""
    source, target = sides.payer, sides.payee.account
    sent = Slip(
        account_id=source.id,
        number=numbers[source.id],
        kind=SENT,
        amount_fen=command.amount_fen,
        journal=key.digest,
        journal_county=key.county,
        party_name=sides.payee.name,
        party_number=sides.payee.number,
        remark=command.remark,
    )
    taken = replace(
        sent,
        account_id=target.id,
        number=numbers[target.id],
        kind=TAKEN,
        party_name=parts.names.name_of(source.owner),
        party_number=parts.accounts.number_of(source.owner, source.id),
    )
    return [parts.payments.add_slip(sent), parts.payments.add_slip(taken)]


def _told(sides: Sides, command: TransferMoney) -> TransferMade:
    source, target = sides.payer, sides.payee.account
    return TransferMade(
        county=county_of(source.id),
        account_id=source.id,
        payee_account_id=target.id,
        payer=source.owner,
        payee=target.owner,
        entity=source.entity,
        payee_entity=target.entity,
        amount_fen=command.amount_fen,
    )
