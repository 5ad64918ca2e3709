"""Take an order from a terminal: is the station open, is it well typed, does its service exist."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import field
from datetime import date

from nongxin.catalog.services import Service, services
from nongxin.kernel.errors import Missing
from nongxin.kernel.value import value
from nongxin.payments.fields import read_fields
from nongxin.payments.order import Number, Order
from nongxin.payments.ports import PaymentParts
from nongxin.payments.problems import NoSuchService, OperatorGone
from nongxin.stations.terminal import Terminal


@value
class TakeOrder:
    """As it was typed. `nonce` and `call` name this very request."""

    service: str
    on: date
    trace: str
    amount_fen: int
    fields: Mapping[str, str] = field(repr=False)
    bill_no: str = ""
    id_shown: bool = False
    nonce: str = ""
    call: str = ""


def take_order(command: TakeOrder, terminal: Terminal, parts: PaymentParts) -> Order:
    """Raises NoSuchService, FieldWrong, StationShut, OutsideHours, OperatorGone.

    What may be taken without a line was taken in the shop's hours; it comes when there is one.
    """
    service = service_named(command.service, parts)
    typed = read_fields(service, command.fields, parts.today)
    station = parts.station(terminal.station_id)
    if station.entity != terminal.entity:
        raise Missing()
    if service.offline_days:
        station.check_open()
    else:
        station.check_serves(parts.clock.now())
    if not parts.operates(station):
        raise OperatorGone()
    return Order(
        number=Number(terminal, command.on, command.trace),
        station=station,
        service=service,
        amount_fen=command.amount_fen,
        typed=typed,
        bill_no=command.bill_no,
        id_shown=command.id_shown,
        sent=sent_as(command.nonce, command.call),
    )


def service_named(code: str, parts: PaymentParts) -> Service:
    """Raises NoSuchService."""
    found = services(parts.today).get(code)
    if found is None:
        raise NoSuchService(service=code[:8])
    return found


def sent_as(nonce: str, call: str) -> str:
    """The nonce and the call that brought it, short."""
    return f"{_short(nonce)}.{_short(call)}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
