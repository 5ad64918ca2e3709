"""The population as files, made by as many processes as there are processors.

A county's folder holds `households-<block>.ndjson` (a draft a line), `patterns-<block>.csv` (what
is wrong on purpose, by household) and `payouts-<block>.csv` (five years of subsidy payments).
"""

from __future__ import annotations

import csv
import gc
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import orjson

from devkit.population.households import BLOCK, block
from devkit.population.payouts import Line, Run, days, runs

_BUFFER = 1 << 20  # a household is 7 KB: by itself it would be a call to the system


@dataclass(frozen=True)
class Task:
    """One block of a county's households."""

    folder: Path
    county: str
    nth: int
    count: int
    today: date
    seed: int
    with_payouts: bool


def tasks(
    folder: Path, counties: Iterable[str], households: int, today: date, seed: int,
    *, with_payouts: bool,
) -> list[Task]:  # fmt: skip
    """`households` of each county."""
    return [
        Task(folder / county, county, n // BLOCK, min(BLOCK, households - n), today, seed,
             with_payouts)
        for county in counties
        for n in range(0, households, BLOCK)
    ]  # fmt: skip


def write_all(todo: list[Task], tell: Callable[[int, float], None]) -> None:
    """Writes every block; tells households written so far and the seconds since it began."""
    for folder in {task.folder for task in todo}:
        folder.mkdir(parents=True, exist_ok=True)
    begun, written = time.monotonic(), 0
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done in as_completed([pool.submit(write, task) for task in todo]):
            written += done.result()
            tell(written, time.monotonic() - begun)


def write(task: Task) -> int:
    """Writes one block; answers how many households."""
    gc.disable()  # drafts have no cycles, and looking for them takes a fifth of the time
    name = f"{task.nth:03d}"
    drafts = block(task.county, task.nth, task.count, task.today, task.seed)
    paid = Paid(task.today)
    with (
        open(task.folder / f"households-{name}.ndjson", "wb", _BUFFER) as households,
        open(task.folder / f"patterns-{name}.csv", "w", encoding="utf-8", newline="") as patterns,
    ):
        labels = csv.writer(patterns)
        labels.writerow(("number", "pattern"))
        for draft in drafts:
            households.write(orjson.dumps(vars(draft), option=orjson.OPT_APPEND_NEWLINE))
            for pattern in draft.patterns:
                labels.writerow((draft.number, pattern))
            if task.with_payouts:
                paid.take(runs(draft, task.today, task.seed))
    if task.with_payouts:
        paid.write(task.folder / f"payouts-{name}.csv")
    gc.enable()
    return task.count


class Paid:
    """Lines of a payout file by day and batch, as a county's finance bureau hands them over. No
    field holds a comma, a quote or a line's end, so they are CSV as they are.
    """

    def __init__(self, today: date) -> None:
        self._today = today
        # By item: the same lines on each of its days, but for those that are wrong on one of them,
        # by day (its place) and line. Bytes, since a line is written sixteen times.
        self._lines: defaultdict[str, list[bytes]] = defaultdict(list)
        self._wrong: defaultdict[tuple[str, int], list[tuple[int, bytes]]] = defaultdict(list)

    def take(self, runs: Iterable[Run]) -> None:
        for item, name, id_no, amount, qty, wrong in runs:
            lines = self._lines[item]
            if wrong:
                line = f"{wrong.name},{wrong.id_no},{amount},{qty}".encode()
                self._wrong[item, wrong.place].append((len(lines), line))
            lines.append(f"{name},{id_no},{amount},{qty}".encode())

    def write(self, file: Path) -> None:
        payments = [
            (day, batch, item, place)
            for item in self._lines
            for place, (batch, day) in enumerate(days(item, self._today))
        ]
        with open(file, "wb", _BUFFER) as told:
            told.write(",".join(Line._fields).encode())
            for day, batch, item, place in sorted(payments):
                start = f"\r\n{item},{batch},{day},".encode()
                told.write(start)
                told.write(start.join(self._paid(item, place)))
            told.write(b"\r\n")

    def _paid(self, item: str, place: int) -> list[bytes]:
        lines = self._lines[item].copy()
        for number, line in self._wrong[item, place]:
            lines[number] = line
        return lines
