"""Payments of the stations by class: write and read units, calls of DynamoDB, CPU, in memory.

The tables and the partners are in this process, so CPU is ours and theirs together: an upper bound.
Units are counted as DynamoDB bills the tables; what the work index takes of a partner's payment is
one unit more at either end, and not in them.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import nongxin.parts
from nongxin.kernel import log
from tests.bench.show import console, goal
from tests.builders.payers import Payer, Town
from tests.builders.stations import Till
from tests.fakes.gateway import Answer
from tests.fakes.parts import SETTINGS, FakeParts

CALLS = 60
_UNCOUNTED = 5
CARD = "6222021234567894"
_REQUEST_ID = "ea859c78-f53c-4685-bb3d-c4ec190e0400"


@dataclass(frozen=True)
class Class:
    """Of one kind of payment: what it does, and the most units that it should write."""

    name: str
    call: Callable[[], Answer]
    most_units: float


def main() -> None:
    till, farmer = _station()
    for each in _classes(till, farmer):
        _measure(each, till)


def _station() -> tuple[Till, Payer]:
    log._logger.setLevel(logging.CRITICAL)
    os.environ.update(SETTINGS.to_env())
    fake = FakeParts()
    nongxin.parts.parts.cache_clear()
    nongxin.parts.Parts = lambda _: fake  # type: ignore[assignment,misc]
    till = Till(fake, Town(fake))
    till.billers.outcome("unionpay", CARD, "done")
    return till, till.town.person(900_000_000)


def _classes(till: Till, farmer: Payer) -> list[Class]:
    bill = {"customer_no": "6100000001", "period": "2026-11"}
    due = till.ask("D01", **till.card(farmer, **bill)).body
    named = {"dest_card_no": till.owner.number, "dest_name": till.owner.name}

    def pay(service: str, amount_fen: int, bill_no: str = "", **told: str) -> Answer:
        body = till.body(service, amount_fen, **told, _bill_no=bill_no)
        return till.send(body, call=_REQUEST_ID)

    return [
        Class("enquiry: a balance (A01)", lambda: till.ask("A01", **till.card(farmer)), 1),
        Class("own move: a transfer (A07)",
              lambda: pay("A07", 100, **till.card(farmer, **named)), 6),
        Class("partner: a bill by card (D01)",
              lambda: pay("D01", due["amount_fen"], due["bill_no"], **till.card(farmer, **bill)),
              9),
        Class("from a partner, with a fee: a sale at the shop (X05)",
              lambda: pay("X05", 1_000, sku="salt-1", auth_code="1" * 18), 9),
    ]  # fmt: skip


def _measure(of: Class, till: Till) -> None:
    meter, calls = till.p.memory.meter, till.p.memory.dynamo.calls
    times, before = [], {}
    for nth in range(CALLS + _UNCOUNTED):
        if nth == _UNCOUNTED:
            before = {"w": len(meter.units), "r": len(meter.read_units), "c": sum(calls.values())}
        begun = time.thread_time()
        answer = of.call()
        times.append((time.thread_time() - begun) * 1e3)
        assert answer.status in (200, 201), answer.text
    writes = sum(cost for _, cost in meter.units[before["w"] :]) / CALLS
    reads = sum(cost for _, cost in meter.read_units[before["r"] :]) / CALLS
    console.print(f"\n{of.name}")
    goal("write units", round(writes, 2), of.most_units)
    goal("read units", round(reads, 2))
    goal("calls of DynamoDB", round((sum(calls.values()) - before["c"]) / CALLS, 2))
    goal("CPU ms, tables and partners in it", f"{median(times[_UNCOUNTED:]):.2f}")
