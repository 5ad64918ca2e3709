"""Decision tables against a naive reading, row by row."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nongxin.catalog.lending import limit_matrix, price_grid
from nongxin.catalog.rules import PRODUCTS
from nongxin.decisions.tables import (
    Range,
    Table,
    TableRow,
    collection_table,
    price_table,
    share_table,
)
from tests.builders.facts import TODAY

EDGE = st.one_of(st.none(), st.integers(-4, 4), st.decimals(-4, 4, places=1))
RANGES = st.builds(Range, EDGE, EDGE, st.booleans(), st.booleans())
SETS = st.frozensets(st.sampled_from("abc"), min_size=1)
ROWS = st.lists(
    st.fixed_dictionaries({}, optional={"x": RANGES, "y": RANGES, "c": SETS}), max_size=12
)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "x": st.decimals(-5, 5, places=1),
        "y": st.integers(-5, 5),
        "c": st.sampled_from("abcd"),
    },
)


def _holds(test: Any, value: Any) -> bool:
    if value is None:
        return False
    if not isinstance(test, Range):
        return value in test
    above = test.low is None or value > test.low or (test.low_closed and value == test.low)
    return above and (
        test.high is None or value < test.high or (test.high_closed and value == test.high)
    )


@settings(max_examples=400, deadline=None)
@given(ROWS, VALUES)
def test_hits_are_those_of_a_row_by_row_reading(rows: list[Any], values: dict[str, Any]) -> None:
    table = Table([TableRow(when, index) for index, when in enumerate(rows)])
    expected = [
        i for i, when in enumerate(rows) if all(_holds(t, values.get(v)) for v, t in when.items())
    ]
    assert [row.answer for row in table.hits(values)] == expected
    assert table.first(values) == (expected[0] if expected else None)


def test_a_variable_is_tested_in_one_way() -> None:
    with pytest.raises(ValueError, match="x is tested"):
        Table([TableRow({"x": Range(1)}, 0), TableRow({"x": frozenset("a")}, 1)])


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_price_has_one_cell(product: str) -> None:
    table = price_table(product, TODAY)
    for cell in price_grid(product, TODAY):
        for term in (cell.term_from_months, cell.term_to_months):
            hits = list(table.hits({"grade": cell.grade, "term_months": term}))
            assert [h.answer for h in hits] == [cell]


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_unknown_village_counts_as_the_weakest(product: str) -> None:
    matrix, table = limit_matrix(product, TODAY), share_table(product, TODAY)
    for (band, grade), percent in matrix.items():
        assert table.first({"band": band, "village_grade": grade}) == percent
        weakest = min(p for (b, _), p in matrix.items() if b == band)
        assert table.first({"band": band, "village_grade": "unknown"}) == weakest


@pytest.mark.parametrize(
    ("dpd", "score", "balance_fen"), [(1, 700, 0), (5, 399, 9_999_999), (400, 0, 10**9)]
)
def test_the_closest_collection_step(dpd: int, score: int, balance_fen: int) -> None:
    step = collection_table().first({"dpd": dpd, "score": score, "balance_fen": balance_fen})
    assert step is not None
    assert step.dpd_from <= dpd
    assert step.score_from == max(s for s in (0, 400, 700) if s <= score)
    assert step.balance_from_fen == max(b for b in (0, 2_000_000, 10_000_000) if b <= balance_fen)


def test_nothing_is_owed_on_the_day_itself() -> None:
    assert collection_table().first({"dpd": 0, "score": 700, "balance_fen": 100}) is None
