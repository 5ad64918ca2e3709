"""Ask a service: a balance, a history, what is due at a partner. Nothing is moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nongxin.catalog.payments import narrative
from nongxin.kernel.clock import SHANGHAI, parse_stamp
from nongxin.kernel.errors import Busy
from nongxin.kernel.outgoing import PartnerRefused
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.line import Line
from nongxin.ledger.mapping import line_of
from nongxin.payments.check_pin import check_pin
from nongxin.payments.order import Order
from nongxin.payments.ports import PaymentParts
from nongxin.payments.problems import NotAskable, ProofNeeded
from nongxin.payments.take_order import check_served

_MOST_LINES = 10


@value
class Answered:
    """`amount_fen` is the balance, or what is due. `facts` are texts to print."""

    amount_fen: int = 0
    bill_no: str = ""
    name: str = ""
    items: tuple[str, ...] = ()
    facts: Mapping[str, Any] | None = None


def ask_service(order: Order, parts: PaymentParts) -> Answered:
    """Raises StationShut, OutsideHours, NotOperator, NotSignedOn, ProofNeeded, WrongPin, CardLost,
    NoSuchCard, NotAskable, BillNotFound, Busy.
    """
    check_served(order, parts)
    service = order.service
    if "id_shown" in service.auth and not order.id_shown:
        raise ProofNeeded(proof="id_shown")
    if not service.is_ours:
        return _bill(order, parts)
    account = _account(order, parts)
    if service.action == "balance":
        return Answered(account.balance_fen, facts={"available_fen": _available(account, parts)})
    if service.action == "history":
        return Answered(account.balance_fen, items=tuple(_lines(order, account, parts)))
    ask = parts.own_acts.answers.get(service.action)
    if ask is None:
        raise NotAskable(service=service.code)
    return Answered(facts=ask(order, account))


def _bill(order: Order, parts: PaymentParts) -> Answered:
    """Raises NotAskable for a service that has no question before it."""
    service = order.service
    if service.action != "ask" and not service.query_first:
        raise NotAskable(service=service.code)
    try:
        bill = parts.gateways(service.partner).enquire(service.code, order.typed.told)
    except PartnerRefused:
        raise Busy() from None
    return Answered(bill.amount_fen, bill.bill_no, bill.name, bill.items)


def _account(order: Order, parts: PaymentParts) -> Account:
    number = order.typed.of("card_no")
    account = parts.own.by_number(number)
    if "pin" in order.service.auth:
        check_pin(order, account, number, parts)
    return account


def _available(account: Account, parts: PaymentParts) -> int:
    return account.available_fen(parts.clock.now())


def _lines(order: Order, account: Account, parts: PaymentParts) -> list[str]:
    """The last ten within the dates, newest first: day, side, yuan and fen, what for."""
    first, last = order.typed.of("date_from"), order.typed.of("date_to")
    found: list[str] = []
    for line in map(line_of, parts.books.accounts.back_from(account.id)):
        day = _day(line)
        if day < first or len(found) == _MOST_LINES:
            break
        if line.moves and day <= last:
            yuan = f"{line.amount_fen // 100}.{line.amount_fen % 100:02d}"
            found.append(f"{day} {line.side} {yuan} {narrative(line.text)}")
    return found


def _day(line: Line) -> str:
    return parse_stamp(line.at).astimezone(SHANGHAI).date().isoformat()
