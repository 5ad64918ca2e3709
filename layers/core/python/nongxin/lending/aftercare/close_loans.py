"""The day close of a county's loans (贷款日终): every loan, then one posting a product.

A day that was begun is finished before the next begins, so every sum is booked once and none is
lost; each partition's sum is written once, when all of its loans are through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from nongxin.kernel.commands import CommandKey, Outcome, fingerprint
from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.ids import sibling
from nongxin.kernel.records import StaleRecord
from nongxin.kernel.value import value
from nongxin.ledger.day_store import LAST_CHARACTERS, DynamoDays
from nongxin.ledger.post import Books, book
from nongxin.ledger.posting import Posting
from nongxin.lending.aftercare.care import Care
from nongxin.lending.aftercare.close_loan import CareParts, close_loan, pass_over
from nongxin.lending.aftercare.day_sum_store import DynamoDaySums, RunRecord, Sums
from nongxin.lending.aftercare.figures import NOTHING, Figures
from nongxin.lending.aftercare.sums import DaySum, legs_of

LOANS_CLOSED = "LOANS_DAY"
_PRINCIPAL = "la_"


@dataclass
class CountyRun:
    """`day` is done if `is_whole`; `refused`: loans that could not be looked at, with the code."""

    day: date
    loans: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    is_whole: bool = False


@value
class CountyParts:
    days: DynamoDays
    sums: DynamoDaySums
    care: CareParts
    books: Books
    must_stop: Callable[[], bool] = lambda: False


def close_loans(county: str, entity: str, parts: CountyParts) -> CountyRun:
    """The entity's open day, or first the earlier one that was begun and not finished.

    A run that stops early goes on with the next call. Raises Busy (call again).
    """
    today = parts.books.day(entity).today
    run_of = _begun(county, today, parts)
    run = CountyRun(date.fromisoformat(str(run_of.day)))
    if run_of.done or run.day > today:
        # Begun by somebody for whom it is tomorrow already: one's own calendar lags.
        run.is_whole = bool(run_of.done)
        return run
    known = parts.sums.sums(county, run.day)
    for part in LAST_CHARACTERS:
        if part in known:
            continue
        if parts.must_stop():
            return run
        sums = _part(county, entity, part, run, parts, debits=run.day == today)
        if sums is None:
            return run
        parts.sums.keep(county, run.day, part, sums)
    _book(county, entity, run.day, parts)
    _finish(run_of, parts)
    run.is_whole = True
    return run


def _begun(county: str, today: date, parts: CountyParts) -> RunRecord:
    last = parts.sums.last_run(county)
    if last is None or (last.done and str(last.day) < today.isoformat()):
        return parts.sums.begin(county, today, last)
    return last


def _finish(run_of: RunRecord, parts: CountyParts) -> None:
    try:
        parts.care.storage.commit(parts.sums.done(run_of))
    except StaleRecord:
        return  # another run did


def _part(
    county: str, entity: str, part: str, run: CountyRun, parts: CountyParts, *, debits: bool
) -> Sums | None:
    """What the day moved in a partition, by product; None if time ran out."""
    sums: dict[str, Figures] = defaultdict(lambda: NOTHING)
    for loan_id in _loans_in(county, entity, part, parts.days):
        if parts.must_stop():
            return None
        care = _looked_at(loan_id, run, parts.care, debits=debits)
        run.loans += 1
        if care is not None and care.day == run.day:
            sums[care.borrowing.product] += care.moved
    return sums


def _looked_at(loan_id: str, run: CountyRun, parts: CareParts, *, debits: bool) -> Care | None:
    try:
        return close_loan(loan_id, run.day, parts, debits=debits)
    except (Busy, StaleRecord):
        raise
    except Problem as problem:
        run.refused[loan_id] = problem.code
        care = pass_over(loan_id, run.day, parts)
        if care is None:
            raise  # it was never counted: without it no sum can be right
        return care


def _loans_in(county: str, entity: str, part: str, days: DynamoDays) -> Iterator[str]:
    """Every loan is known by the account of its principal, so none can be missing."""
    for head in days.heads_in((county, part), entity):
        account = str(head.account)
        if account.startswith(_PRINCIPAL):
            yield sibling(account, "ln")
        elif account < _PRINCIPAL:
            return


def _book(county: str, entity: str, day: date, parts: CountyParts) -> None:
    found: dict[str, Figures] = defaultdict(lambda: NOTHING)
    for sums in parts.sums.sums(county, day).values():
        for product, moved in sums.items():
            found[product] += moved
    for product, moved in sorted(found.items()):
        day_sum = DaySum(county, entity, product, day, moved)
        key = sum_key(county, day, product)
        if legs_of(day_sum):
            parts.care.post(key, partial(_booked, day_sum, key, parts.books))


def sum_key(county: str, day: date, product: str) -> CommandKey:
    """One posting per county, day and product."""
    name = f"{county}:{day}:{product}"
    return CommandKey("lending.close_day", "bank", county, name, fingerprint(name))


def _booked(day_sum: DaySum, key: CommandKey, books: Books) -> Outcome:
    """On the open day, which a late run finds a day further, with the loans' own as value date."""
    legs = legs_of(day_sum)
    day = books.day(day_sum.entity)
    value_date = max(day_sum.day, day.open_from)
    posting = Posting(LOANS_CLOSED, value_date, None, legs)
    answer = {"product": day_sum.product, "moved": day_sum.moved.row, "vat_fen": day_sum.vat_fen}
    return book(posting, key, books).outcome(answer)
