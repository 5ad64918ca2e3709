from __future__ import annotations

from decimal import Decimal

import pytest

from nongxin.catalog.bins import Bins, parse_bins
from nongxin.catalog.reading import CatalogError, Row


def _bins(*whens: str, discrete: bool = False) -> Bins:
    """Bins worth 1, 2, 3… points in the order given."""
    made = [
        Row("score_bins.csv", 10 + n, {"when": when, "points": str(n)})
        for n, when in enumerate(whens, 1)
    ]
    return parse_bins(made, discrete)


def _points(bins: Bins, value: str) -> list[int]:
    """Every bin that holds the value: exactly one if the bins are sound."""
    number = Decimal(value)
    return [
        i.points
        for i in bins.intervals
        if (i.low is None or number > i.low or (number == i.low and i.low_closed))
        and (i.high is None or number < i.high or (number == i.high and i.high_closed))
    ]


@pytest.mark.parametrize(
    ("whens", "discrete", "expected"),
    [
        # An explicit sign owns its edge; between plain ranges the upper one does.
        (("<6", "6-12", "12-24", ">24"), False, {"6": 2, "12": 3, "24": 3, "24.1": 4}),
        # A variable with a <= bin closes its ranges above.
        (("<=20", "20-40", "40-60", ">60"), False, {"20": 1, "20.01": 2, "40": 2, "60": 3}),
        (("0", "(0,3]", "(3,8]", ">8"), False, {"0": 1, "3": 2, "3.5": 3, "8": 3, "8.1": 4}),
        (("<5", "5-9", "10-24", ">=25"), True, {"4": 1, "5": 2, "9": 2, "10": 3, "25": 4}),
        (("0", "1", ">=2"), True, {"0": 1, "1": 2, "7": 3}),
        (("<-30%", "-30..0", "0..30%", ">30%"), False, {"-31": 1, "-30": 2, "0": 3, "30": 3}),
        ((">98%", "95-98%", "90-95%", "<90%"), False, {"98": 2, "95": 2, "90": 3, "99": 1}),
        ((">2", "1-2", "<1"), False, {"2": 2, "1": 2, "0.9": 3}),
    ],
)
def test_who_owns_an_edge(whens: tuple[str, ...], discrete: bool, expected: dict[str, int]) -> None:
    bins = _bins(*whens, discrete=discrete)
    assert {value: _points(bins, value) for value in expected} == {
        value: [points] for value, points in expected.items()
    }


def test_labels_may_share_a_bin_and_stand_beside_numbers() -> None:
    bins = _bins("thin", "0", "1-2 x <30d", ">=3", discrete=True)
    assert bins.labels == {"thin": 1}
    assert _points(bins, "2") == [3]
    assert _bins("gov/public", "n/a", ">due").labels == {"gov": 1, "public": 1, "n/a": 2, ">due": 3}


@pytest.mark.parametrize(
    ("whens", "discrete", "why"),
    [
        (("<6", "7-12", ">12"), False, "gap"),
        (("<6", "5-12", ">12"), False, "overlaps"),
        (("0-1", "3-4"), True, "gap"),
        (("0-2", "2-4", ">=4"), True, None),
        (("<=3", ">=3"), False, "overlaps"),
        (("<3", ">3"), False, "gap"),
        ((">3", ">5"), False, "overlaps"),
        (("a/b", "b"), False, "twice"),
    ],
)
def test_gaps_and_overlaps_name_their_line(
    whens: tuple[str, ...], discrete: bool, why: str | None
) -> None:
    if why is None:
        _bins(*whens, discrete=discrete)
        return
    with pytest.raises(CatalogError, match=rf"score_bins\.csv:1\d: .*{why}"):
        _bins(*whens, discrete=discrete)
