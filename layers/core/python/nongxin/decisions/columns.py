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
from nongxin.decisions.facts import LARGEST, Value
from nongxin.decisions.inputs import FREQUENT
from nongxin.decisions.scorecards import CompiledCard, applies
from nongxin.decisions.steps import DECIMAL_SCALE, Steps, scale_of, steps_of

Column = npt.NDArray[Any]
Scores = npt.NDArray[np.int16]
# Rows worked on at a time: small enough for the processor's own memory.
CHUNK_ROWS = 65_536
_BYTE = 255


class Scratch(NamedTuple):
    """Room for one chunk, used over and over."""

    mask: npt.NDArray[np.bool_]
    part: npt.NDArray[Any]
    own: npt.NDArray[Any]
    total: npt.NDArray[Any]

    @classmethod
    def of(cls, rows: int, dtype: type) -> Scratch:
        return cls(np.empty(rows, np.bool_), *(np.empty(rows, dtype) for _ in range(3)))

    def first(self, rows: int) -> Scratch:
        return Scratch(*(array[:rows] for array in self))


class Group(NamedTuple):
    """Variables whose points together fit one number of `dtype`; `base` is where they start."""

    variables: tuple[Steps, ...]
    dtype: type
    base: int


class CardColumns:
    """A card for one product over columns; `facts` names the columns that it reads."""

    def __init__(self, card: CompiledCard, product: str) -> None:
        chosen = [v for v in card.variables if applies(v.source, product)]
        self.variables = tuple(steps_of(v) for v in chosen)
        self.facts = tuple(dict.fromkeys(f for v in self.variables for f in v.facts))
        self._groups = _grouped(self.variables)
        reach = range(sum(v.floor for v in self.variables), _top(self.variables) + 1)
        self._rescaled = np.array([card.rescaled(raw) for raw in reach], dtype=np.int16)

    def score(self, columns: Mapping[str, Column]) -> Scores:
        """The score of every row."""
        rows = len(columns[self.facts[0]])
        scores = np.empty(rows, dtype=np.int16)
        size = min(rows, CHUNK_ROWS)
        rooms = {g.dtype: Scratch.of(size, g.dtype) for g in self._groups}
        for first in range(0, rows, CHUNK_ROWS):
            part = slice(first, min(first + CHUNK_ROWS, rows))
            chunk = {fact: columns[fact][part] for fact in self.facts}
            raw = np.zeros(part.stop - first, dtype=np.int16)
            for group in self._groups:
                raw += _points(group, chunk, rooms[group.dtype].first(len(raw)))
            self._rescaled.take(raw, out=scores[part], mode="clip")
        return scores


def _top(variables: Iterable[Steps]) -> int:
    return sum(v.ceiling for v in variables)


def _grouped(variables: Iterable[Steps]) -> list[Group]:
    """As few groups as come of taking the variables one after the other."""
    found: list[list[Steps]] = []
    for variable in variables:
        if found and sum(v.span for v in [*found[-1], variable]) <= _BYTE:
            found[-1].append(variable)
        else:
            found.append([variable])
    return [
        Group(
            variables=tuple(group),
            dtype=np.uint8 if sum(v.span for v in group) <= _BYTE else np.uint16,
            base=sum(v.lowest - v.floor for v in group),
        )
        for group in found
    ]


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


def _points(group: Group, chunk: Mapping[str, Column], room: Scratch) -> npt.NDArray[Any]:
    """Points above the variables' floors, for every row."""
    room.total.fill(group.base)
    for variable in group.variables:
        parts = [chunk[fact] for fact in variable.facts]
        gaps = [part for part in parts if part.min() == np.iinfo(part.dtype).min]
        if not gaps and variable.thin is None:
            _add_steps(variable, parts, room.total, room)
            continue
        room.own.fill(0)
        _add_steps(variable, parts, room.own, room)
        if variable.thin is not None:
            np.equal(parts[1], 1, out=room.mask)
            _overrule(variable.thin - variable.lowest, room)
        for part in gaps:
            np.equal(part, np.iinfo(part.dtype).min, out=room.mask)
            _overrule(variable.worst - variable.lowest, room)
        np.add(room.total, room.own, out=room.total)
    return room.total


def _add_steps(variable: Steps, parts: list[Column], total: Column, room: Scratch) -> None:
    number = _number(variable, parts)
    bounds, ones = np.iinfo(number.dtype), room.mask.view(np.uint8)
    for edge, points in variable.edges:
        if edge <= bounds.max:
            np.greater_equal(number, max(edge, bounds.min), out=room.mask)
            np.multiply(ones, _wrapped(points, room), out=room.part)
            np.add(total, room.part, out=total)


def _overrule(points: int, room: Scratch) -> None:
    """Puts points where the mask holds. By arithmetic: assigning through a mask is slow."""
    ones = room.mask.view(np.uint8)
    np.multiply(ones, _wrapped(points, room), out=room.part)
    np.equal(ones, 0, out=room.mask)
    np.multiply(room.own, ones, out=room.own)
    np.add(room.own, room.part, out=room.own)


def _wrapped(points: int, room: Scratch) -> Any:
    """Points, which may be negative, as a number of the room's kind that adds up the same."""
    return room.total.dtype.type(points % (1 << 8 * room.total.itemsize))


def _number(variable: Steps, parts: list[Column]) -> Column:
    """The whole number whose steps count."""
    if variable.how == "bureau_long":
        times, _, longest = parts
        frequent = (times != 0) & (longest > 1)
        number: Column = np.maximum(times, np.multiply(frequent, FREQUENT, dtype=times.dtype))
        return number
    if variable.thin is not None or len(parts) == 1:
        return parts[0]
    total = np.zeros(len(parts[0]), dtype=np.int64)
    for part, scale in zip(parts, variable.scales, strict=True):
        wide = part.astype(np.int64)
        # A missing part would overflow; its row gets the worst points anyway.
        np.maximum(wide, -LARGEST["fen"], out=wide)
        total += wide * scale if scale > 1 else wide
    return total
