"""What legal entities changed since the catalogue shipped: their released versions of a product.

A release holds every difference to the provincial template and takes the place of the entity's
shipped rows from its first day on. It never begins before the day after it was released, so what
was decided on a day can be decided again. The composition root says where releases are read
(`use`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache, wraps
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Release(NamedTuple):
    """`fields` as in overridable.csv, `tunings` by rule code; both only where they differ."""

    entity: str
    product: str
    version: int
    valid_from: date
    fields: tuple[tuple[str, Decimal], ...]
    tunings: tuple[tuple[str, str], ...]


# The releases of an entity, as far as they can be in force on a day.
Source = Callable[[str, date], tuple[Release, ...]]


def _nobody(entity: str, on: date) -> tuple[Release, ...]:
    return ()


_source: Source = _nobody


def use(source: Source | None) -> None:
    """Reads an entity's releases from `source` from now on; None: the shipped rows alone."""
    global _source
    _source = source or _nobody


def release_on(product: str, entity: str, on: date) -> Release | None:
    """The entity's release in force for a product on a day; None where the shipped rows hold."""
    found = [r for r in _source(entity, on) if r.product == product and r.valid_from <= on]
    return max(found, key=lambda r: (r.valid_from, r.version), default=None)


def by_release(
    maxsize: int,
) -> Callable[
    [Callable[Concatenate[str, str, date, P], R]], Callable[Concatenate[str, str, date, P], R]
]:
    """A cache of f(product, entity, on, …) that a new release passes by."""

    def decorate(
        made: Callable[Concatenate[str, str, date, P], R],
    ) -> Callable[Concatenate[str, str, date, P], R]:
        @lru_cache(maxsize)
        def kept(_: Release | None, product: str, entity: str, on: date, *rest: object) -> R:
            return made(product, entity, on, *rest)  # type: ignore[call-arg, arg-type]

        @wraps(made)
        def asked(product: str, entity: str, on: date, /, *rest: P.args, **named: P.kwargs) -> R:
            return kept(release_on(product, entity, on), product, entity, on, *rest)

        asked.cache_clear = kept.cache_clear  # type: ignore[attr-defined]
        return asked

    return decorate
