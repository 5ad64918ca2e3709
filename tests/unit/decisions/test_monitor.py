from __future__ import annotations

import random
from collections import Counter

import pytest
from sklearn.metrics import roc_auc_score, roc_curve

from nongxin.decisions.monitor import Drift, deciles, drift_of, histogram, psi, separation


def _scores(mean: int, count: int) -> Counter[int]:
    chance = random.Random(mean)
    return Counter(min(max(round(chance.gauss(mean, 60)), 300), 850) for _ in range(count))


def test_the_same_population_does_not_drift() -> None:
    then = _scores(620, 5_000)
    edges = deciles(then)
    assert len(edges) == 9
    bins = histogram(then, edges)
    assert sum(bins) == 5_000
    assert psi(bins, [3 * n for n in bins]) == pytest.approx(0)
    assert drift_of(psi(bins, bins)) is Drift.STEADY


@pytest.mark.parametrize(
    ("mean", "drift"), [(621, Drift.STEADY), (640, Drift.WATCH), (670, Drift.ALARM)]
)
def test_a_moved_population_is_seen(mean: int, drift: Drift) -> None:
    then, now = _scores(620, 20_000), _scores(mean, 20_000)
    edges = deciles(then)
    assert drift_of(psi(histogram(then, edges), histogram(now, edges))) is drift


def test_psi_by_hand() -> None:
    """(0.6-0.5) ln(0.6/0.5) + (0.4-0.5) ln(0.4/0.5) = 0.0405."""
    assert psi([50, 50], [60, 40]) == pytest.approx(0.0405, abs=1e-4)
    assert psi([50, 50, 0], [50, 50, 0]) == 0
    assert psi([10, 0], [0, 10]) > 1
    for bad in (([1], [1, 2]), ([0, 0], [1, 2])):
        with pytest.raises(ValueError, match="histograms"):
            psi(*bad)


def test_separation_is_what_scikit_learn_says() -> None:
    goods, bads = _scores(640, 900), _scores(570, 300)
    found = separation(goods, bads)
    scores = [*goods.elements(), *bads.elements()]
    labels = [1] * 900 + [0] * 300
    assert found.auc == pytest.approx(roc_auc_score(labels, scores))
    false, true, _ = roc_curve(labels, scores, drop_intermediate=False)
    assert found.ks == pytest.approx(max(true - false))


def test_perfect_and_no_separation() -> None:
    assert separation({700: 5}, {400: 5}) == (1.0, 400, 1.0)
    assert separation({500: 5}, {500: 9}).auc == 0.5
    with pytest.raises(ValueError, match="goods and bads"):
        separation({1: 1}, {})
