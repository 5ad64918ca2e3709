"""Limit components and matrix, price grid, collection steps: for decisions and lending."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import Row, rows


class LimitComponent(NamedTuple):
    """A term of the limit formula: fact x (parameter of `rule`, else 1) x `times`.

    Components of one group add up; the limit is the smallest group.
    """

    group: int
    code: str
    fact: str
    rule: str | None
    times: Decimal
    by_term: bool
    name_zh: str
    name_en: str


class PriceCell(NamedTuple):
    """A cell of the price grid: base series and what is added to it, in basis points."""

    grade: str
    term_from_months: int
    term_to_months: int
    base: str
    spread_rule: str | None
    spread_bp: int | None
    term_bp: int


class CollectionStep(NamedTuple):
    """What is done with a loan so many days overdue, by collection score and balance (assumed)."""

    dpd_from: int
    dpd_to: int | None
    score_from: int
    balance_from_fen: int
    step: str


@lru_cache(maxsize=8)
def limit_components(product: str, on: date) -> tuple[LimitComponent, ...]:
    return tuple(
        LimitComponent(
            group=r.whole("group"),
            code=r.text("code"),
            fact=r.text("fact"),
            rule=r.optional("rule"),
            times=r.number("times"),
            by_term=r.cells["by_term"] == "Y",
            name_zh=r.text("name_zh"),
            name_en=r.text("name_en"),
        )
        for r in _in_force("limit_components.csv", product, on)
    )


@lru_cache(maxsize=8)
def limit_matrix(product: str, on: date) -> Mapping[tuple[int, str], int]:
    """(score band, village grade or "") -> percent of the product's cap (assumed)."""
    return {
        (r.whole("band"), r.cells["village_grade"]): r.whole("cap_percent")
        for r in _in_force("limit_matrix.csv", product, on)
    }


@lru_cache(maxsize=8)
def price_grid(product: str, on: date) -> tuple[PriceCell, ...]:
    return tuple(
        PriceCell(
            grade=row.text("grade"),
            term_from_months=row.whole("term_from"),
            term_to_months=row.whole("term_to"),
            base=row.choice("base", ("LPR1Y", "LPR5Y")),
            spread_rule=row.optional("spread_rule"),
            spread_bp=row.optional_whole("spread_bp"),
            term_bp=row.whole("term_bp"),
        )
        for row in _in_force("price_grid.csv", product, on)
    )


def _in_force(file: str, product: str, on: date) -> Iterator[Row]:
    for row in rows(file):
        first, last = row.validity()
        if row.cells["product"] == product and first <= on <= last:
            yield row


@lru_cache(maxsize=1)
def collection_steps() -> tuple[CollectionStep, ...]:
    return tuple(
        CollectionStep(
            dpd_from=r.whole("dpd_from"),
            dpd_to=r.optional_whole("dpd_to"),
            score_from=r.whole("score_from"),
            balance_from_fen=r.whole("balance_from_cny") * 100,
            step=r.text("step"),
        )
        for r in rows("collection.csv")
    )
