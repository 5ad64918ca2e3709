"""Scorecards over columns (numpy): the same scores as one by one, for millions of households.

Never imported by a door: numpy is no part of the layers. A column holds whole numbers: money in
fen, decimals in ten-thousandths, flags 0 and 1, codes as their place in the schema; the lowest
number of its type stands for a missing value.

A card's points are steps on whole numbers, so a variable costs one comparison an edge. What one
variable adds fits a byte, in which sums may wrap around on the way and still come out right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nongxin.catalog.facts import FactSpec, fact_schema
from nongxin.decisions.facts import Value
from nongxin.decisions.inputs import FREQUENT
from nongxin.decisions.scorecards import CompiledCard, applies
from nongxin.decisions.steps import DECIMAL_SCALE, Steps, scale_of, steps_of

Column = npt.NDArray[Any]
Scores = npt.NDArray[np.int16]
# Rows worked on at a time: small enough for the processor's own memory.
CHUNK_ROWS = 32_768


class Scratch(NamedTuple):
    """Room for one chunk, used over and over."""

    mask: npt.NDArray[np.bool_]
    held: npt.NDArray[Any]
    more: npt.NDArray[Any]

    @classmethod
    def of(cls, rows: int, dtype: type) -> Scratch:
        return cls(np.empty(rows, np.bool_), np.empty(rows, dtype), np.empty(rows, dtype))


class CardColumns:
    """A card for one product over columns; `facts` names the columns that it reads."""

    def __init__(self, card: CompiledCard, product: str) -> None:
        chosen = [v for v in card.variables if applies(v.source, product)]
        self.variables = tuple(steps_of(v) for v in chosen)
        self.facts = tuple(dict.fromkeys(f for v in self.variables for f in v.facts))
        self._floor = sum(v.floor for v in self.variables)
        top = sum(v.ceiling for v in self.variables)
        reach = range(self._floor, top + 1)
        self._rescaled = np.array([card.rescaled(raw) for raw in reach], dtype=np.int16)

    def score(self, columns: Mapping[str, Column]) -> Scores:
        """The score of every row."""
        rows = len(columns[self.facts[0]])
        scores = np.empty(rows, dtype=np.int16)
        size = min(rows, CHUNK_ROWS)
        rooms = {dtype: Scratch.of(size, dtype) for dtype in (np.uint8, np.uint16)}
        for first in range(0, rows, CHUNK_ROWS):
            part = slice(first, min(first + CHUNK_ROWS, rows))
            fitting = {
                dtype: Scratch(*(a[: part.stop - first] for a in room))
                for dtype, room in rooms.items()
            }
            raw = np.zeros(part.stop - first, dtype=np.int16)
            for variable in self.variables:
                room = fitting[np.uint8 if variable.span < 256 else np.uint16]
                raw += _points(variable, [columns[f][part] for f in variable.facts], room)
            scores[part] = self._rescaled.take(raw)
        return scores


def column_of(fact: str, values: Iterable[Value | None]) -> Column:
    """A column from values as the engine types them."""
    spec = fact_schema()[fact]
    dtype = np.int8 if spec.type in ("flag", "code") else np.int64
    missing = int(np.iinfo(dtype).min)
    whole = [missing if v is None else _whole(spec, v) for v in values]
    return np.array(whole, dtype=dtype)


def _whole(spec: FactSpec, value: Any) -> int:
    if spec.type == "code":
        return spec.codes.index(value)
    scaled = value * scale_of(spec)
    if scaled != int(scaled):
        raise ValueError(f"{spec.name} {value} has more places than 1/{DECIMAL_SCALE}")
    return int(scaled)


def _points(variable: Steps, parts: list[Column], room: Scratch) -> npt.NDArray[Any]:
    """Points above the variable's floor, for every row."""
    more, wraps_at = room.more, 1 << 8 * room.more.itemsize
    more.fill(variable.lowest - variable.floor)
    number = _number(variable, parts)
    bounds = np.iinfo(number.dtype)
    for edge, points in variable.edges:
        if edge > bounds.max:
            continue
        np.greater_equal(number, max(edge, bounds.min), out=room.mask)
        np.multiply(room.mask, more.dtype.type(points % wraps_at), out=room.held)
        more += room.held
    if variable.thin is not None:
        more[parts[1] == 1] = variable.thin - variable.floor
    for part in parts:
        missing = np.iinfo(part.dtype).min
        if part.min() == missing:
            more[part == missing] = variable.worst - variable.floor
    return more


def _number(variable: Steps, parts: list[Column]) -> Column:
    """The whole number whose steps count."""
    if variable.how == "bureau_long":
        times, _, longest = parts
        frequent = (times != 0) & (longest > 1)
        return np.where(frequent, np.maximum(times, FREQUENT), times)
    if variable.thin is not None or len(parts) == 1:
        return parts[0]
    total = np.zeros(len(parts[0]), dtype=np.int64)
    for part, scale in zip(parts, variable.scales, strict=True):
        # A missing part would overflow; its row gets the worst points anyway.
        total += np.where(part == np.iinfo(part.dtype).min, 0, part).astype(np.int64) * scale
    return total
