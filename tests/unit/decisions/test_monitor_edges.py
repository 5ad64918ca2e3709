"""The monitors by hand, at their edges: what a comparison of two programs does not pin down."""

from __future__ import annotations

from math import log, nextafter

import pytest

from nongxin.decisions.monitor import Drift, Separation, deciles, drift_of, histogram
from nongxin.decisions.monitor import psi as psi_of
from nongxin.decisions.monitor import separation as separation_of


def test_a_bin_that_one_side_lacks_counts_as_half_a_household() -> None:
    # Of ten households: shares 1 and 0.05 before, 0.05 and 1 after.
    assert psi_of([10, 0], [0, 10]) == pytest.approx(2 * 0.95 * log(20))


def test_each_side_has_its_own_total() -> None:
    assert psi_of([10, 30], [300, 100]) == pytest.approx(0.5 * log(3) + 0.5 * log(3))


@pytest.mark.parametrize(
    ("index", "drift"),
    [
        (nextafter(0.10, 0), Drift.STEADY),
        (0.10, Drift.WATCH),
        (nextafter(0.25, 0), Drift.WATCH),
        (0.25, Drift.ALARM),
    ],
)
def test_the_readings_of_an_index(index: float, drift: Drift) -> None:
    assert drift_of(index) is drift


def test_an_edge_belongs_to_the_bin_above_it() -> None:
    assert histogram({599: 1, 600: 2, 649: 4, 650: 8, 700: 16}, [600, 650]) == [1, 6, 24]


def test_deciles_of_equal_scores_are_every_tenth() -> None:
    assert deciles(dict.fromkeys(range(100), 1)) == [10, 20, 30, 40, 50, 60, 70, 80, 90]


def test_deciles_do_not_depend_on_the_order_of_counts() -> None:
    counts = {score: 1 + score % 3 for score in range(300, 360)}
    backwards = dict(reversed(counts.items()))
    assert deciles(backwards) == deciles(counts)


def test_one_score_for_all_has_no_deciles() -> None:
    assert deciles({500: 10}) == []


def test_separation_by_hand() -> None:
    """Up to 500: 3 of 4 bads, 1 of 5 goods. Pairs won of 20: 2 at 500, 4 × 3.5 at 600."""
    goods, bads = {500: 1, 600: 4}, {400: 1, 500: 2, 600: 1}
    found = separation_of(goods, bads)
    assert found.ks == pytest.approx(3 / 4 - 1 / 5)
    assert found.at_score == 500
    assert found.auc == pytest.approx((1 * 2 + 4 * 3.5) / 20)


def test_separation_does_not_depend_on_the_order_of_counts() -> None:
    goods = {score: 1 + score % 7 for score in range(300, 850, 50)}
    bads = {score: 1 + score % 3 for score in range(300, 850, 30)}
    turned = [dict(reversed(counts.items())) for counts in (goods, bads)]
    assert separation_of(*turned) == separation_of(goods, bads)


def test_a_card_the_wrong_way_round_stands_apart_too_but_wins_nothing() -> None:
    assert separation_of({400: 5}, {700: 5}) == Separation(1.0, 400, 0.0)


def test_the_first_of_equally_far_scores_is_named() -> None:
    # 400: 1/2 apart; 500: both sides gain 1/2, still 1/2 apart; 600: together.
    assert separation_of({500: 1, 600: 1}, {400: 1, 500: 1}).at_score == 400
