from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongxin.kernel.money import (
    MAX_FEN,
    NotAnAmount,
    Rounding,
    grouped,
    rounded,
    split,
    to_fen,
    yuan,
)

AMOUNTS = st.integers(-MAX_FEN, MAX_FEN)


@given(AMOUNTS)
def test_yuan_and_back(amount_fen: int) -> None:
    assert to_fen(yuan(amount_fen)) == amount_fen
    assert to_fen(grouped(amount_fen).replace(",", "")) == amount_fen


@pytest.mark.parametrize(
    ("text", "fen"), [("12.34", 1234), ("0.1", 10), ("-3", -300), ("12.3400", 1234), ("+1", 100)]
)
def test_an_amount_in_yuan(text: str, fen: int) -> None:
    assert to_fen(text) == fen


@pytest.mark.parametrize(
    "text",
    ["", ".", "1.", "1.234", "1e3", "1e999990", "NaN", "Infinity", "1_000", "１２", "1 ", "1\n",
     "99999999999999999", "1,000"],
)  # fmt: skip
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(NotAnAmount):
        to_fen(text)


@given(
    st.integers(0, MAX_FEN),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(lambda w: sum(w) > 0),
)
def test_shares_add_up_and_are_as_near_as_can_be(amount_fen: int, weights: list[int]) -> None:
    shares = split(amount_fen, weights)
    assert sum(shares) == amount_fen
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - amount_fen * weight) < sum(weights)
        assert share == 0 or weight > 0


@pytest.mark.parametrize(
    ("rounding", "fen"),
    [(Rounding.HALF_UP, 3), (Rounding.HALF_EVEN, 2), (Rounding.UP, 3), (Rounding.DOWN, 2)],
)
def test_rounding_by_name(rounding: Rounding, fen: int) -> None:
    assert rounded(Decimal("2.5"), rounding) == fen
    assert rounded(Decimal("-2.5"), rounding) == -fen
