"""What a partner's file of a day comes to, and when it is paid (清算). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from datetime import date, timedelta

from nongxin.catalog.calendar import next_workday
from nongxin.catalog.services import Service, services
from nongxin.kernel.commands import CommandKey
from nongxin.kernel.value import value
from nongxin.payments.day_end.difference import Line

CYCLES = ("T0", "T1")


@value
class PartnerDay:
    """`net_fen` by cycle: what we owe the partner, below zero what it owes us, in the order of
    CYCLES. `settled`: the cycles that are paid.
    """

    county: str
    entity: str
    partner: str
    on: date
    lines: int
    net_fen: Sequence[int]
    differences: int = 0
    settled: Sequence[str] = field(default_factory=tuple)
    version: int = 0

    def due_on(self, cycle: str) -> date:
        """T0: the day itself. T1: the first working day after it."""
        return self.on if cycle == "T0" else next_workday(self.on + timedelta(days=1))

    def owed_fen(self, cycle: str) -> int:
        return self.net_fen[CYCLES.index(cycle)]

    def key(self, cycle: str) -> CommandKey:
        name = f"{self.on}:{self.partner}:{cycle}"
        return CommandKey("day_end.settle", "bank", self.county, name, str(self.owed_fen(cycle)))


def sign(service: Service) -> int:
    """1: a payment makes us owe the partner; -1: it makes the partner owe us; 0: no money."""
    return {"pay": 1, "take": -1}.get(service.action, 0)


def owed(line: Line, fee_fen: int, on: date) -> int:
    """What one payment makes us owe its partner. Of cash paid out the partner pays the fee too."""
    service = services(on)[line.service]
    fee_fen = fee_fen if service.action == "take" and service.cash == "OUT" else 0
    return sign(service) * (line.amount_fen + fee_fen)


def nets(lines: Iterable[Line], on: date) -> tuple[int, int]:
    """By cycle, as the partner's lines say; a service without a cycle moves none."""
    total = dict.fromkeys(CYCLES, 0)
    for each in lines:
        service = services(on).get(each.service)
        if service is not None and service.settles in total:
            total[service.settles] += owed(each, service.fee.of(each.amount_fen), on)
    return total["T0"], total["T1"]
