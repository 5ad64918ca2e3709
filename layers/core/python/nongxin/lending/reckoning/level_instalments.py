"""等额本息 in whole numbers only: exact, and the fastest way there."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def level_plan(balance_fen: int, above: int, below: int, count: int) -> list[tuple[int, int, int]]:
    """Principal, interest and balance after, row by row, all in fen and rounded half up.

    A period bears `above` / `below` of the balance. The instalment is the annuity; the last row
    takes what rounding left over.
    """
    level = _level(balance_fen, above, below, count)
    twice_above, twice_below = 2 * above, 2 * below
    rows = []
    for _ in range(count - 1):
        interest = (balance_fen * twice_above + below) // twice_below
        principal = level - interest
        balance_fen -= principal
        rows.append((principal, interest, balance_fen))
    interest = (balance_fen * twice_above + below) // twice_below
    rows.append((balance_fen, interest, 0))
    return rows


def uneven_plan(balance_fen: int, aboves: Sequence[int], below: int) -> list[tuple[int, int, int]]:
    """The same over periods of different lengths: each bears its own `above` / `below`."""
    level = _uneven_level(balance_fen, aboves, below)
    twice_below = 2 * below
    rows = []
    for above in aboves[:-1]:
        interest = (2 * balance_fen * above + below) // twice_below
        principal = level - interest
        balance_fen -= principal
        rows.append((principal, interest, balance_fen))
    interest = (2 * balance_fen * aboves[-1] + below) // twice_below
    rows.append((balance_fen, interest, 0))
    return rows


def annuity(balance_fen: int | Fraction, bears: Sequence[Fraction]) -> Fraction:
    """The equal payment that repays a balance over periods that bear these parts of it; exact."""
    growth, value = Fraction(1), Fraction(0)
    for each in bears:
        growth *= 1 + each
        value = value * (1 + each) + 1
    return balance_fen * growth / value


def _uneven_level(balance_fen: int, aboves: Sequence[int], below: int) -> int:
    """balance x growth / value, where every payment grows from its own period to the last."""
    growth, value, scale = 1, 0, 1
    for above in aboves:
        growth *= below + above
        scale *= below
        value = value * (below + above) + scale
    # `growth` is over below**count, and so is `value`: the powers of `below` cancel.
    return (2 * balance_fen * growth + value) // (2 * value)


def _level(balance_fen: int, above: int, below: int, count: int) -> int:
    if not above:
        return (2 * balance_fen + count) // (2 * count)
    grown: int = (above + below) ** count
    still: int = below**count
    owed, shares = balance_fen * above * grown, below * (grown - still)
    return (2 * owed + shares) // (2 * shares)
