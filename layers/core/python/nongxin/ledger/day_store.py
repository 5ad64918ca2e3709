"""A day's lines of a legal entity, read from the tables themselves, and the seals of days.

Accounts are counted through in their partitions, newest entry first: no index, no stream and no
list of accounts that could lag or lack one. Costs one read per account and day.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import takewhile
from typing import Any, TypeVar

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.catalog import places
from nongxin.kernel.errors import Missing
from nongxin.kernel.records import Record
from nongxin.kernel.scatter import side_by_side
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value
from nongxin.ledger.chart import derived_kinds
from nongxin.ledger.general_store import derived_partition
from nongxin.ledger.kinds import Side
from nongxin.ledger.line import Line
from nongxin.ledger.mapping import line_of_item, moves_of
from nongxin.ledger.store import (
    EntryRecord,
    LedgerAccounts,
    entry_key,
    partition,
)
from nongxin.ledger.trial import Sums, debit_positive

P = TypeVar("P")
T = TypeVar("T")

LAST_CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # of an id, see ledger.store.partition
_LOWEST, _HIGHEST = "0", "~"  # around every account id
_DAY_PAGE = 50


class SealRecord(Record):
    """The seal of a day. `chain` covers the seal before it; `pages` are the evidence's hashes."""

    context = "ledger"

    root = UnicodeAttribute()
    chain = UnicodeAttribute()
    lines = NumberAttribute()
    vouchers = NumberAttribute()
    pages = UnicodeAttribute()
    closing = UnicodeAttribute()

    @property
    def balances(self) -> dict[tuple[str, str], int]:
        told = json.loads(str(self.closing))
        return {(county, kind): fen for county, kind, fen in told}


@value
class DayItems:
    """The raw entries of a day, and what the exact accounts had at its end (debit positive)."""

    items: list[dict[str, Any]]
    balances: Sums

    def lines(self) -> Iterator[Line]:
        return map(line_of_item, self.items)


class DynamoDays:
    """`at_once`: how many partitions are read side by side (a county has 32)."""

    def __init__(self, storage: Storage, at_once: int = 1) -> None:
        self._storage = storage
        self._accounts = LedgerAccounts(storage)
        self._at_once = at_once

    def read(self, entity: str, day: date) -> DayItems:
        items: list[dict[str, Any]] = []
        balances: Counter[tuple[str, str]] = Counter()
        counties = places.counties_of(entity, day)
        parts = [(county, last) for county in counties for last in LAST_CHARACTERS]
        for found in self.each(lambda part: self._partition(part, entity, day), parts):
            items += found.items
            balances.update(found.balances)
        for lines in self.each(lambda county: list(self.general(county, entity, day)), counties):
            items += lines
        return DayItems(items, balances)

    def each(self, work: Callable[[P], T], places: Iterable[P]) -> Iterable[T]:
        """Side by side, in order."""
        if self._at_once == 1:
            return map(work, places)
        return side_by_side(work, places, self._at_once)

    def _partition(self, part: tuple[str, str], entity: str, day: date) -> DayItems:
        items: list[dict[str, Any]] = []
        balances: Counter[tuple[str, str]] = Counter()
        for head in self.heads_in(part, entity):
            last = self._accounts.last_where(head, lambda r: str(r.booking_date) <= str(day))
            if last is not None:
                fen = debit_positive(str(last.kind), int(last.balance_fen or 0))
                balances[part[0], str(last.kind)] += fen
                items += self._of_day(last, day)
        return DayItems(items, balances)

    def before_first_seal(self, entity: str, day: date) -> Sums:
        """The balances at the end of the day before one that no seal precedes."""
        sums: Counter[tuple[str, str]] = Counter()
        yesterday = day - timedelta(days=1)
        first = str(day)
        for county in places.counties_of(entity, day):
            for head in self.heads(county, entity):
                opened = self._accounts.entry(str(head.account), 0)
                first = min(first, str(opened.booking_date) if opened else first)
        reached = date.fromisoformat(first)
        while reached <= yesterday:
            for county, kind, side, fen in moves_of(self.read(entity, reached).items):
                sums[county, kind] += fen if side == Side.DEBIT.value else -fen
            reached += timedelta(days=1)
        return sums

    def seal(self, entity: str, day: date) -> SealRecord | None:
        return self._storage.get(SealRecord, *_seal_key(entity, day), consistent=True)

    def new_seal(self, entity: str, day: date) -> SealRecord:
        return SealRecord(*_seal_key(entity, day))

    def heads(self, county: str, entity: str) -> Iterator[EntryRecord]:
        """The latest entry of every account that an entity has in a county."""
        for last in LAST_CHARACTERS:
            yield from self.heads_in((county, last), entity)

    def heads_in(self, part: tuple[str, str], entity: str) -> Iterator[EntryRecord]:
        """The latest entry of every account that an entity has in a partition."""
        pk, high = f"{part[0]}#A#{part[1]}", _HIGHEST
        while True:
            bounds = (_LOWEST, high)
            item = next(self._storage.between(EntryRecord, pk, bounds, limit=1), None)
            if item is None:
                return
            head: EntryRecord = EntryRecord.of(item)
            high = str(head.account)
            if head.entity == entity:
                yield head

    def _of_day(self, last: EntryRecord, day: date) -> Iterator[dict[str, Any]]:
        if str(last.booking_date) != str(day):
            return iter(())
        account = str(last.account)
        bounds = (entry_key(account, 0), entry_key(account, last.seq))
        items = self._storage.between(EntryRecord, partition(account), bounds, limit=_DAY_PAGE)
        return takewhile(lambda item: item["booking_date"]["S"] == str(day), items)

    def general(
        self, county: str, entity: str, day: date, kinds: Iterable[str] = ()
    ) -> Iterator[dict[str, Any]]:
        """The raw general-ledger lines of a day, of all kinds if none are named."""
        for kind in kinds or derived_kinds(entity):
            pk = derived_partition(county, entity, kind, str(day))
            yield from self._storage.between(EntryRecord, pk, (_LOWEST, _HIGHEST))


def seat(entity: str) -> str:
    """The county where an entity's head office and its seals are; raises Missing."""
    bank = places.entity(entity)
    if bank is None:
        raise Missing()
    return bank.hq


def _seal_key(entity: str, day: date) -> tuple[str, str]:
    return f"{seat(entity)}#D#{entity}", f"DAY#{day}"
