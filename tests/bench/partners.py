"""Partners: what an event costs at the door and in its worker, and how many a second go over HTTP.

Units and CPU are counted in memory (tables are in this process: an upper bound); events a second
and the time from a payout's webhook to the repaid loan are taken over HTTP.
"""

from __future__ import annotations

import logging
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import nongxin.parts
from nongxin.kernel import log
from nongxin.partners.inbound.kinds import CODES
from tests.bench.show import console, goal
from tests.builders import platform_events as told
from tests.builders.customers import an_id_no
from tests.builders.lending import COUNTY
from tests.builders.partners import Platform, ops
from tests.builders.payers import Town
from tests.fakes.parts import SETTINGS, FakeParts
from tests.unit.functions.test_partner_events import Market

CALLS, UNCOUNTED = 60, 5
SENT, SENDERS, PAYOUTS = 400, 8, 10


def main() -> None:
    market = _market()
    for name, made, units in _kinds(market):
        _measure(market, name, made, units)
    console.print("\non a local cloud of the bench's own")
    _over_http()


def _market() -> Market:
    log._logger.setLevel(logging.CRITICAL)
    os.environ.update(SETTINGS.to_env())
    fake = FakeParts()
    nongxin.parts.parts.cache_clear()
    nongxin.parts.Parts = lambda _: fake  # type: ignore[assignment,misc]
    town = Town(fake)
    till, merchant = town.person(900_000_000), town.person()
    shop = Platform.of(fake, counties=[COUNTY], kinds_in=list(CODES))
    path = {"partner_id": shop.id}
    ops("PUT", "/{partner_id}/account", {"account_no": till.number}, path=path, key="account-01")
    market = Market(fake, shop, till, merchant)
    own = {"account_no": merchant.number, "id_no": an_id_no(area=COUNTY, sequence=101)}
    market.tell(told.enrolled(**own))
    return market


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
    from tests.fixtures.deployment import deployed
    from tests.fixtures.platform import enrolled
    from tests.fixtures.town import Town as Deployed

    nongxin.parts.parts.cache_clear()
    with deployed() as deployment:
        town = Deployed(deployment)
        platform = enrolled(town, town.farmer())
        buyer, seller = town.farmer(), town.farmer()
        platform.with_history(buyer, seller)
        loan_id = platform.lends(buyer)
        _flood(platform, buyer, town)
        _repay(platform, buyer, loan_id)


def _flood(platform: Any, buyer: Any, town: Any) -> None:
    now = datetime.now(UTC)
    bodies = [
        platform.event("order.paid", "BUYER", now, order=f"F{n:04}", paid_fen=1_000)
        for n in range(SENT)
    ]
    begun = time.monotonic()
    with ThreadPoolExecutor(SENDERS) as pool:
        answers = list(pool.map(lambda body: platform.asks("/events", body), bodies))
    taken = time.monotonic() - begun
    assert {answer.status_code for answer in answers} == {202}
    seconds = [answer.elapsed.total_seconds() for answer in answers]
    lines = [{"order": f"F{n:04}", "amount_fen": 1} for n in range(SENT - 40, SENT)]
    platform.tells("settlement.payout", "BUYER", payout="FLOOD", amount_fen=40, orders=lines)
    platform.until_settled("BUYER", "FLOOD")
    goal(f"events a second at the door, {SENDERS} senders", f"{SENT / taken:.0f}")
    goal("202 after, p95 s", round(statistics.quantiles(seconds, n=20)[-1], 2), 1)
    goal("events a second until all is worked", f"{SENT / (time.monotonic() - begun):.0f}")


def _repay(platform: Any, buyer: Any, loan_id: str) -> None:
    times = []
    for number in range(PAYOUTS):
        lines = [{"order": f"A{number:02}", "amount_fen": 1_000}]
        before = platform.left(buyer, loan_id)
        begun = time.monotonic()
        platform.tells("settlement.payout", "BUYER", payout=f"R{number}", amount_fen=1_000,
                       orders=lines)  # fmt: skip
        while platform.left(buyer, loan_id) == before:
            time.sleep(0.05)
        times.append(time.monotonic() - begun)
    goal("payout's webhook to repaid loan, p50 s", round(statistics.median(times), 2))
    goal("payout's webhook to repaid loan, worst s", round(max(times), 2))
