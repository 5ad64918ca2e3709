"""Draws from a stream of random numbers: `Random.choice` and its like cost five times as much."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def pick(rng: Random, among: Sequence[T]) -> T:
    """One of them, all alike."""
    return among[int(rng.random() * len(among))]


def whole(rng: Random, low: int, high: int) -> int:
    """A whole number, both ends included."""
    return low + int(rng.random() * (high - low + 1))


def step(rng: Random, low: int, below: int, width: int) -> int:
    """`low` or a multiple of `width` above it, below `below`."""
    return low + width * int(rng.random() * ((below - low + width - 1) // width))


def by_share(rng: Random, shares: Sequence[tuple[T, int]]) -> T:
    """One of them by its share in percent; the shares sum to 100."""
    left = rng.random() * 100
    for value, share in shares:
        left -= share
        if left < 0:
            return value
    return shares[-1][0]
