"""Scoring: bins to points, points to a score, and which variables cost most."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.cards import Card, CardVariable, card, grades, score_bands
from nongxin.catalog.facts import fact_schema
from nongxin.decisions.facts import Value
from nongxin.decisions.inputs import Input, card_input
from nongxin.decisions.segments import Number, cuts_of, piece_of, pieces_where

FRAUD_CARD = "M8"
REASONS_SHOWN = 4


class Cost(NamedTuple):
    """Points a variable lost against its best bin (or gained, on the fraud card)."""

    variable: str
    value: str | None
    points: int
    lost: int
    name_zh: str
    name_en: str


class Score(NamedTuple):
    """The score of a card. Missing facts take the worst points; `best` gives them the best instead,
    so a refusal can tell a bad household from an unknown one."""

    card: str
    version: int
    raw: int
    score: int
    best: int
    missing: tuple[str, ...]
    costs: tuple[Cost, ...]


class CompiledVariable:
    """A variable ready to bin: one binary search, or one look-up of a label."""

    def __init__(self, source: CardVariable, high_is_better: bool) -> None:
        self.source = source
        self.worst = source.bins.worst(high_is_better)
        self.best = source.bins.best(high_is_better)
        scale = 100 if source.how.startswith("yuan") else 1
        edges = [e * scale for i in source.bins.intervals for e in (i.low, i.high) if e is not None]
        self.cuts = cuts_of(int(e) if e == e.to_integral_value() else e for e in edges)
        self._points = self._points_by_piece(scale)
        spec = fact_schema()[source.facts[0]]
        self.name_zh, self.name_en = spec.name_zh, spec.name_en

    def points(self, value: Input) -> int:
        """Points of the bin; beyond the outermost bins the nearest one, no bin at all the worst."""
        if isinstance(value, str):
            return self.source.bins.labels.get(value, self.worst)
        return self._points[piece_of(self.cuts, value)] if self._points else self.worst

    def _points_by_piece(self, scale: int) -> list[int]:
        intervals = self.source.bins.intervals
        if not intervals:
            return []
        # Below the lowest bin counts as the lowest, above the highest as the highest.
        points = [intervals[0].points] * (2 * len(self.cuts) + 1)
        for interval in intervals:
            first = 0
            if interval.low is not None:
                op = ">=" if interval.low_closed else ">"
                first = pieces_where(self.cuts, op, _scaled(interval.low, scale))[0][0]
            points[first:] = [interval.points] * (len(points) - first)
        return points


def _scaled(edge: Number, scale: int) -> Number:
    return edge * scale


class CompiledCard:
    """A card compiled once per version."""

    def __init__(self, source: Card) -> None:
        self.source = source
        self.variables = tuple(CompiledVariable(v, source.high_is_better) for v in source.variables)

    def facts(self, product: str) -> frozenset[str]:
        """The facts the card reads for a product."""
        return frozenset(f for v in self.source.variables if applies(v, product) for f in v.facts)

    def score(self, values: Mapping[str, Value], product: str) -> Score:
        """The score of the values; variables that do not concern the product count nothing."""
        raw, best_raw, missing, costs = 0, 0, [], []
        sign = 1 if self.source.high_is_better else -1
        for variable in self.variables:
            if not applies(variable.source, product):
                continue
            value = card_input(variable.source, values)
            if value is None:
                missing.append(variable.source.name)
            points = variable.worst if value is None else variable.points(value)
            raw += points
            best_raw += variable.best if value is None else points
            if lost := sign * (variable.best - points):
                costs.append(_cost(variable, value, points, lost))
        costs.sort(key=lambda c: (-c.lost, c.variable))
        return Score(
            card=self.source.code,
            version=self.source.version,
            raw=raw,
            score=self.rescaled(raw),
            best=self.rescaled(best_raw),
            missing=tuple(missing),
            costs=tuple(costs),
        )

    def rescaled(self, raw: int) -> int:
        """round(out_from + (out_to - out_from) * clamp((raw - from) / (to - from), 0, 1)), exactly.

        A half rounds to the even neighbour, as the formula's `round` does.
        """
        s = self.source
        width = s.raw_to - s.raw_from
        inside = min(max(raw - s.raw_from, 0), width)
        whole, rest = divmod((s.out_to - s.out_from) * inside, width)
        score = s.out_from + whole
        return score + (2 * rest > width or (2 * rest == width and score % 2 == 1))


def applies(variable: CardVariable, product: str) -> bool:
    return not variable.products or product in variable.products


def _cost(variable: CompiledVariable, value: Input | None, points: int, lost: int) -> Cost:
    return Cost(
        variable=variable.source.name,
        value=None if value is None else str(value),
        points=points,
        lost=lost,
        name_zh=variable.name_zh,
        name_en=variable.name_en,
    )


@lru_cache(maxsize=16)
def compiled(code: str, on: date) -> CompiledCard:
    """The card in force on a day, ready to score; raises CatalogError."""
    return CompiledCard(card(code, on))


def grade_of(product: str, score: int, on: date) -> str:
    """A, B, C or D."""
    return next(grade for grade, low in grades(product, on) if score >= low)


def band_of(code: str, score: int, on: date) -> int:
    """The card's band, 1 the highest scores, 6 the lowest."""
    return next(band.band for band in score_bands(code, on) if score >= band.score_from)
