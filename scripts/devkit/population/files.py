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

from pydantic_core import to_json

from devkit.population.households import BLOCK, block
from devkit.population.payouts import Line, Run, runs


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
    paid = Paid()
    with (
        open(task.folder / f"households-{name}.ndjson", "wb") as households,
        open(task.folder / f"patterns-{name}.csv", "w", encoding="utf-8", newline="") as patterns,
    ):
        labels = csv.writer(patterns)
        labels.writerow(("number", "pattern"))
        for draft in drafts:
            households.write(to_json(vars(draft)) + b"\n")
            labels.writerows((draft.number, pattern) for pattern in draft.patterns)
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

    def __init__(self) -> None:
        self._lines: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)

    def take(self, runs: Iterable[Run]) -> None:
        for run in runs:
            end = f",{run.amount},{run.qty}"
            line = f"{run.name},{run.id_no}{end}"
            for place, (batch, day) in enumerate(run.days):
                wrong = run.wrong.get(place)
                self._lines[day, batch, run.item_code].append(
                    f"{wrong[0]},{wrong[1]}{end}" if wrong else line
                )

    def write(self, file: Path) -> None:
        with open(file, "w", encoding="utf-8", newline="") as told:
            told.write(",".join(Line._fields) + "\r\n")
            for (day, batch, item), lines in sorted(self._lines.items()):
                start = f"{item},{batch},{day},"
                told.writelines([f"{start}{line}\r\n" for line in lines])
