"""Which entries of a loan count, and the order in which they take effect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from nongxin.lending.loans.entries import Entry, Reversal

Numbered = tuple[int, Entry]  # entries are numbered from 1, as they were made
Rank = Callable[[Numbered], Any]


def by_day(numbered: Numbered) -> tuple[date, int]:
    """By the days from which they count; of one day in the order in which they were made."""
    nr, entry = numbered
    return entry.on, nr


def in_force(entries: Sequence[Entry], known_on: date | None = None) -> list[Numbered]:
    """The entries that count, as known now or as they were known at the end of a day."""
    return sorted(counted(entries, known_on), key=by_day)


def counted(entries: Sequence[Entry], known_on: date | None = None) -> list[Numbered]:
    """The same in the order in which they were made: no reversal, and nothing reversed."""
    known = [
        (nr, e)
        for nr, e in enumerate(entries, start=1)
        if known_on is None or e.booked_on <= known_on
    ]
    gone = {e.of for _, e in known if isinstance(e, Reversal)}
    return [(nr, e) for nr, e in known if nr not in gone and not isinstance(e, Reversal)]
