"""Load a page of a fiscal payout file (财政一卡通发放明细): each line to its person and household.

A payment that is known already, from this file or another, is not counted again; so a page may be
sent twice, a load may die anywhere, and the same file may come under another name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any

from nongxin.customers.events import SubsidiesLoaded
from nongxin.customers.person import OutOfTerritory
from nongxin.customers.store import Persons
from nongxin.customers.subsidies.payment import Line, added, fault_of, totals
from nongxin.customers.subsidies.payout_store import HistoryRecord, Payouts
from nongxin.customers.view.view import Part
from nongxin.customers.view.view_store import Views
from nongxin.kernel import deadline
from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.errors import Busy
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import StaleRecord, Write, put
from nongxin.kernel.value import value

PART = "subsidies"
Match = tuple[list[str], str]


@value
class LoadPayouts:
    """`file` is the name that finance gave it; `first_line` the number of the first line here."""

    county: str
    file: str
    first_line: int
    lines: Sequence[Line]


@value
class LoadingParts:
    """`household_of` tells the household in whose live archive an ID number stands, or None."""

    payouts: Payouts
    persons: Persons
    views: Views
    household_of: Callable[[str], str | None]
    clock: Clock


@value
class Loaded:
    lines: int
    matched: int
    unmatched: int


def load_payouts(command: LoadPayouts, by: Principal, parts: LoadingParts) -> Loaded:
    """Raises OutOfTerritory. A line that is nobody's goes to the file's unmatched list."""
    if not by.serves(command.county):
        raise OutOfTerritory(county=command.county)
    whose = lru_cache(maxsize=None)(partial(_owners, parts))  # a person often has several lines
    matches = [_matched(line, whose, parts.clock.today()) for line in command.lines]
    owners: dict[str, list[Line]] = defaultdict(list)
    for line, (found, _) in zip(command.lines, matches, strict=True):
        for owner in found:
            owners[owner].append(line)
    for owner, lines in owners.items():
        _insisting(partial(_keep, owner, lines, parts))
    for write in _listed(command, matches, parts.payouts):
        parts.payouts.commit(write)
    matched = sum(bool(found) for found, _ in matches)
    loaded = Loaded(len(matches), matched, len(matches) - matched)
    parts.payouts.commit(_page(command, loaded, by, parts))
    return loaded


def _listed(command: LoadPayouts, matches: list[Match], payouts: Payouts) -> Iterator[Write]:
    """What is nobody's enters the file's list, and what no longer is leaves it."""
    place = command.county, command.file
    is_known = payouts.is_known(*place, command.first_line)
    for number, (found, why) in enumerate(matches, start=command.first_line):
        line = command.lines[number - command.first_line]
        if not found:
            yield payouts.unmatched(*place, number, why, line)
        elif is_known and payouts.stands_unmatched(*place, number):
            yield payouts.found(*place, number)


def _matched(line: Line, whose: Callable[[str, str], Match], today: date) -> Match:
    """Whose it is: a person, their household, or both; else why it is nobody's."""
    why = fault_of(line, today)
    return ([], why) if why else whose(line.id_no, line.name)


def _owners(parts: LoadingParts, id_no: str, name: str) -> Match:
    person = parts.persons.id_by_id_no(id_no)
    if person and parts.persons.name_of(person) != name:
        return [], "name-differs"
    household = parts.household_of(id_no)
    found = [owner for owner in (person, household) if owner]
    return found, "" if found else "nobody"


def _keep(owner: str, lines: list[Line], parts: LoadingParts) -> None:
    """The owner's years and totals in one transaction; nothing where all is known already."""
    payouts, on = parts.payouts, parts.clock.today().isoformat()
    rows = payouts.years(owner)
    docs = {year: payouts.doc(row) for year, row in rows.items()}
    by_year: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_year[line.paid_on[:4]].append(line)
    after = docs | {year: added(docs.get(year, {}), those) for year, those in by_year.items()}
    changed = [year for year in by_year if after[year] != docs.get(year)]
    if not changed:
        return
    writes = [payouts.kept_year(owner, y, rows.get(y), after[y], on) for y in changed]
    payouts.commit(*writes, _summed(owner, totals(after.values()), parts))


def _summed(owner: str, doc: dict[str, Any], parts: LoadingParts) -> Write:
    """A person's totals are a part of their view; a household has them beside its years."""
    now = stamp(parts.clock.now())
    if owner.startswith("pn_"):
        before = parts.views.part(owner, PART)
        return parts.views.kept(owner, PART, before, Part(doc, now, now))
    standing: HistoryRecord | None = parts.payouts.totals(owner, consistent=True)
    return parts.payouts.kept_totals(owner, standing, doc, now[:10])


def _insisting(keep: Callable[[], None]) -> None:
    """Somebody else may load the same person meanwhile: then it is reckoned anew."""
    with deadline.bounded():
        while True:
            try:
                keep()
            except StaleRecord:
                if deadline.remaining() <= 0:
                    raise Busy() from None
            else:
                return


def _page(command: LoadPayouts, loaded: Loaded, by: Principal, parts: LoadingParts) -> Write:
    record = parts.payouts.page(command.county, command.file, command.first_line)
    record.lines, record.matched = loaded.lines, loaded.matched
    record.amount_fen = sum(line.amount_fen for line in command.lines)
    record.loaded_by, record.loaded_at = by.id, stamp(parts.clock.now())
    told = SubsidiesLoaded(
        county=command.county,
        file=command.file,
        first_line=command.first_line,
        lines=loaded.lines,
        matched=loaded.matched,
        loaded_by=by.id,
    )
    record.events = outbox([told], parts.clock)
    return put(record)
