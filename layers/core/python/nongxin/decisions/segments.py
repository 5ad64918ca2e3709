"""A number line cut at thresholds: 2n+1 pieces, each threshold and each stretch between two.

One binary search tells which piece a value falls into; what holds there was worked out beforehand.
Rules and score bins share it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal

Number = int | Decimal


def cuts_of(thresholds: Iterable[Number]) -> list[Number]:
    return sorted(set(thresholds))


def piece_of(cuts: Sequence[Number], value: Number) -> int:
    """2i is the open stretch below cut i, 2i+1 the cut itself, 2n the stretch above all."""
    index = bisect_left(cuts, value)
    return 2 * index + (index < len(cuts) and cuts[index] == value)


def pieces_where(cuts: Sequence[Number], op: str, threshold: Number) -> list[tuple[int, int]]:
    """The runs of pieces (first, last) in which `value op threshold` holds."""
    at = 2 * bisect_left(cuts, threshold) + 1
    end = 2 * len(cuts)
    return {
        "<": [(0, at - 1)],
        "<=": [(0, at)],
        ">": [(at + 1, end)],
        ">=": [(at, end)],
        "=": [(at, at)],
        "!=": [(0, at - 1), (at + 1, end)],
    }[op]
