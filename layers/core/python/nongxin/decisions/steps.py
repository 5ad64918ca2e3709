"""A scorecard variable as steps on whole numbers: what columns (numpy, SQL) compare with.

The steps are found by asking the single form about every whole number where its points may change,
so both forms agree by construction.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import floor
from typing import NamedTuple

from nongxin.catalog.facts import FactSpec, fact_schema
from nongxin.decisions.facts import Value
from nongxin.decisions.inputs import FREQUENT, VISITS_A_DAY, card_input
from nongxin.decisions.scorecards import CompiledVariable

DECIMAL_SCALE = 10_000
_THIN = {"bureau": "thin", "bureau_long": "thin file"}
_CLUSTER_FROM = 2


class Steps(NamedTuple):
    """Points are `lowest`, and at each edge (value >= edge) so many more or fewer.

    The value is the sum of the facts, each times its scale. `thin` are the points of a household
    without credit history, whatever the value; `worst` those of a missing fact.
    """

    name: str
    facts: tuple[str, ...]
    scales: tuple[int, ...]
    how: str
    lowest: int
    edges: tuple[tuple[int, int], ...]
    thin: int | None
    worst: int

    @property
    def floor(self) -> int:
        return min(self._reached())

    @property
    def ceiling(self) -> int:
        return max(self._reached())

    @property
    def span(self) -> int:
        return self.ceiling - self.floor

    def _reached(self) -> list[int]:
        found, points = [self.lowest, self.worst], self.lowest
        for _, more in self.edges:
            points += more
            found.append(points)
        return found if self.thin is None else [*found, self.thin]


def scale_of(spec: FactSpec) -> int:
    """How many whole numbers a unit of the fact has in its column."""
    return DECIMAL_SCALE if spec.type == "decimal" else 1


def steps_of(variable: CompiledVariable) -> Steps:
    """The steps of a compiled variable."""
    source = variable.source
    thin = _THIN.get(source.how)
    columns = [scale_of(fact_schema()[f]) for f in source.facts]
    whole = 1 if thin else max(columns)
    known = sorted(set(_candidates(variable, whole)))
    points = [_points_at(variable, n, whole) for n in known]
    edges = [
        (number, here - before)
        for number, before, here in zip(known[1:], points, points[1:], strict=False)
        if here != before
    ]
    return Steps(
        name=source.name,
        facts=source.facts,
        scales=tuple(whole // column for column in columns),
        how=source.how,
        lowest=points[0],
        edges=tuple(edges),
        thin=variable.points(thin) if thin else None,
        worst=variable.worst,
    )


def _candidates(variable: CompiledVariable, whole: int) -> Iterator[int]:
    """Whole numbers between which the points cannot change, the first below all cuts."""
    spec = fact_schema()[variable.source.facts[0]]
    if spec.type == "code":
        yield from range(len(spec.codes))
        return
    if spec.type == "flag":
        yield from (0, 1)
        return
    cuts = [Decimal(c) for c in variable.cuts]
    cuts += [Decimal(c) for c in (0, 1, _CLUSTER_FROM, FREQUENT, VISITS_A_DAY)]
    yield floor(min(cuts) * whole) - 2 * whole
    for cut in cuts:
        # `whole` counts in units, all else in the column's own numbers.
        for number in (floor(cut) * whole, (floor(cut) + 1) * whole, floor(cut * whole)):
            yield from (number, number + 1)


def _points_at(variable: CompiledVariable, number: int, whole: int) -> int:
    source = variable.source
    if source.how in _THIN:
        return variable.points(number)
    first, *others = source.facts
    values: dict[str, Value] = {first: _value(fact_schema()[first], number, whole)}
    values |= dict.fromkeys(others, 0)
    value = card_input(source, values)
    assert value is not None
    return variable.points(value)


def _value(spec: FactSpec, number: int, whole: int) -> Value:
    if spec.type == "code":
        return spec.codes[number]
    if spec.type == "flag":
        return number == 1
    return number if whole == 1 else Decimal(number) / whole
