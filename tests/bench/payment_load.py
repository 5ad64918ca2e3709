"""The stations' load on the bank that runs on the local cloud: the busiest hour of the year, or its
busiest day in small, by the shares of its hours.

Operations fall due by the clock, whatever became of those before (an open loop); six terminals at
two stations take them. A latency is counted from the moment at which the operation was due, so
that a queue counts too. load_shape.json holds the figures and says which of them are assumed.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

from devkit import paths, say
from devkit.seed import COUNTIES, running_settings
from devkit.terminal.agreement import float_moved_fen
from devkit.terminal.errands import Card, Errands
from devkit.terminal.faults import Faults
from devkit.terminal.journal import Journal
from devkit.terminal.line import Line, Reply, Request
from devkit.terminal.machine import Terminal
from devkit.terminal.village import Village
from nongxin.kernel.clock import SystemClock
from nongxin.parts import Parts
from tests.bench import payment_people
from tests.bench.payment_picture import Bin, draw
from tests.bench.show import console, goal

SHAPE = json.loads(Path(__file__).with_name("load_shape.json").read_text("utf-8"))
# At each of two stations: 10 operations a second of 0.3 s each keep three busy.
TERMINALS_EACH = 3
_WARM_CALLS = 5
# The busiest hour follows a busy one: its load is held so long, uncounted, while workers start.
_LEAD_S = 60.0
P95_GOAL_S = 1.5
_TELL_EVERY_S = 10.0
_LAST = 100
_NAMED_FAILURES = 12
_BINS = 24


@dataclass
class Seen:
    """Of one operation: when it was due and how long after that it ended, in seconds; `requests`
    are its own times, `failures` the answers for which somebody waited in vain.
    """

    due: float
    took: float
    requests: list[float]
    failures: list[str]


@dataclass
class Run:
    """`plan` are the moments at which operations fall due, in seconds from the beginning of what
    is counted: those before it lead in.
    """

    name: str
    plan: list[float]
    seconds: float
    seen: list[Seen] = field(default_factory=list)
    is_over: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def bins(self) -> list[Bin]:
        width = self.seconds / _BINS
        found = []
        for number in range(_BINS):
            within = [s for s in self.seen if int(s.due / width) == number]
            took = sorted(s.took for s in within)
            found.append(Bin(len(within) / width, _at(took, 50), _at(took, 95)))
        return found


def hour(minutes: float) -> Run:
    """The busiest hour's rate, held for so many minutes."""
    rate, seconds = float(SHAPE["busiest_hour_tps"]), minutes * 60
    plan = [moment - _LEAD_S for moment in _even(rate, _LEAD_S + seconds)]
    return Run(f"busiest hour, {rate:g} a second", plan, seconds)


def day(minutes: float, sample: int) -> Run:
    """The busiest day's 24 hours, each a 24th of the minutes: one operation of `sample`."""
    whole, seconds = int(SHAPE["transactions"]) / sample, minutes * 60
    width, plan = seconds / 24, list[float]()
    for number, share in enumerate(SHAPE["hour_share"]):
        count = round(whole * float(share))
        plan += [width * (number + nth / count) for nth in range(count)]
    return Run(f"1/{sample} of {SHAPE['busiest_day']}, {whole:,.0f} operations", plan, seconds)


def play(run: Run) -> None:
    villages, terminals = _terminals()
    cards, today = payment_people.cards(Parts(running_settings())), SystemClock().today()
    before = [_float_fen(each) for each in villages]
    known = [set(terminal.journal.entries) for terminal in terminals]
    with ThreadPoolExecutor(len(terminals)) as pool:
        list(pool.map(_warm, terminals))
        due = iter(run.plan)
        begun = time.monotonic() - run.plan[0]
        errands = Errands(cards, Random(run.name), today)
        workers = [pool.submit(_work, t, due, errands, run, begun) for t in terminals]
        try:
            _tell(run, begun, workers)
        finally:
            run.is_over = True  # Ctrl-C: nobody begins another one
    moved = [
        sum(float_moved_fen(terminals[n], today, known[n]) for n in _own(index))
        for index in range(len(villages))
    ]
    after = [_float_fen(each) for each in villages]
    agree = [now - then for now, then in zip(after, before, strict=True)] == moved
    _show(run, terminals, known, agree=agree)


def _own(village: int) -> range:
    return range(village * TERMINALS_EACH, (village + 1) * TERMINALS_EACH)


def _terminals() -> tuple[list[Village], list[Terminal]]:
    os.environ.setdefault("TZ", "UTC")
    villages = [Village.open(county, TERMINALS_EACH, fresh=False) for county in COUNTIES]
    found = []
    for village in villages:
        for device in village.shop.devices()[:TERMINALS_EACH]:
            line = Line(_Timed(village), Faults(Random(0), 0.0))
            file = village.home / f"{device.terminal_id}.ndjson"
            found.append(Terminal(device, Journal(file), line))
    return villages, found


