"""Which events of a history count, and the order in which they take effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from nongxin.lending.engine.events import (
    Charged,
    ChargedOff,
    ChargeWaived,
    DueMoved,
    Event,
    Extended,
    Paused,
    RateChanged,
    Reversed,
)

_TERMS = (RateChanged, Paused, Extended, DueMoved)


def in_force(
    events: Iterable[Event], known_on: date | None = None, *, charges_first: bool = False
) -> list[Event]:
    """The events that count, in the order in which they take effect.

    `charges_first`: a charge stands on its line from the start, whenever it falls due.
    """
    known = [e for e in events if known_on is None or e.booked_on <= known_on]
    reversed_ = {e.of for e in known if isinstance(e, Reversed)}
    reversed_ -= {e.nr for e in known if isinstance(e, Reversed) and e.nr in reversed_}
    counted = [e for e in known if not isinstance(e, Reversed) and e.nr not in reversed_]
    stops = [e for e in counted if isinstance(e, ChargedOff)]
    charges = {e.nr: _charged_on(e, stops) for e in counted if isinstance(e, Charged)}
    if charges_first:
        moves = [e for e in counted if isinstance(e, (DueMoved, Extended))]
        return sorted(counted, key=lambda e: _rank_with_charges_first(e, charges, moves))
    return sorted(counted, key=lambda e: _rank(e, charges))


def _rank_with_charges_first(
    event: Event, charges: Mapping[int, date], moves: Sequence[Event]
) -> tuple[date, int, int, int]:
    """A charge comes before all else but the dates that had been moved when it was entered."""
    if not isinstance(event, Charged):
        return *_rank(event, charges), 0
    before = [_rank(e, charges) for e in moves if e.nr < event.nr]
    return *max(before, default=(date.min, 0, 0)), event.nr + 1


def _charged_on(charge: Charged, stops: Sequence[ChargedOff]) -> date:
    """When it falls due; one that was known when the loan was charged off is part of that."""
    return min((e.on for e in stops if e.nr > charge.nr and e.on < charge.on), default=charge.on)


def _rank(event: Event, charges: Mapping[int, date]) -> tuple[date, int, int]:
    """By value date; on a day new terms first, then charges. A waiver counts from its charge on."""
    on = charges.get(event.nr, event.on)
    if isinstance(event, ChargeWaived):
        return charges.get(event.of, on), 1, event.nr
    if isinstance(event, _TERMS):
        return on, 0, event.nr
    return on, 1 if isinstance(event, Charged) else 2, event.nr
