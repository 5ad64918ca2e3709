"""From a sample to a card: bins by a small tree, weights of evidence, regression, points."""

from __future__ import annotations

from itertools import pairwise
from math import log
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from devkit.training.samples import Flags, Sample

# A bin is a twentieth of the sample at least; five bins a variable at most.
_SMALLEST_SHARE, _MOST_BINS = 0.05, 5
# A variable below this information value is left out (Siddiqi 2006: unpredictive).
_LEAST_IV = 0.02


class Scale(NamedTuple):
    """A score is `at_even` plus `a_log` times the natural log of the odds (goods to a bad)."""

    at_even: float
    a_log: float


# 40 points double the odds; 600 stand for 20 goods to a bad (assumed).
USUAL = Scale(600 - 40 / log(2) * log(20), 40 / log(2))


class Bin(NamedTuple):
    """Numbers below `below` (None: all above the last), or a row's levels; weight of evidence."""

    below: float | None
    levels: tuple[str, ...]
    woe: float


class FittedVariable(NamedTuple):
    name: str
    bins: tuple[tuple[Bin, int], ...]
    information: float


class Fitted(NamedTuple):
    """Points sum up to the score; each bin has whole points."""

    variables: tuple[FittedVariable, ...]

    @property
    def lowest(self) -> int:
        return sum(min(points for _, points in v.bins) for v in self.variables)

    @property
    def highest(self) -> int:
        return sum(max(points for _, points in v.bins) for v in self.variables)


def fit(sample: Sample, scale: Scale = USUAL, bad_share: float | None = None) -> Fitted:
    """Points on a scale; `bad_share` is that of all households, where the sample has another.

    Raises ValueError where no variable tells goods from bads.
    """
    binned = {name: _numeric_bins(column, sample) for name, column in sample.numeric.items()}
    binned |= {name: _level_bins(column, sample) for name, column in sample.levels.items()}
    kept = {
        name: bins for name, bins in binned.items() if _information(name, bins, sample) >= _LEAST_IV
    }
    if not kept:
        raise ValueError("no variable tells goods from bads")
    evidence = {name: _woe_of(name, bins, sample) for name, bins in kept.items()}
    names, weights, intercept = _regress(evidence, sample.is_bad)
    intercept += _shift(sample.is_bad, bad_share)
    offset = (scale.at_even - scale.a_log * intercept) / len(names)
    return Fitted(
        tuple(
            FittedVariable(
                name,
                tuple((b, round(offset - scale.a_log * weight * b.woe)) for b in kept[name]),
                _information(name, kept[name], sample),
            )
            for name, weight in zip(names, weights, strict=True)
        )
    )


def _shift(is_bad: Flags, bad_share: float | None) -> float:
    """What a sample with more bads (or fewer) than there are adds to everybody's log odds."""
    if bad_share is None:
        return 0.0
    share = float(is_bad.mean())
    return log(bad_share / (1 - bad_share)) - log(share / (1 - share))


def _regress(
    evidence: dict[str, np.ndarray], is_bad: Flags
) -> tuple[list[str], list[float], float]:
    """Weights of the bad's log odds; variables whose weight turns against their evidence go."""
    names = list(evidence)
    while True:
        table = np.column_stack([evidence[name] for name in names])
        model = LogisticRegression(C=1.0).fit(table, is_bad)
        weights = dict(zip(names, model.coef_[0].tolist(), strict=True))
        if min(weights.values()) >= 0 or len(names) == 1:
            return names, [weights[n] for n in names], float(model.intercept_[0])
        names.remove(min(weights, key=lambda name: weights[name]))


def _numeric_bins(column: np.ndarray, sample: Sample) -> list[Bin]:
    tree = DecisionTreeClassifier(
        max_leaf_nodes=_MOST_BINS, min_samples_leaf=_SMALLEST_SHARE, random_state=0
    ).fit(column.reshape(-1, 1), sample.is_bad)
    cuts = sorted({round(float(c), 4) for c in tree.tree_.threshold[tree.tree_.feature == 0]})
    edges = [float("-inf"), *cuts, float("inf")]
    found = []
    for low, high in pairwise(edges):
        rows = (column >= low) & (column < high)
        found.append(Bin(None if high == float("inf") else high, (), _woe(rows, sample.is_bad)))
    return found


def _level_bins(column: np.ndarray, sample: Sample) -> list[Bin]:
    """A bin for each common level; the rare ones together."""
    least = _SMALLEST_SHARE * len(column)
    counts = {str(level): int((column == level).sum()) for level in np.unique(column)}
    groups = [(level,) for level, count in counts.items() if count >= least]
    rare = tuple(level for level, count in counts.items() if count < least)
    groups += [rare] if rare else []
    return [Bin(None, group, _woe(np.isin(column, group), sample.is_bad)) for group in groups]


def _woe(rows: Flags, is_bad: Flags) -> float:
    """ln of (share of the bads in the bin / share of the goods), half a case added to both."""
    bads = (rows & is_bad).sum() + 0.5
    goods = (rows & ~is_bad).sum() + 0.5
    return float(np.log((bads / is_bad.sum()) / (goods / (~is_bad).sum())))


def _woe_of(name: str, bins: list[Bin], sample: Sample) -> np.ndarray:
    found = np.zeros(len(sample.is_bad))
    for rows, each in _rows_of(name, bins, sample):
        found[rows] = each.woe
    return found


def _information(name: str, bins: list[Bin], sample: Sample) -> float:
    bads, goods = sample.is_bad.sum(), (~sample.is_bad).sum()
    shares = (
        ((rows & sample.is_bad).sum() / bads - (rows & ~sample.is_bad).sum() / goods, each.woe)
        for rows, each in _rows_of(name, bins, sample)
    )
    return float(sum(share * woe for share, woe in shares))


def _rows_of(name: str, bins: list[Bin], sample: Sample) -> list[tuple[Flags, Bin]]:
    if name in sample.levels:
        return [(np.isin(sample.levels[name], each.levels), each) for each in bins]
    column, low, found = sample.numeric[name], float("-inf"), []
    for each in bins:
        high = float("inf") if each.below is None else each.below
        found.append(((column >= low) & (column < high), each))
        low = high
    return found
