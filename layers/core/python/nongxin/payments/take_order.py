"""Take an order from a terminal: does its service exist, is it well typed; is the station open."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime

from nongxin.catalog.services import Service, services
from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.errors import Busy, Missing
from nongxin.kernel.value import value
from nongxin.payments.fields import read_fields
from nongxin.payments.order import Number, Order
from nongxin.payments.ports import PaymentParts
from nongxin.payments.problems import FieldWrong, NoSuchService
from nongxin.stations.operator import NotOperator, NotSignedOn
from nongxin.stations.station import Status
from nongxin.stations.terminal import Terminal


@value
class TakeOrder:
    """As it was typed. `taken_at`: by the terminal's clock, of what was taken without a line.
    `nonce` and `call` name this very request.
    """

    service: str
    on: date
    trace: str
    amount_fen: int
    fields: Mapping[str, str] = field(repr=False)
    operator_id: str
    taken_at: datetime | None = None
    bill_no: str = ""
    id_shown: bool = False
    nonce: str = ""
    call: str = ""


def take_order(command: TakeOrder, terminal: Terminal, parts: PaymentParts) -> Order:
    """Whoever serves now: a repeat of what was done is answered whatever became of them since.

    Raises NoSuchService, FieldWrong.
    """
    service, taken_at = service_named(command.service, parts), command.taken_at
    typed = read_fields(service, command.fields, parts.today)
    if taken_at is not None and taken_at.astimezone(SHANGHAI).date() != command.on:
        raise FieldWrong(field="taken_at", why="shape")
    station = parts.station(terminal.station_id)
    if station.entity != terminal.entity:
        raise Missing()
    return Order(
        number=Number(terminal, command.on, command.trace),
        station=station,
        service=service,
        amount_fen=command.amount_fen,
        typed=typed,
        operator_id=command.operator_id,
        taken_at=taken_at,
        bill_no=command.bill_no,
        id_shown=command.id_shown,
        sent=sent_as(command.nonce, command.call),
    )


def check_served(order: Order, parts: PaymentParts) -> None:
    """What may be taken without a line was taken in the shop's hours; it comes when there is one.

    Raises StationShut, OutsideHours, NotOperator, NotSignedOn; Busy for what was taken without a
    line at a station that is suspended: it may come once that is open again.
    """
    if order.taken_at is not None and order.station.status is Status.SUSPENDED:
        raise Busy()
    if order.service.offline_days:
        order.station.check_open()
    else:
        order.station.check_serves(parts.clock.now())
    _check_operator(order, parts)


def _check_operator(order: Order, parts: PaymentParts) -> None:
    """Who served at the moment counts; without a line that was when the terminal says.

    Raises NotOperator, NotSignedOn.
    """
    now, station = parts.clock.now(), order.station
    station.check_operator(order.operator_id, min(order.taken_at or now, now))
    if order.taken_at is not None:
        return
    if not parts.operates(order.operator_id, station.entity):
        raise NotOperator()
    if not order.number.terminal.is_served_by(order.operator_id, now):
        raise NotSignedOn()


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
