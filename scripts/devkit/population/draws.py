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


def spread(*shares: tuple[T, int]) -> tuple[T, ...]:
    """A hundred to pick from: each value as often as its share in percent; they sum to 100."""
    found = tuple(value for value, share in shares for _ in range(share))
    assert len(found) == 100, shares
    return found
