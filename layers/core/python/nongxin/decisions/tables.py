"""Decision tables: rows with conditions on several variables, found by one look-up a variable.

Every variable keeps, for each piece of its number line (or each code), a bitmap of the rows that
allow it; a row hits where all its bitmaps meet. The work grows with the variables, hardly with the
rows. Rows stand in order of precedence: `first` answers the topmost hit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from nongxin.catalog.lending import (
    CollectionStep,
    PriceCell,
    collection_steps,
    limit_matrix,
    price_grid,
)
from nongxin.decisions.facts import Value
from nongxin.decisions.segments import Number, cuts_of, piece_of

A = TypeVar("A")


class Range(NamedTuple):
    """A stretch of numbers; None is open-ended. Both edges belong to it unless said otherwise."""

    low: Number | None = None
    high: Number | None = None
    low_closed: bool = True
    high_closed: bool = True


Condition = Range | frozenset[Value]


class TableRow(NamedTuple, Generic[A]):
    """`when` names the variables that matter; any other may have any value or none."""

    when: Mapping[str, Condition]
    answer: A


class Table(Generic[A]):
    """Rows compiled for look-up. A variable is tested by ranges or by sets, never by both."""

    def __init__(self, rows: Sequence[TableRow[A]]) -> None:
        self.rows = tuple(rows)
        self._every = (1 << len(self.rows)) - 1
        self._numbers: list[tuple[str, int, list[Number], list[int]]] = []
        self._choices: list[tuple[str, int, dict[Value, int]]] = []
        for variable in dict.fromkeys(v for row in self.rows for v in row.when):
            tested = [(i, r.when[variable]) for i, r in enumerate(self.rows) if variable in r.when]
            indifferent = self._every & ~sum(1 << i for i, _ in tested)
            ranges = [(i, c) for i, c in tested if isinstance(c, Range)]
            if len(ranges) == len(tested):
                self._numbers.append((variable, indifferent, *_number_column(ranges, indifferent)))
            elif not ranges:
                choices = _choice_column(tested, indifferent)  # type: ignore[arg-type]
                self._choices.append((variable, indifferent, choices))
            else:
                raise ValueError(f"{variable} is tested by ranges and by sets")

    def hits(self, values: Mapping[str, Value]) -> Iterator[TableRow[A]]:
        """Every row whose conditions all hold, in order."""
        bitmap = self._hit(values)
        while bitmap:
            lowest = bitmap & -bitmap
            yield self.rows[lowest.bit_length() - 1]
            bitmap ^= lowest

    def first(self, values: Mapping[str, Value]) -> A | None:
        """The answer of the topmost row that hits."""
        return next((row.answer for row in self.hits(values)), None)

    def _hit(self, values: Mapping[str, Value]) -> int:
        hit = self._every
        for variable, indifferent, by_value in self._choices:
            hit &= by_value.get(values.get(variable), indifferent)  # type: ignore[arg-type]
        for variable, indifferent, cuts, bitmaps in self._numbers:
            if not hit:
                return 0
            number: Any = values.get(variable)
            hit &= indifferent if number is None else bitmaps[piece_of(cuts, number)]
        return hit


def _number_column(
    tested: Sequence[tuple[int, Range]], indifferent: int
) -> tuple[list[Number], list[int]]:
    cuts = cuts_of(e for _, r in tested for e in (r.low, r.high) if e is not None)
    # Bits that start or stop at a piece; a sweep adds them up.
    toggles = [0] * (2 * len(cuts) + 2)
    for i, r in tested:
        first = 0 if r.low is None else piece_of(cuts, r.low) + (not r.low_closed)
        last = 2 * len(cuts) if r.high is None else piece_of(cuts, r.high) - (not r.high_closed)
        if first <= last:
            toggles[first] ^= 1 << i
            toggles[last + 1] ^= 1 << i
    bitmaps, running = [], indifferent
    for toggle in toggles[:-1]:
        running ^= toggle
        bitmaps.append(running)
    return cuts, bitmaps


def _choice_column(
    tested: Sequence[tuple[int, frozenset[Value]]], indifferent: int
) -> dict[Value, int]:
    found: dict[Value, int] = {}
    for i, choices in tested:
        for choice in choices:
            found[choice] = found.get(choice, indifferent) | 1 << i
    return found


@lru_cache(maxsize=8)
def price_table(product: str, on: date) -> Table[PriceCell]:
    """The price grid by grade and term_months."""
    return Table(
        [
            TableRow(
                {
                    "grade": frozenset({c.grade}),
                    "term_months": Range(c.term_from_months, c.term_to_months),
                },
                c,
            )
            for c in price_grid(product, on)
        ]
    )


@lru_cache(maxsize=8)
def share_table(product: str, on: date) -> Table[int]:
    """Percent of the product's cap by score band and, where one is asked, village_grade.

    Smaller shares stand first: a grade not known yet counts as the weakest admitted.
    """
    rows: list[TableRow[int]] = []
    cells = limit_matrix(product, on).items()
    for (band, grade), percent in sorted(cells, key=lambda cell: cell[1]):
        when: dict[str, Condition] = {"band": Range(band, band)}
        if grade:
            when["village_grade"] = frozenset({grade, "unknown"})
        rows.append(TableRow(when, percent))
    return Table(rows)


@lru_cache(maxsize=1)
def collection_table() -> Table[CollectionStep]:
    """What to do with a loan by days overdue (dpd), collection score and balance_fen."""
    return Table(
        [
            TableRow(
                {
                    "dpd": Range(s.dpd_from, s.dpd_to),
                    "score": Range(s.score_from),
                    "balance_fen": Range(s.balance_from_fen),
                },
                s,
            )
            # The highest lower bounds first, so that the topmost hit is the closest.
            for s in sorted(collection_steps(), key=lambda s: (-s.score_from, -s.balance_from_fen))
        ]
    )
