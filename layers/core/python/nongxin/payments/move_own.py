"""Move money among our own accounts: cash out, cash in, transfer. One posting, six write units."""

from __future__ import annotations

from nongxin.kernel.clock import stamp
from nongxin.kernel.commands import Answer, Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.privacy import masked
from nongxin.kernel.records import StaleRecord
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.mapping import line_of
from nongxin.ledger.post import Booked, book
from nongxin.ledger.posting import Posting
from nongxin.ledger.store import EntryRecord
from nongxin.payments.events import PaymentMade
from nongxin.payments.legs import fees_of, moved
from nongxin.payments.limits import check_day, spent_on
from nongxin.payments.order import Order
from nongxin.payments.ports import PaymentParts
from nongxin.payments.problems import NotOwn


@value
class Sides:
    """`payer` and `payee` are customers' accounts, None where the float stands in their place."""

    payer: Account | None
    payee: Account | None

    @property
    def customer(self) -> Account:
        """Whose day's limit it is: who pays, else who is paid."""
        found = self.payer or self.payee
        assert found is not None
        return found


def move_own(order: Order, sides: Sides, parts: PaymentParts) -> Outcome:
    """Raises AboveDay, InsufficientFunds, AccountNotOpen, limits of Ⅱ and Ⅲ class accounts."""
    service, customer = order.service, sides.customer
    seen = check_spent(order, customer, parts)
    source = sides.payer.id if sides.payer else order.station.float_account
    target = sides.payee.id if sides.payee else order.station.float_account
    fee_fen = service.fee.of(order.amount_fen)
    fees = fees_of(order.station.county, order.station.entity)
    legs = moved(source, target, order.amount_fen, fee_fen, fees)
    posting = Posting(service.text, None, None, legs)
    counted = parts.own.counted(posting, [each for each in (sides.payer, sides.payee) if each])
    booked = book(posting, order.key, parts.books, outbox([_told(order, sides)], parts.clock))
    must_follow(booked, customer, seen)
    return booked.outcome(receipt(order, fee_fen, parts), *counted)


def check_spent(order: Order, account: Account, parts: PaymentParts) -> int:
    """The number of the account's latest entry that was looked at; raises AboveDay."""
    if order.service.day_most_fen is None:
        return -1
    now = parts.books.accounts.latest(account.id)
    lines = map(line_of, parts.books.accounts.back_from(account.id, now.seq))
    check_day(order.service, spent_on(parts.today, lines, order.service), order.amount_fen)
    return now.seq


def must_follow(booked: Booked, account: Account, seen: int) -> None:
    """The entry to be written comes right after those that were summed, or all is decided anew."""
    if seen < 0:
        return
    entries = [each.record for each in booked.writes if isinstance(each.record, EntryRecord)]
    own = next(record for record in entries if str(record.account) == account.id)
    if own.seq != seen + 1:
        raise StaleRecord()


def sides_of(order: Order, parts: PaymentParts) -> Sides:
    """Raises Missing (no such card), PayeeNotMatched, NotOwn."""
    typed, own = order.typed, parts.own
    action = order.service.action
    if action == "withdraw":
        return Sides(own.by_number(typed.of("card_no")), None)
    if action == "deposit":
        payee = own.by_number(typed.of("dest_card_no"))
        own.check_name(payee, typed.of("dest_name"))
        return Sides(None, payee)
    if "passbook_no" in order.service.names:
        payer, payee = own.by_number(typed.of("passbook_no")), own.by_number(typed.of("card_no"))
        if payer.owner != payee.owner:
            raise NotOwn()
        return Sides(payer, payee)
    payee = own.by_number(typed.of("dest_card_no"))
    own.check_name(payee, typed.of("dest_name"))
    return Sides(own.by_number(typed.of("card_no")), payee)


def receipt(order: Order, fee_fen: int, parts: PaymentParts) -> Answer:
    """What both sides print: the terminal from the answer, we from the journal."""
    card = order.typed.of("card_no") or order.typed.of("dest_card_no")
    return {
        "service": order.service.code,
        "status": "done",
        "amount_fen": order.amount_fen,
        "fee_fen": fee_fen,
        "card": masked(card, 4, 4),
        "at": stamp(parts.clock.now()),
        "sent": order.sent,
    }


def _told(order: Order, sides: Sides) -> PaymentMade:
    return PaymentMade(
        county=order.station.county,
        terminal_id=order.number.terminal.id,
        number=order.number.text,
        service=order.service.code,
        amount_fen=order.amount_fen,
        fee_fen=order.service.fee.of(order.amount_fen),
        cash=order.service.cash,
        entity=sides.customer.entity,
        account_id=sides.payer.id if sides.payer else "",
        payee_id=sides.payee.id if sides.payee else "",
    )
