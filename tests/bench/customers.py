"""What a customer's view costs to keep and to read, and how fast people are made.

Doors and workers run in this process over tables in memory that count units as DynamoDB bills.
"""

from __future__ import annotations

import logging
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import mean

import nongxin.parts
from devkit.people import households
from devkit.population.files import tasks, write_all
from nongxin.customers.subsidies.load_payouts import LoadPayouts, load_payouts
from nongxin.customers.subsidies.payment import Line
from nongxin.customers.view.fold_event import fold_event
from nongxin.customers.view.folds import archive_change
from tests.bench.show import console, goal
from tests.builders.lending import COUNTY, ENTITY
from tests.builders.payers import Payer, Town
from tests.builders.views import OFFICER, TELLER, an_event, asks, sees, tell
from tests.fakes.parts import SETTINGS, FakeParts

PEOPLE, MADE = 20, 4_000
LOAN = f"ln_{COUNTY}_01JDHX3Q8Z6V7K2M5N9P4R1S0"


def main() -> None:
    people_made()
    views_kept()


def views_kept() -> None:
    logging.disable(logging.INFO)
    with _bank() as p:
        views(p)


@contextmanager
def _bank() -> Iterator[FakeParts]:
    """`nongxin.parts.parts()` gives a bank in memory meanwhile."""
    fake, real = FakeParts(), nongxin.parts.Parts
    os.environ |= SETTINGS.to_env()
    nongxin.parts.Parts = lambda settings: fake  # type: ignore[assignment, misc]
    nongxin.parts.parts.cache_clear()
    try:
        yield fake
    finally:
        nongxin.parts.Parts = real  # type: ignore[misc]
        nongxin.parts.parts.cache_clear()


def views(p: FakeParts) -> None:
    """A year of a farmer: account, loan, archive, 60 movements, five years of subsidies."""
    town, meter = Town(p), p.memory.meter
    folds: list[float] = []
    reads: list[float] = []
    whole: list[float] = []
    trails: list[float] = []
    people = [town.person(5_000) for _ in range(PEOPLE)]
    for number, who in enumerate(people):
        _life(p, who, number)
        before = _written(p)
        tell(an_event("CashDeposited", 90, account_id=who.account_id, entity=ENTITY, amount_fen=1))
        folds.append(_written(p) - before)
    for who in people:
        meter.read_units.clear()
        before = _written(p)
        sees(OFFICER, who.who.id)
        reads.append(_query_units(meter.read_units))
        whole.append(sum(units for _, units in meter.read_units))
        trails.append(_written(p) - before)
    console.print(f"[bold]360° view[/] of {PEOPLE} people")
    goal("read units of a view, consistent to a moment", mean(reads), 1)
    goal("… with the head of the audit lane", mean(whole), 2)
    goal("write units of a reading in the trail", mean(trails), note="entry and head together")
    goal("write units to take an event in", round(mean(folds), 1), note="part and marker")


def _written(p: FakeParts) -> int:
    return sum(units for _, units in p.memory.meter.units)


def _query_units(read: list[tuple[str, float]]) -> float:
    return sum(units for name, units in read if name != "HEAD")


def _life(p: FakeParts, who: Payer, number: int) -> None:
    told = {"borrower_id": who.who.id, "entity": ENTITY, "product": "YND"}
    loan = {"loan_id": f"{LOAN}{number % 10}", "application_id": f"ap{LOAN[2:]}{number % 10}"}
    tell(
        an_event("AccountOpened", 0, account_id=who.account_id, owner=who.who.id, entity=ENTITY,
                 kind="demand_1"),
        an_event("LoanDisbursed", 1, **told, **loan, amount_fen=3_000_000),
        *(an_event("CashDeposited", n, account_id=who.account_id, entity=ENTITY, amount_fen=100)
          for n in range(2, 62)),
    )  # fmt: skip
    summary = {"household_id": f"hh{LOAN[2:]}0", "edition": 1, "version": 1,
               "village": COUNTY + "100200", "status": "live", "village_grade": "A",
               "debts_fen": 500_000}  # fmt: skip
    archive = an_event("ArchiveWentLive", 70)
    change = archive_change(who.who.id, summary, lambda: True)
    fold_event(change, archive, p.views, p.clock)
    id_no = p.persons.get(who.who.id).id_no
    paid = [("SBA01", f"{year}-06-15", 66_500) for year in range(2022, 2027)]
    paid += [("SBH01", f"{y}-{m:02d}-15", 16_300) for y in range(2022, 2026) for m in range(1, 13)]
    own = [Line(item, day[:7], day, who.name, id_no, fen) for item, day, fen in paid]
    load_payouts(LoadPayouts(COUNTY, f"f{number}", 1, own), OFFICER, p.loading_payouts)
    contact = {"kind": "mobile", "value": "13800000000"}
    asks(TELLER, "POST", "/contacts", who.who.id, f"key-c{number:05d}", body=contact)


def people_made() -> None:
    """As files by all processors; and what a household takes of one, whatever else it does."""
    today = FakeParts().clock.today()
    begun = time.process_time()
    for _ in households("610425", MADE, today):
        pass
    made_ms = (time.process_time() - begun) * 1000 / MADE
    console.print(f"[bold]People[/]: {MADE:,} households as files, {os.cpu_count()} processors")
    for with_payouts in (False, True):
        _as_files(today, with_payouts=with_payouts)
    goal("CPU of a household, no file, ms", round(made_ms, 2))


def _as_files(today: date, *, with_payouts: bool) -> None:
    before, rates = _spent_by_workers(), list[float]()
    with tempfile.TemporaryDirectory() as folder:
        todo = tasks(Path(folder), ["610425"], MADE, today, 1, with_payouts=with_payouts)
        write_all(todo, lambda count, seconds: rates.append(count / seconds))
    cpu_ms = (_spent_by_workers() - before) * 1000 / MADE
    what = "with" if with_payouts else "without"
    goal(f"households a second, {what} payout files", round(rates[-1]), note="goal ≥ 5000")
    goal("… CPU of a household, ms", round(cpu_ms, 2), note="≤ 0.4 makes 5000 on two")


def _spent_by_workers() -> float:
    """Seconds of CPU of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
