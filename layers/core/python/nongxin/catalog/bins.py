"""Intervals of the score bins as the card files spell them.

Spellings: `0`, `<6`, `<=20`, `>4`, `>=4`, `(3,8]`, `6-12`, `-30..0`, each with or without `%`, and
text labels, where `a/b` stands for two labels (but `n/a` is one). A note after " x " is dropped
(`1-2 x <30d`).

Who owns an edge that two neighbours name (`6-12`, `12-24`)? An explicit sign always wins. Among
plain ranges the upper bin owns it, [6,12) [12,24), except in a variable that has a `<=` bin: there
the lower one does, (20,40] (40,60]. The outermost range keeps an edge that nobody else claims.
Values beyond the outermost bins count as in the nearest one; gaps and overlaps are load errors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

from nongxin.catalog.reading import Row

_NUMBER = r"(-?\d+(?:\.\d+)?)"
# Texts, compiled (and cached by `re`) when the first card is read: a door may never need one.
_POINT = _NUMBER
_SIGNED = f"(<=|>=|<|>){_NUMBER}"
_BRACKETS = rf"([(\[]){_NUMBER},{_NUMBER}([)\]])"
_RANGE = rf"{_NUMBER}(?:-|\.\.){_NUMBER}"


class Interval(NamedTuple):
    """A numeric bin; None is open-ended. `plain` edges are settled by the neighbours."""

    low: Decimal | None
    low_closed: bool
    high: Decimal | None
    high_closed: bool
    plain: bool
    points: int
    row: Row


class Bins(NamedTuple):
    """The bins of one variable: numeric ones in order, and labels -> points."""

    intervals: tuple[Interval, ...]
    labels: dict[str, int]

    def worst(self, high_is_better: bool) -> int:
        return (min if high_is_better else max)(self._points())

    def best(self, high_is_better: bool) -> int:
        return (max if high_is_better else min)(self._points())

    def _points(self) -> list[int]:
        return [i.points for i in self.intervals] + list(self.labels.values())


def parse_bins(bin_rows: Sequence[Row], discrete: bool) -> Bins:
    """Bins of one variable; `discrete` values are whole. Raises CatalogError with the line."""
    intervals: list[Interval] = []
    labels: dict[str, int] = {}
    for row in bin_rows:
        text = row.text("when").replace("%", "").split(" x ")[0]
        interval = _interval(text, row)
        if interval is not None:
            intervals.append(interval)
            continue
        for label in _labels(row.text("when")):
            if label in labels:
                raise row.fault(f"label {label!r} twice")
            labels[label] = row.whole("points")
    ordered = _settled(sorted(intervals, key=_start))
    _check_chain(ordered, discrete)
    return Bins(tuple(ordered), labels)


def _labels(text: str) -> list[str]:
    return [text] if text == "n/a" else text.split("/")


def _interval(text: str, row: Row) -> Interval | None:
    points = row.whole("points")
    if found := re.fullmatch(_POINT, text):
        value = Decimal(found[1])
        return Interval(value, True, value, True, False, points, row)
    if found := re.fullmatch(_SIGNED, text):
        value = Decimal(found[2])
        if found[1].startswith("<"):
            return Interval(None, False, value, found[1] == "<=", False, points, row)
        return Interval(value, found[1] == ">=", None, False, False, points, row)
    if found := re.fullmatch(_BRACKETS, text):
        low, high = Decimal(found[2]), Decimal(found[3])
        return Interval(low, found[1] == "[", high, found[4] == "]", False, points, row)
    if found := re.fullmatch(_RANGE, text):
        return Interval(Decimal(found[1]), True, Decimal(found[2]), True, True, points, row)
    return None


def _start(interval: Interval) -> tuple[Decimal, bool]:
    low = Decimal("-Infinity") if interval.low is None else interval.low
    return low, not interval.low_closed


def _settled(ordered: list[Interval]) -> list[Interval]:
    """Every edge named twice gets one owner, as the module's docstring says."""
    upper_closed = any(i.low is None and i.high_closed for i in ordered)
    result = list(ordered)
    for index in range(len(result) - 1):
        left, right = result[index], result[index + 1]
        if left.high != right.low or not (left.high_closed and right.low_closed):
            continue
        if right.plain and (not left.plain or upper_closed):
            result[index + 1] = right._replace(low_closed=False)
        elif left.plain:
            result[index] = left._replace(high_closed=False)
    return result


def _check_chain(ordered: list[Interval], discrete: bool) -> None:
    for left, right in pairwise(ordered):
        if left.high is None or right.low is None:
            raise right.row.fault("overlaps the bin before it")
        if discrete:
            end = floor(left.high) if left.high_closed else ceil(left.high) - 1
            start = ceil(right.low) if right.low_closed else floor(right.low) + 1
            step = start - end - 1
        else:
            touching = left.high == right.low and left.high_closed != right.low_closed
            step = 0 if touching else _sign(right, left)
        if step:
            raise right.row.fault(
                "gap before this bin" if step > 0 else "overlaps the bin before it"
            )


def _sign(right: Interval, left: Interval) -> int:
    assert right.low is not None and left.high is not None
    if right.low == left.high:
        return -1 if left.high_closed and right.low_closed else 1
    return 1 if right.low > left.high else -1
