"""From facts to the value a scorecard variable bins: a number, a label, or None where facts lack.

How (column `how` of card_inputs.csv): empty, the sum of the facts; `whole`, rounded down to a whole
number; `yuan`, fen binned in yuan; `yuan_or_none`, so, with 0 as the label none; `codes`, a label
by code; `bureau`, thin or the times overdue; `bureau_long`, so, but arrears of two instalments and
more never count as few; `visits` and `cluster`, the labels of the fraud card.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import floor
from typing import Any

from nongxin.catalog.cards import CardVariable
from nongxin.decisions.facts import Value
from nongxin.decisions.segments import Number

Input = Number | str
# Times overdue from which arrears count as frequent in card M1 (bins 1-2, 3-6).
FREQUENT = 3
VISITS_A_DAY = 40


def card_input(variable: CardVariable, values: Mapping[str, Value]) -> Input | None:
    """The value to bin. A code that the card leaves out gives "", which no bin holds."""
    parts = [values.get(name) for name in variable.facts]
    if any(part is None for part in parts):
        return None
    if variable.how == "codes":
        key = str(parts[0]).lower() if isinstance(parts[0], bool) else str(parts[0])
        return variable.codes[key]
    return _HOWS[variable.how](parts)


def _total(parts: Sequence[Any]) -> Input:
    total: Number = parts[0] if len(parts) == 1 else sum(parts, Decimal(0))
    return total


def _whole(parts: Sequence[Any]) -> Input:
    whole: int = floor(parts[0])
    return whole


def _yuan_or_none(parts: Sequence[Any]) -> Input:
    amount_fen: int = parts[0]
    return amount_fen or "none"


def _bureau(parts: Sequence[Any]) -> Input:
    times, is_thin = parts
    return "thin" if is_thin else int(times)


def _bureau_long(parts: Sequence[Any]) -> Input:
    times, is_thin, longest = parts
    if is_thin:
        return "thin file"
    return max(times, FREQUENT) if times and longest > 1 else int(times)


def _visits(parts: Sequence[Any]) -> Input:
    return "normal" if parts[0] <= VISITS_A_DAY else ">40 households/day"


def _cluster(parts: Sequence[Any]) -> Input:
    return "none" if parts[0] < 2 else int(parts[0])


_HOWS: Mapping[str, Callable[[Sequence[Any]], Input]] = {
    "": _total,
    "whole": _whole,
    "yuan": _total,
    "yuan_or_none": _yuan_or_none,
    "bureau": _bureau,
    "bureau_long": _bureau_long,
    "visits": _visits,
    "cluster": _cluster,
}
