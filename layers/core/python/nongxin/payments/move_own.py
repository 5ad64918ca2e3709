"""Move money among our own accounts: cash out, cash in, transfer. One posting, six write units."""

from __future__ import annotations

from collections.abc import Sequence

from nongxin.catalog.station_rules import ALERT, HOLD, StationRule
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
from nongxin.payments.events import PaymentMade, PaymentWatched
from nongxin.payments.legs import fees_of, moved
from nongxin.payments.limits import Spent, check_day, spent_of, spent_on
from nongxin.payments.order import Order, Wanted
from nongxin.payments.ports import PaymentParts
from nongxin.payments.problems import NotOwn
from nongxin.payments.watch import Scene, StoppedByWatch, marks


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
    """Raises AboveDay, StoppedByWatch, InsufficientFunds, AccountNotOpen, limits of Ⅱ and Ⅲ class
    accounts.
    """
    service, customer = order.service, sides.customer
    spent = check_spent(order, customer, parts)
    alerts = watch(order, [each for each in (sides.payer, sides.payee) if each], spent, parts)
    source = sides.payer.id if sides.payer else order.station.float_account
    target = sides.payee.id if sides.payee else order.station.float_account
    fee_fen = service.fee.of(order.amount_fen)
    fees = fees_of(order.station.county, order.station.entity)
    legs = moved(source, target, order.amount_fen, fee_fen, fees)
    posting = Posting(service.text, None, None, legs)
    counted = parts.own.counted(posting, [each for each in (sides.payer, sides.payee) if each])
    events = outbox([_told(order, sides), *alerts], parts.clock)
    booked = book(posting, order.key, parts.books, events)
    must_follow(booked, customer, spent.seen)
    return booked.outcome(receipt(order, fee_fen, parts), *counted)


def check_spent(order: Wanted, account: Account, parts: PaymentParts) -> Spent:
    """What the account's entries of the day say; raises AboveDay."""
    if order.service.day_most_fen is None:
        return Spent()
    now = parts.books.accounts.latest(account.id)
    lines = map(line_of, parts.books.accounts.back_from(account.id, now.seq))
    spent = spent_of(parts.today, now.seq, lines)
    check_day(order.service, spent_on(spent.lines, order.service), order.amount_fen)
    return spent


def watch(
    order: Wanted, parties: Sequence[Account], spent: Spent, parts: PaymentParts
) -> list[PaymentWatched]:
    """What is to be told of a payment that is done all the same. `parties`: payer first, then
    payee, as far as they are our customers. Raises StoppedByWatch.
    """
    owners = frozenset(each.owner for each in parties)
    now, insiders = parts.clock.now(), order.origin.insiders
    scene = Scene(order.service, order.amount_fen, now, insiders, owners,
                  spent.lines, spent.last_used)  # fmt: skip
    told = [_watched(order, rule, parties[0]) for rule in marks(scene)] if parties else []
    if told and told[0].effect != ALERT:
        raise StoppedByWatch.by(told[0], holds=told[0].effect == HOLD)
    return told


def must_follow(booked: Booked, account: Account, seen: int) -> None:
    """The entry to be written comes right after those that were summed, or all is decided anew."""
    if seen < 0:
        return
    entries = [each.record for each in booked.writes if isinstance(each.record, EntryRecord)]
    own = next(record for record in entries if str(record.account) == account.id)
    if own.seq != seen + 1:
        raise StaleRecord()


def sides_of(order: Order, parts: PaymentParts) -> Sides:
    """Raises NoSuchCard, PayeeNotMatched, NotOwn."""
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
        "operator": order.operator_id,
        "sent": order.sent,
    }


def _watched(order: Wanted, rule: StationRule, customer: Account) -> PaymentWatched:
    origin = order.origin
    return PaymentWatched(
        county=origin.county,
        terminal_id=origin.given_by,
        station_id=origin.station_id,
        number=origin.number,
        service=order.service.code,
        amount_fen=order.amount_fen,
        rule=rule.code,
        effect=rule.effect,
        entity=customer.entity,
        account_id=customer.id,
        owner=customer.owner,
    )


def made_here(order: Order) -> PaymentMade:
    """Of a service that moves none of the accounts that we know of, or tells of them elsewhere."""
    return PaymentMade(
        county=order.station.county,
        terminal_id=order.number.terminal.id,
        number=order.number.text,
        service=order.service.code,
        amount_fen=order.amount_fen,
        fee_fen=0,
        cash=order.service.cash,
        entity=order.station.entity,
        account_id="",
        payee_id="",
    )


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
