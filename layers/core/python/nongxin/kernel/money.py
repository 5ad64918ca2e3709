"""Money: whole fen (分, 1/100 CNY) as int; a fraction exists only inside a calculation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import Enum
from fractions import Fraction
from math import ceil, floor

from nongxin.kernel.errors import Malformed
from nongxin.kernel.wording import grouped as grouped

FEN_PER_YUAN = 100
# 90 trillion yuan: far above the bank's balance sheet, far below what DynamoDB keeps exactly.
MAX_FEN = 9_000_000_000_000_000
# No exponents, and no more digits than Decimal multiplies exactly.
_YUAN = re.compile(r"[+-]?[0-9]{1,17}(\.[0-9]{1,2}0*)?")


class NotAnAmount(Malformed):
    code = "not-an-amount"
    zh = "金额须为数字，最多两位小数"
    en = "An amount is a number with at most two decimals"


class Rounding(Enum):
    """Rounding by name, as a product row spells it."""

    HALF_UP = ROUND_HALF_UP
    HALF_EVEN = ROUND_HALF_EVEN
    UP = ROUND_UP
    DOWN = ROUND_DOWN


def rounded(amount: Decimal | Fraction, rounding: Rounding = Rounding.HALF_UP) -> int:
    """The amount (in fen, with a fraction) as whole fen."""
    if isinstance(amount, Fraction):
        return _rounded_fraction(amount, rounding)
    return int(amount.quantize(Decimal(1), rounding=rounding.value))


def _rounded_fraction(amount: Fraction, rounding: Rounding) -> int:
    """Exactly, where no number of decimal places would be enough."""
    if rounding is Rounding.HALF_EVEN:
        return round(amount)
    sign, size = (-1, -amount) if amount < 0 else (1, amount)
    if rounding is Rounding.HALF_UP:
        return sign * floor(size + Fraction(1, 2))
    return sign * (ceil(size) if rounding is Rounding.UP else floor(size))


def to_fen(yuan_text: str) -> int:
    """Fen from a decimal text in yuan; raises NotAnAmount if it is no number of whole fen."""
    if not _YUAN.fullmatch(yuan_text):
        raise NotAnAmount()
    fen = int(Decimal(yuan_text) * FEN_PER_YUAN)
    if abs(fen) > MAX_FEN:
        raise NotAnAmount()
    return fen


def yuan(amount_fen: int) -> str:
    """Plain yuan with two places: 123456 -> "1234.56"."""
    return f"{Decimal(amount_fen) / FEN_PER_YUAN:.2f}"


def split(amount_fen: int, weights: Sequence[int]) -> list[int]:
    """Shares in proportion to whole weights that add up to the amount; rest to the largest
    remainder.
    """
    total = sum(weights)
    shares = [amount_fen * w // total for w in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(amount_fen * weights[i] % total))
    for i in by_remainder[: amount_fen - sum(shares)]:
        shares[i] += 1
    return shares
