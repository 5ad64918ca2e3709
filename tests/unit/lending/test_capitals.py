from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongxin.lending.contracts.capitals import capitals

DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 1_000, "佰": 10_000, "仟": 100_000}


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (100, "壹元整"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (600_714, "陆仟零柒元壹角肆分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (30_000_000, "叁拾万元整"),
        (1_000_100, "壹万零壹元整"),
        (101_000_000, "壹佰零壹万元整"),
        (100_010_001_000, "壹拾亿零壹拾万零壹拾元整"),
        (10_000_000_100, "壹亿零壹元整"),
    ],
)
def test_known_amounts(fen: int, text: str) -> None:
    """Most are the examples of 《支付结算办法》附一."""
    assert capitals(fen) == text


@pytest.mark.parametrize("fen", [-1, 10**14])
def test_amounts_that_no_contract_has(fen: int) -> None:
    with pytest.raises(ValueError, match="no capitals"):
        capitals(fen)


@given(st.integers(1, 10**14 - 1))
def test_they_read_back_as_the_amount(fen: int) -> None:
    text = capitals(fen)
    assert "零零" not in text
    assert read(text) == fen


def read(text: str) -> int:
    """An independent reading: the fen of a text in capitals."""
    total = section = digit = 0
    for sign in text.removesuffix("整"):
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in UNITS:
            section += digit * UNITS[sign]
            digit = 0
        elif sign in "亿万元":
            section += digit * 100
            total += section * {"亿": 10**8, "万": 10**4, "元": 1}[sign]
            section = digit = 0
        else:
            total += digit * {"角": 10, "分": 1}[sign]
            digit = 0
    return total
