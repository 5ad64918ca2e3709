"""Draws from a stream of random numbers: `Random.choice` and its like cost five times as much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from random import Random
from typing import TypeVar

T = TypeVar("T")
OLDEST = 120
# A block of households has a stream, and what finance pays each household one of its own.
HOUSEHOLDS, PAYOUTS = 0, 1


def stream(seed: int, county: str, number: int, purpose: int) -> Random:
    """Random numbers that are the same whatever else is drawn beside them. To begin a stream costs
    as much as a hundred draws, and a text for a seed would be hashed first.
    """
    place = (seed % 2**32 * 10**6 + int(county)) * 10**8 + number
    return Random(place * 2 + purpose)


def pick(rng: Random, among: Sequence[T]) -> T:
    """One of them, all alike."""
    return among[int(rng.random() * len(among))]


def whole(rng: Random, low: int, high: int) -> int:
    """A whole number, both ends included."""
    return low + int(rng.random() * (high - low + 1))


def step(rng: Random, low: int, below: int, width: int) -> int:
    """`low` or a multiple of `width` above it, below `below`."""
    return low + width * int(rng.random() * ((below - low + width - 1) // width))


def spread(*shares: tuple[T, int]) -> tuple[T, ...]:
    """To pick from: each value as often as its share, in percent or per mille of all."""
    found = tuple(value for value, share in shares for _ in range(share))
    assert len(found) in (100, 1000), shares
    return found


def by_age(*bounds: tuple[int, tuple[T, ...]]) -> tuple[tuple[T, ...], ...]:
    """What people have, by years of age: each for those below its bound, in order."""
    return tuple(next(had for bound, had in bounds if age < bound) for age in range(OLDEST))


day = cache(date.fromordinal)
