"""Whole-number plans: the same figures as the general way, one at a time and in a batch."""

from __future__ import annotations

import random
from fractions import Fraction

from nongxin.lending.reckoning.level_instalments import level_plan, uneven_plan
from tests.bench.loans import BATCH, TERM, batched


def test_random_plans_agree_with_exact_fractions() -> None:
    dice = random.Random(36)
    for _ in range(500):
        lent, count = dice.randrange(10_000, 50_000_000), dice.randrange(1, 61)
        rate = Fraction(dice.randrange(0, 2_400), 120_000)
        rows = level_plan(lent, rate.numerator, rate.denominator, count)
        left = lent
        for principal, interest, balance in rows:
            assert interest == _half_up(left * rate)
            left -= principal
            assert left == balance
        assert not left
        value = sum((1 / Fraction(1 + rate) ** nr for nr in range(1, count + 1)), Fraction(0))
        if count > 1:
            assert rows[0][0] + rows[0][1] == _half_up(lent / value)


def test_periods_of_different_lengths_agree_with_exact_fractions() -> None:
    dice = random.Random(37)
    for _ in range(300):
        lent, below = dice.randrange(10_000, 50_000_000), 36_000_000
        aboves = [dice.randrange(28, 32) * 60_000 for _ in range(dice.randrange(2, 61))]
        rows, left = uneven_plan(lent, aboves, below), lent
        value, discount = Fraction(0), Fraction(1)
        for above, (principal, interest, balance) in zip(aboves, rows, strict=True):
            assert interest == _half_up(Fraction(left * above, below))
            left -= principal
            assert left == balance
            discount *= Fraction(below, below + above)
            value += discount
        assert not left
        assert rows[0][0] + rows[0][1] == _half_up(lent / value)


def test_the_batch_gives_the_same_rows() -> None:
    rows = batched(BATCH)
    single = level_plan(10_000_000, 6, 1_200, TERM)
    for nr, (principal, interest, _) in enumerate(single):
        assert (rows[nr, 0] == principal).all()
        assert (rows[nr, 1] == interest).all()


def _half_up(amount: Fraction) -> int:
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)
