"""Pay out of a counter hold, in parts or whole, to an account of the bank."""

from __future__ import annotations

from dataclasses import replace

from nongxin.accounts.demand import check_demand
from nongxin.accounts.events import TransferMade
from nongxin.accounts.holds.payment_hold import HoldPurpose, NotPayable
from nongxin.accounts.holds.payment_hold_store import DynamoPaymentHolds
from nongxin.accounts.ports import PayingParts
from nongxin.accounts.statements.slip import SENT, TAKEN, Slip
from nongxin.accounts.tiers.tier_limits import tier_writes
from nongxin.accounts.transfers.match_payee import match_payee
from nongxin.accounts.transfers.payment_store import entry_numbers
from nongxin.accounts.transfers.transfer import Payee, SameAccount, check_payee, check_remark
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Write
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, check_amount, credit, debit

HELD_PAID = "HOLD_PAID"


@value
class PayHeld:
    """With `last` what is then left of the hold is free again."""

    account_id: str
    hold_id: str
    payee_number: str
    payee_name: str
    amount_fen: int
    remark: str = ""
    last: bool = False


def pay_held(
    command: PayHeld, key: CommandKey, holds: DynamoPaymentHolds, parts: PayingParts
) -> Outcome:
    """Raises Missing (no counter hold), NotPayable, NotADemandDeposit, HoldNotActive, HoldExceeded,
    BadAmount, BadRemark, NumberInvalid, PayeeNotMatched, PayeeCannotReceive, SameAccount,
    AccountNotOpen, and the limits of Ⅱ and Ⅲ class accounts.
    """
    check_amount(command.amount_fen)
    check_remark(command.remark)
    if holds.get(command.account_id, command.hold_id).purpose is not HoldPurpose.EARNEST:
        raise NotPayable()
    payer = parts.ledger.get(command.account_id)
    check_demand(payer)
    payee = match_payee(command.payee_number, command.payee_name, parts)
    if payee.account.id == payer.id:
        raise SameAccount()
    check_payee(payee.account)
    out = replace(debit(payer.id, command.amount_fen), hold=command.hold_id, last=command.last)
    posting = Posting(HELD_PAID, None, None, [out, credit(payee.account.id, command.amount_fen)])
    limited = tier_writes(posting, [payer, payee.account], parts.tiers)
    events = outbox([_told(payer, payee, command)], parts.calendar.clock)
    booked = book(posting, key, parts.books, events)
    numbers = entry_numbers(list(booked.writes))
    answer = {"account_id": payer.id, "hold_id": command.hold_id, "number": numbers[payer.id],
              "amount_fen": command.amount_fen}  # fmt: skip
    return booked.outcome(answer, *_slips(command, (payer, payee), key, numbers, parts), *limited)


def _slips(
    command: PayHeld,
    sides: tuple[Account, Payee],
    key: CommandKey,
    numbers: dict[str, int],
    parts: PayingParts,
) -> list[Write]:
    payer, payee = sides
    sent = Slip(
        account_id=payer.id,
        number=numbers[payer.id],
        kind=SENT,
        amount_fen=command.amount_fen,
        journal=key.digest,
        journal_county=key.county,
        party_name=payee.name,
        party_number=payee.number,
        remark=command.remark,
    )
    taken = replace(
        sent,
        account_id=payee.account.id,
        number=numbers[payee.account.id],
        kind=TAKEN,
        party_name=parts.names.name_of(payer.owner),
        party_number=parts.accounts.number_of(payer.owner, payer.id),
    )
    return [parts.payments.add_slip(sent), parts.payments.add_slip(taken)]


def _told(payer: Account, payee: Payee, command: PayHeld) -> TransferMade:
    return TransferMade(
        county=county_of(payer.id),
        account_id=payer.id,
        payee_account_id=payee.account.id,
        payer=payer.owner,
        payee=payee.account.owner,
        entity=payer.entity,
        payee_entity=payee.account.entity,
        amount_fen=command.amount_fen,
    )
