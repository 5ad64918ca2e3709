"""Take what other banks send (来账): a payment to one of our accounts, or one of ours coming back.

The decision is kept under the message's own number before the network gets its receipt, so that a
message that comes again gets the same one. The number is claimed for the province: in another
county it is the same number.
"""

from __future__ import annotations

from dataclasses import asdict, replace

from nongxin.accounts.events import InterbankReceived
from nongxin.accounts.interbank.gateways import Incoming
from nongxin.accounts.interbank.interbank import UNDERWAY, Order, OrderStatus
from nongxin.accounts.interbank.request_interbank import clearing_of
from nongxin.accounts.interbank.settle_interbank import NetworkParts, money_back, party_of
from nongxin.accounts.statements.slip import TAKEN, Slip
from nongxin.accounts.tiers.tier_limits import tier_writes
from nongxin.accounts.transfers.match_payee import match_payee
from nongxin.accounts.transfers.payment_store import entry_numbers
from nongxin.accounts.transfers.transfer import Payee, check_payee
from nongxin.catalog.places import county
from nongxin.kernel.commands import Answer, CommandKey, Outcome, fingerprint
from nongxin.kernel.directory import Taken
from nongxin.kernel.errors import Conflict, KeyReused, Missing, Rule
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import StaleRecord
from nongxin.ledger.account import AccountNotOpen
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, check_amount, credit, debit, general
from nongxin.ledger.store import JournalRecord

RECEIVED = "INTERBANK_RECEIVED"
# Where messages are decided on that name no account of ours: 西安市莲湖区, the clearing centre's
# (assumed).
_CENTRE = "610104"
_COUNTY = slice(4, 10)  # of an account number


def take_incoming(message: Incoming, parts: NetworkParts) -> Answer:
    """Answers {"accepted", "reason"}: the same for ever. Raises Busy, or KeyReused for a number
    that came before with other content.
    """
    key = _key(message)
    take = _returned if message.kind == "return" else _received

    def act() -> Outcome:
        try:
            done = take(message, key, parts)
        except StaleRecord:
            raise
        except (Rule, Conflict, Missing) as refusal:
            done = _refused(refusal.code)
        claim = parts.paying.payees.directory.claim("message", message.message_no, key.county)
        return replace(done, writes=[*done.writes, claim])

    try:
        return parts.post_money(key, act).answer
    except Taken:
        raise KeyReused() from None


def _received(message: Incoming, key: CommandKey, parts: NetworkParts) -> Outcome:
    paying = parts.paying
    check_amount(message.amount_fen)
    payee = match_payee(message.payee_number, message.payee_name, paying)
    account = payee.account
    check_payee(account)
    central_bank = general(county_of(account.id), account.entity, "central_bank")
    legs = [debit(central_bank, message.amount_fen), credit(account.id, message.amount_fen)]
    posting = Posting(RECEIVED, None, None, legs)
    limited = tier_writes(posting, [account], paying.tiers)
    events = outbox([_told(payee, message, parts)], paying.calendar.clock)
    booked = book(posting, key, paying.books, events)
    number = entry_numbers(list(booked.writes))[account.id]
    slip = paying.payments.add_slip(_slip(payee, message, number, key))
    return booked.outcome({"accepted": True, "reason": ""}, slip, *limited)


def _returned(message: Incoming, key: CommandKey, parts: NetworkParts) -> Outcome:
    order = parts.orders.get(message.original_no)
    if message.amount_fen != order.amount_fen:
        return _refused("amount-differs")
    returnable = UNDERWAY | {OrderStatus.SETTLED}
    if order.status not in returnable:
        return _refused("not-returnable")
    source = _central_bank(order) if order.status is OrderStatus.SETTLED else clearing_of(order)
    try:
        back = money_back(order.came_back("returned-later"), source, key, parts)
    except AccountNotOpen:
        raise StaleRecord() from None  # closed since we looked: decide anew, into suspense
    back.answer.update({"accepted": True, "reason": ""})
    return back


def _central_bank(order: Order) -> str:
    return general(county_of(order.account_id), order.entity, "central_bank")


def _refused(reason: str) -> Outcome:
    return Outcome({"accepted": False, "reason": reason}, [], JournalRecord())


def _key(message: Incoming) -> CommandKey:
    """In the county that the message itself names: the same one however often it comes."""
    try:
        home = county_of(message.original_no)
    except Missing:
        home = message.payee_number[_COUNTY]
    if county(home) is None:
        home = _CENTRE
    content = fingerprint(asdict(message))
    return CommandKey("interbank.take", "network", home, message.message_no, content)


def _told(payee: Payee, message: Incoming, parts: NetworkParts) -> InterbankReceived:
    account = payee.account
    return InterbankReceived(
        county=county_of(account.id),
        account_id=account.id,
        owner=account.owner,
        party=party_of(message.payer_number, parts),
        entity=account.entity,
        amount_fen=message.amount_fen,
    )


def _slip(payee: Payee, message: Incoming, number: int, key: CommandKey) -> Slip:
    return Slip(
        account_id=payee.account.id,
        number=number,
        kind=TAKEN,
        amount_fen=message.amount_fen,
        journal=key.digest,
        journal_county=key.county,
        party_name=message.payer_name,
        party_number=message.payer_number,
        remark=message.remark[:60],
    )