class _Timed:
    """The way to the bank, with a stop-watch."""

    def __init__(self, village: Village) -> None:
        self._send = village.sender()
        self.times: list[float] = []
        self.failures: list[str] = []

    def __call__(self, request: Request) -> Reply | None:
        begun = time.monotonic()
        reply = self._send(request)
        self.times.append(time.monotonic() - begun)
        if reply is None or reply.status >= 500 or reply.status == 429:
            said = f"{reply.status} {reply.code}" if reply else "no answer"
            self.failures.append(f"{request.method} {request.path.split('?')[0]}: {said}")
        return reply


def _warm(terminal: Terminal) -> None:
    """Each door gets as many workers as there are terminals; and nothing old is left open."""
    for _ in range(_WARM_CALLS):
        terminal.call("GET", "/v1/payments/services")
    terminal.finish()


def _work(
    terminal: Terminal, due: Iterator[float], errands: Errands, run: Run, begun: float
) -> None:
    timed: Any = terminal.line.send
    while True:
        with run.lock:
            moment = None if run.is_over else next(due, None)
            errand = errands.next()
        if moment is None:
            return
        time.sleep(max(begun + moment - time.monotonic(), 0))
        timed.times, timed.failures = [], []
        terminal.serve(errand)
        took = time.monotonic() - begun - moment
        if moment >= 0:
            with run.lock:
                run.seen.append(Seen(moment, took, timed.times, timed.failures))


def _tell(run: Run, begun: float, workers: list[Any]) -> None:
    while not all(worker.done() for worker in workers):
        time.sleep(_TELL_EVERY_S)
        if time.monotonic() < begun:
            say.note(f"  {time.monotonic() - begun:5.0f} s  leads in, uncounted")
            continue
        with run.lock:
            last = run.seen[-_LAST:]
            failed = sum(bool(s.failures) for s in run.seen)
        p95, counted = _at(sorted(s.took for s in last), 95), sum(m >= 0 for m in run.plan)
        say.note(
            f"  {time.monotonic() - begun:5.0f} s  {len(run.seen)}/{counted} done, "
            f"{failed} failed, p95 of the last {_LAST} {p95:.2f} s"
        )
    for worker in workers:
        worker.result()


def _show(run: Run, terminals: list[Terminal], known: list[set[str]], *, agree: bool) -> None:
    took = sorted(seen.took for seen in run.seen)
    requests = sorted(each for seen in run.seen for each in seen.requests)
    failures = Counter(each for seen in run.seen for each in seen.failures)
    failed = sum(bool(seen.failures) for seen in run.seen)
    states = Counter(
        entry.state
        for terminal, old in zip(terminals, known, strict=True)
        for number, entry in terminal.journal.entries.items()
        if number not in old
    )
    load = os.getloadavg()[0]
    console.print(f"\n{run.name}, in {run.seconds / 60:g} minutes (load of the machine {load:.0f})")
    goal("operations, after those of the lead-in", len(run.seen))
    goal("answered, percent", round(100 * (1 - failed / len(run.seen)), 2), note="goal 100")
    goal("operations a second", round(len(run.seen) / run.seconds, 2))
    goal("a request, p50 / p95, s", f"{_at(requests, 50):.2f} / {_at(requests, 95):.2f}")
    goal("an operation from when it was due, p50, s", round(_at(took, 50), 2))
    goal("… p95, s", round(_at(took, 95), 2), P95_GOAL_S)
    goal("receipts and floats agree", "yes" if agree else "NO")
    console.print("  " + ", ".join(f"{count} {name}" for name, count in states.most_common()))
    if failures:
        console.print(f"  in vain: {dict(failures.most_common(_NAMED_FAILURES))}")
    file = paths.LOCAL / "bench" / f"payments-{run.name.split()[0].replace('/', '-')}.svg"
    draw(run.name, run.bins(), P95_GOAL_S, run.seconds, file)
    console.print(f"  picture: {paths.shown(file)}")
    _arithmetic(run)


def _arithmetic(run: Run) -> None:
    """From here to the full day: write units by the class of each operation (scripts/bench)."""
    whole, peak = int(SHAPE["transactions"]), float(SHAPE["busiest_hour_tps"])
    per_call = sum(len(seen.requests) for seen in run.seen) / len(run.seen)
    console.print(
        f"  the full day: {whole:,} operations x {per_call:.2f} calls of a door; its busiest hour "
        f"{peak:g} a second, x {per_call:.2f} calls x 0.3 s each = "
        f"{peak * per_call * 0.3:.0f} functions at once; x 8 write units = {peak * 8:.0f} a second"
    )


def _at(ordered: list[float], percent: int) -> float:
    if len(ordered) < 2:
        return ordered[0] if ordered else 0.0
    return quantiles(ordered, n=100, method="inclusive")[percent - 1]


def _even(rate: float, seconds: float) -> list[float]:
    return [number / rate for number in range(int(rate * seconds))]


def _float_fen(village: Village) -> int:
    return int(village.officer.get(f"/stations/{village.shop.station_id}")["float_fen"])


__all__ = ["Card", "day", "hour", "play"]
