"""Day closes of loans under faults: calls disturbed, runs killed, others let in between, time
passing midnight; held against loans that are replayed one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from random import Random
from typing import Any

from nongxin.kernel.errors import Busy
from nongxin.kernel.records import StaleRecord
from nongxin.lending.aftercare.close_loans import CountyRun
from tests.builders.lending import COUNTY
from tests.builders.loan_days import METHODS, LoanDays, Oracle
from tests.faults.insisting import Wrong, impatient
from tests.faults.memory import FaultyStorage

_TRIES = 300
_KILLED = 0.02  # of the calls, before them and after them
_MONEY = (0, 150_000, 700_000, 12_000_000)


class Killed(BaseException):
    """The process is gone, before or after the call that it made."""


class Killer:
    """Between the storage and its faulty tables: now and then ends the run, or runs another one."""

    def __init__(self, inner: Any, random: Random) -> None:
        self._inner = inner
        self._random = random
        self.share = 0.0
        self.others: Any = None

    def __getattr__(self, operation: str) -> Any:
        real = getattr(self._inner, operation)

        def call(**ask: Any) -> Any:
            draw = self._random.random()
            if draw < self.share:
                raise Killed()
            if draw < 3 * self.share and self.others is not None:
                other, self.others = self.others, None  # one within one, no deeper
                try:
                    with suppress(Killed, Busy, StaleRecord):
                        other()
                finally:
                    self.others = other
            answer = real(**ask)
            if self._random.random() < self.share:
                raise Killed()
            return answer

        return call


class _Wired:
    def __init__(self, dynamo: Any) -> None:
        self._dynamo = dynamo

    def dynamodb(self, _: str) -> Any:
        return self._dynamo


def play(seed: int, loans: int = 5, days: int = 7, share: float = 0.08) -> dict[str, int]:
    """One seeded history; answers how often what happened. Raises Wrong or AssertionError."""
    random = Random(f"loan days {seed}")
    storage = FaultyStorage(seed, share=0)
    killer = Killer(storage.hook, random)
    storage._aws = _Wired(killer)  # type: ignore[assignment]
    told = LoanDays(storage)
    for nr in range(loans):
        amount_fen = random.randrange(100_000, 3_000_000)
        told.lend(amount_fen, METHODS[nr % 4], random.choice((3, 6)), random.choice(("YND", "XFD")))
    oracle, counted = Oracle(told), {"killed": 0, "busy": 0, "days": 0}
    with impatient(random):
        for _ in range(days):
            told.leave(random.choice(_MONEY))
            told.go_to(told.today + timedelta(days=random.choice((1, 1, 9, 30, 45))))
            held_fen, days_done = told.balance_fen(), [told.today]
            killer.others = told.close
            if random.random() < 0.4:
                with _disturbed(storage, killer, share):
                    _once(told, counted)
                days_done = _over_midnight(told)
                held_fen = told.balance_fen()
            with _disturbed(storage, killer, share):
                _insist(told, counted)
            storage.hook.let_arrive()
            for day in days_done:
                oracle.close(day, held_fen if day == told.today else None)
            oracle.check()
            counted["days"] += len(days_done)
    return counted | storage.hook.faults


@contextmanager
def _disturbed(storage: FaultyStorage, killer: Killer, share: float) -> Iterator[None]:
    storage.hook.share, killer.share = share, _KILLED
    yield
    storage.hook.share = killer.share = 0


def _over_midnight(told: LoanDays) -> list[date]:
    """The next day begins, whatever became of this one; the days that will have been closed."""
    day = told.today
    found = told.parts.sums.last_run(COUNTY)
    told.go_to(day + timedelta(days=1))
    begun = [day] if found is not None and str(found.day) == day.isoformat() else []
    return [*begun, told.today]


def _insist(told: LoanDays, counted: dict[str, int]) -> None:
    """Runs are begun again, as the clock does, until one says that the day is whole."""
    for _ in range(_TRIES):
        run = _once(told, counted)
        if run is not None and run.is_whole and run.day == told.today:
            return
    raise Wrong(f"{told.today} is not whole after {_TRIES} runs")


def _once(told: LoanDays, counted: dict[str, int]) -> CountyRun | None:
    try:
        return told.close()
    except Killed:
        counted["killed"] += 1
    except (Busy, StaleRecord):
        counted["busy"] += 1
    return None
