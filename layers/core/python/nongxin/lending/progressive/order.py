"""The order of a day: new terms first, then charges; and when a charge counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from nongxin.lending.loans.entries import (
    Charge,
    ChargeOff,
    ChargeWaiver,
    Entry,
    NewPlan,
    Pause,
    RateChange,
)
from nongxin.lending.loans.order import Numbered, counted

_TERMS = (RateChange, Pause, NewPlan)


def in_force(
    entries: Sequence[Entry], known_on: date | None = None, *, charges_first: bool = False
) -> list[Numbered]:
    """The entries that count, in the order in which they take effect.

    `charges_first`: a charge stands on its line from the start, whenever it falls due.
    """
    live = counted(entries, known_on)
    stops = [pair for pair in live if isinstance(pair[1], ChargeOff)]
    charges = {nr: _charged_on(nr, e, stops) for nr, e in live if isinstance(e, Charge)}
    if charges_first:
        moves = [pair for pair in live if isinstance(pair[1], NewPlan)]
        return sorted(live, key=lambda pair: _rank_with_charges_first(pair, charges, moves))
    return sorted(live, key=lambda pair: _rank(pair, charges))


def _rank_with_charges_first(
    pair: Numbered, charges: Mapping[int, date], moves: Sequence[Numbered]
) -> tuple[date, int, int, int]:
    """A charge comes before all else but the dates that had been moved when it was entered."""
    nr, entry = pair
    if not isinstance(entry, Charge):
        return *_rank(pair, charges), 0
    before = [_rank(move, charges) for move in moves if move[0] < nr]
    return *max(before, default=(date.min, 0, 0)), nr + 1


def _charged_on(nr: int, charge: Charge, stops: Sequence[Numbered]) -> date:
    """When it falls due; one that was known when the loan was charged off is part of that."""
    days = (stop.on for at, stop in stops if at > nr and stop.on < charge.on)
    return min(days, default=charge.on)


def _rank(pair: Numbered, charges: Mapping[int, date]) -> tuple[date, int, int]:
    """By value date; on a day new terms first, then charges. A waiver counts from its charge on."""
    nr, entry = pair
    on = charges.get(nr, entry.on)
    if isinstance(entry, ChargeWaiver):
        return charges.get(entry.of, on), 1, nr
    if isinstance(entry, _TERMS):
        return on, 0, nr
    return on, 1 if isinstance(entry, Charge) else 2, nr
