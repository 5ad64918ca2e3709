"""Partners: what an event costs at the door and in its worker, and how many a second go over HTTP.

Units and CPU are counted in memory (tables are in this process: an upper bound); events a second
and the time from a payout's webhook to the repaid loan are taken over HTTP.
"""

from __future__ import annotations

import logging
import os
import shutil
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any
from unittest.mock import patch

import requests

import nongxin.parts
from nongxin.kernel import log
from nongxin.partners.shops.merchant import MerchantKey
from tests.bench.show import console, goal
from tests.builders import platform_events as told
from tests.builders.market import Market
from tests.fakes.parts import SETTINGS, FakeParts
from tests.fixtures.deployment import deployed, until
from tests.fixtures.platform import Platform as Deployed
from tests.fixtures.platform import enrolled
from tests.fixtures.town import NORTH, Farmer
from tests.fixtures.town import Town as Bank

CALLS, UNCOUNTED = 60, 5
SENT, SENDERS, WARMED, PAYOUTS, TRIES = 300, 4, 20, 10, 5
PART_FEN = 1_000


def main() -> None:
    with _in_memory() as market:
        for name, made, units in _kinds(market):
            _measure(market, name, made, units)
    load = os.getloadavg()[0]
    console.print(f"\non a local cloud of the bench's own, begun at a load of {load:.0f}")
    _over_http()


@contextmanager
def _in_memory() -> Iterator[Market]:
    """Whoever asks for parts afterwards gets real ones again."""
    log._logger.setLevel(logging.CRITICAL)
    fake = FakeParts()
    env, parts = patch.dict(os.environ, SETTINGS.to_env()), patch.object(nongxin.parts, "Parts")
    with env, parts as made:
        made.return_value = fake
        nongxin.parts.parts.cache_clear()
        market = Market.of(fake, 900_000_000)
        market.tell(market.enrolled())
        yield market
    nongxin.parts.parts.cache_clear()


def _kinds(market: Market) -> list[tuple[str, Callable[[int], bytes], float]]:
    for number in range(CALLS + UNCOUNTED):
        market.tell(told.paid(f"P{number}"))
    return [
        ("an order's first word", lambda n: told.placed(f"O{n}"), 5),
        ("an order's next word", lambda n: told.paid(f"O{n}"), 2),
        ("a payout of one order, no loan", lambda n: told.payout(f"S{n}", 1, **{f"P{n}": 100}), 21),
    ]


def _measure(market: Market, name: str, made: Callable[[int], bytes], most: float) -> None:
    meter = market.p.memory.meter
    door, work = _Cost(meter), _Cost(meter)
    for number in range(CALLS + UNCOUNTED):
        body = made(number)
        counted = number >= UNCOUNTED
        door.of(lambda body=body: market.send(body), counted)  # type: ignore[misc]
        work.of(market.work, counted)
    console.print(f"\n{name}")
    goal("write units, door and worker", round(door.writes + work.writes, 2), most)
    goal("  of them at the door", round(door.writes, 2))
    goal("read units, door and worker", round(door.reads + work.reads, 2))
    goal("CPU ms at the door, tables in it", f"{door.ms:.2f}")
    goal("CPU ms of the worker, tables in it", f"{work.ms:.2f}")


class _Cost:
    """Units and CPU of one step, on average and in the middle."""

    def __init__(self, meter: Any) -> None:
        self._meter = meter
        self._writes = self._reads = 0
        self._times: list[float] = []

    def of(self, step: Callable[[], object], counted: bool) -> None:
        writes, reads = len(self._meter.units), len(self._meter.read_units)
        begun = time.thread_time()
        step()
        spent = (time.thread_time() - begun) * 1e3
        if counted:
            self._writes += sum(cost for _, cost in self._meter.units[writes:])
            self._reads += sum(cost for _, cost in self._meter.read_units[reads:])
            self._times.append(spent)

    @property
    def writes(self) -> float:
        return self._writes / CALLS

    @property
    def reads(self) -> float:
        return self._reads / CALLS

    @property
    def ms(self) -> float:
        return statistics.median(self._times)


def _over_http() -> None:
    with deployed() as deployment:
        town = Bank(deployment)
        platform = enrolled(town, town.farmer())
        buyer, seller = town.farmer(), town.farmer()
        platform.with_history(buyer, seller)
        loan_id = platform.lends(buyer)
        _flood(platform, town)
        _repay(platform, buyer, loan_id)
    shutil.rmtree(deployment.home, ignore_errors=True)


def _flood(platform: Deployed, town: Bank) -> None:
    now = datetime.now(UTC)
    bodies = [
        platform.event("order.paid", "BUYER", now, order=_flooded(n), paid_fen=PART_FEN)
        for n in range(WARMED + SENT)
    ]
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(partial(_sent, platform), bodies[:WARMED]))
        until(lambda: _known(platform, town) == WARMED, patience_s=600)
        begun = time.monotonic()
        seconds = list(pool.map(partial(_sent, platform), bodies[WARMED:]))
    taken = time.monotonic() - begun
    until(lambda: _known(platform, town) == WARMED + SENT, patience_s=600)
    worked = time.monotonic() - begun
    goal(f"events a second at the door, {SENDERS} senders", f"{SENT / taken:.1f}")
    goal("202 after, p50 s", round(statistics.median(seconds), 2), 1)
    goal("202 after, p95 s", round(statistics.quantiles(seconds, n=20)[-1], 2), 1)
    goal("events a second until all is worked", f"{SENT / worked:.1f}")


def _sent(platform: Deployed, body: dict[str, Any]) -> float:
    """Seconds until it is taken; sent again under its id, as a good sender does."""
    event_id, begun = uuid.uuid4().hex, time.monotonic()
    for _ in range(TRIES):
        with suppress(requests.Timeout):
            if platform.asks("/events", body, id=event_id).status_code == 202:
                return time.monotonic() - begun
    raise RuntimeError(f"{event_id} was not taken in {TRIES} tries")


def _flooded(number: int) -> str:
    return f"F{number:04}"


def _known(platform: Deployed, town: Bank) -> int:
    """How many of the flood's orders the bank has made something of."""
    key = MerchantKey(NORTH, platform.id, "BUYER")
    orders = town.deployment.parts.shops.orders(key, 10 * SENT)
    return sum(order.number.startswith("F") for order in orders)


def _repay(platform: Deployed, buyer: Farmer, loan_id: str) -> None:
    times = []
    for number in range(PAYOUTS):
        lines = [{"order": _flooded(number), "amount_fen": PART_FEN}]
        before = platform.left(buyer, loan_id)
        begun = time.monotonic()
        platform.tells("settlement.payout", "BUYER", payout=f"R{number}", amount_fen=PART_FEN,
                       orders=lines)  # fmt: skip
        until(partial(_is_repaid, platform, buyer, loan_id, before), every_s=0.02)
        times.append(time.monotonic() - begun)
    goal("payout's webhook to repaid loan, p50 s", round(statistics.median(times), 2))
    goal("payout's webhook to repaid loan, worst s", round(max(times), 2))


def _is_repaid(platform: Deployed, buyer: Farmer, loan_id: str, before_fen: int) -> bool:
    return platform.left(buyer, loan_id) < before_fen
