"""Many seeded days of a station, each at a bank of its own. `scripts/torture payments` runs it."""

from __future__ import annotations

import logging
import os
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import nongxin.parts
from nongxin.catalog.services import services
from nongxin.kernel import log
from tests.fakes.parts import SETTINGS, FakeParts
from tests.faults.insisting import Wrong, impatient
from tests.faults.station_days import StationDay

_TELL_EVERY = 5


@dataclass
class Report:
    """`states`: what became of the numbers. `served`: services done at least once, of `offered`."""

    operations: int = 0
    offered: int = 0
    states: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    served: set[str] = field(default_factory=set)
    wrong: list[tuple[int, str]] = field(default_factory=list)

    def add(self, day: StationDay, operations: int) -> None:
        self.operations += operations
        self.states.update(day.done)
        self.faults.update(day.terminal.faults.told)
        self.faults.update(day.told)
        self.faults.update({f"tables: {way}": n for way, n in day.hook.faults.items()})
        self.served |= day.served


def torture(seeds: range, operations: int, lost: float, tell: Callable[[Report], None]) -> Report:
    report = Report()
    log._logger.setLevel(logging.CRITICAL)
    os.environ.update(SETTINGS.to_env())
    with tempfile.TemporaryDirectory() as home:
        for number, seed in enumerate(seeds, 1):
            fake = _bank()
            day = StationDay(fake, seed, Path(home), lost)
            with impatient(Random(f"time {seed}")):
                day.play(operations)
                try:
                    day.check()
                except (Wrong, AssertionError) as wrong:
                    report.wrong.append((seed, str(wrong)[:300]))
            report.add(day, operations)
            report.offered = len(services(day.errands.today))
            if number % _TELL_EVERY == 0:
                tell(report)
    return report


def _bank() -> FakeParts:
    fake = FakeParts()
    nongxin.parts.parts.cache_clear()
    nongxin.parts.Parts = lambda _: fake  # type: ignore[assignment,misc]
    return fake
