"""Is a card still what it was? Drift (PSI) and separation (KS, AUC) from counts by score.

Counts by score instead of scores, so that a month of a province is a few hundred numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from math import log
from typing import NamedTuple

Counts = Mapping[int, int]
# Usual readings of PSI (Siddiqi 2006): below 0.10 nothing to do, from 0.25 the card is another.
PSI_WATCH, PSI_ALARM = 0.10, 0.25
# A bin that one side lacks counts as half a household, else PSI would be endless.
_HALF = 0.5


class Drift(Enum):
    STEADY = "steady"
    WATCH = "watch"
    ALARM = "alarm"


class Separation(NamedTuple):
    """KS (0..1) at the score where goods and bads stand furthest apart, and the AUC."""

    ks: float
    at_score: int
    auc: float


def psi(then: Sequence[int], now: Sequence[int]) -> float:
    """Population stability index of two histograms over the same bins."""
    if len(then) != len(now) or not sum(then) or not sum(now):
        raise ValueError("two histograms over the same bins are compared, neither of them empty")
    total = 0.0
    for before, after in zip(then, now, strict=True):
        expected, actual = (before or _HALF) / sum(then), (after or _HALF) / sum(now)
        if before or after:
            total += (actual - expected) * log(actual / expected)
    return total


def drift_of(index: float) -> Drift:
    if index < PSI_WATCH:
        return Drift.STEADY
    return Drift.WATCH if index < PSI_ALARM else Drift.ALARM


def histogram(counts: Counts, edges: Sequence[int]) -> list[int]:
    """Counts in the bins below, between and from the edges (rising) on."""
    found = [0] * (len(edges) + 1)
    for score, count in counts.items():
        found[sum(score >= edge for edge in edges)] += count
    return found


def deciles(counts: Counts) -> list[int]:
    """Scores that cut the counts into ten parts, as equal as scores allow."""
    edges: list[int] = []
    total, seen = sum(counts.values()), 0
    for score in sorted(counts):
        if seen * 10 >= (len(edges) + 1) * total:
            edges.append(score)
        seen += counts[score]
    return edges


def separation(goods: Counts, bads: Counts) -> Separation:
    """How well scores tell goods from bads (high scores being good). Both must be there."""
    all_goods, all_bads = sum(goods.values()), sum(bads.values())
    if not all_goods or not all_bads:
        raise ValueError("separation needs goods and bads")
    good = bad = 0
    best, at_score, area = 0.0, 0, 0.0
    for score in sorted(set(goods) | set(bads)):
        more_goods, more_bads = goods.get(score, 0), bads.get(score, 0)
        # A good beats every bad below it, and half of those at its own score.
        area += more_goods * (bad + more_bads / 2)
        good, bad = good + more_goods, bad + more_bads
        apart = abs(bad / all_bads - good / all_goods)
        if apart > best:
            best, at_score = apart, score
    return Separation(best, at_score, area / (all_goods * all_bads))
