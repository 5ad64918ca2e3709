"""Product rows: provincial templates by version, repayment methods, purposes, overrides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import Row, rows

# Order is of no meaning here; repay orders name each of theirs once.
GUARANTEES = ("credit", "guarantor", "group", "farm_right", "platform", "receivables")
REPAID = ("principal", "interest", "penalty", "compound", "fee")
METHODS = ("equal_instalment", "equal_principal", "interest_first", "bullet", "revolving")


class ProductTemplate(NamedTuple):
    """A version of a provincial product. Amounts in fen, terms in months."""

    line: int
    code: str
    version: int
    valid_from: date
    valid_to: date
    name_zh: str
    name_en: str
    card: str
    amount_min_fen: int
    amount_max_fen: int
    term_min_months: int
    term_max_months: int
    drawdown_max_months: int
    guarantees: tuple[str, ...]
    day_count: str
    repay_order: tuple[str, ...]
    repay_order_90: tuple[str, ...]


class MethodRow(NamedTuple):
    """A repayment method a product offers, for terms within a range."""

    method: str
    every_months: int | None
    term_min_months: int
    term_max_months: int


class Purpose(NamedTuple):
    """What the money may be for; `archive_code` is the same purpose in the archive's demand."""

    code: str
    archive_code: str | None
    name_zh: str
    name_en: str


class Override(NamedTuple):
    """What a legal entity set differently, within `overridable.csv`."""

    entity: str
    product: str
    version: int
    valid_from: date
    valid_to: date
    field: str
    value: Decimal


@lru_cache(maxsize=1)
def templates() -> Mapping[str, tuple[ProductTemplate, ...]]:
    found: dict[str, list[ProductTemplate]] = {}
    for row in rows("products.csv"):
        template = _template(row)
        versions = found.setdefault(template.code, [])
        if versions and versions[-1].valid_to >= template.valid_from:
            raise row.fault(f"{template.code}: version {template.version} overlaps the one before")
        versions.append(template)
    return {code: tuple(versions) for code, versions in found.items()}


def _template(row: Row) -> ProductTemplate:
    first, last = row.validity()
    legal = row.optional_whole("legal_max_cny")
    if legal is not None and row.whole("amount_max_cny") > legal:
        raise row.fault("amount_max_cny is above the legal maximum")
    for word in row.words("guarantees"):
        if word not in GUARANTEES:
            raise row.fault(f"guarantees: {word} is not one of {', '.join(GUARANTEES)}")
    for column in ("repay_order", "repay_order_90"):
        if sorted(row.words(column)) != sorted(REPAID):
            raise row.fault(f"{column} names {', '.join(REPAID)}, each once")
    return ProductTemplate(
        line=row.line,
        code=row.text("code"),
        version=row.whole("version"),
        valid_from=first,
        valid_to=last,
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        card=row.text("card"),
        amount_min_fen=row.whole("amount_min_cny") * 100,
        amount_max_fen=row.whole("amount_max_cny") * 100,
        term_min_months=row.whole("term_min"),
        term_max_months=row.whole("term_max"),
        drawdown_max_months=row.whole("drawdown_max"),
        guarantees=row.words("guarantees"),
        day_count=row.choice("day_count", ("actual/360",)),
        repay_order=row.words("repay_order"),
        repay_order_90=row.words("repay_order_90"),
    )


@lru_cache(maxsize=8)
def methods(product: str) -> tuple[MethodRow, ...]:
    return tuple(
        MethodRow(
            method=r.choice("method", METHODS),
            every_months=r.optional_whole("every_months"),
            term_min_months=r.whole("term_min"),
            term_max_months=r.whole("term_max"),
        )
        for r in rows("product_methods.csv")
        if r.cells["product"] == product
    )


@lru_cache(maxsize=8)
def purposes(product: str) -> tuple[Purpose, ...]:
    return tuple(
        Purpose(r.text("purpose"), r.optional("archive_code"), r.text("name_zh"), r.text("name_en"))
        for r in rows("product_purposes.csv")
        if r.cells["product"] == product
    )


@lru_cache(maxsize=1)
def overridable() -> Mapping[tuple[str, str], tuple[Decimal, Decimal]]:
    """(product, field) -> lowest and highest value an entity may set."""
    return {
        (r.text("product"), r.text("field")): (r.number("low"), r.number("high"))
        for r in rows("overridable.csv")
    }


@lru_cache(maxsize=1)
def overrides() -> tuple[Override, ...]:
    found: list[Override] = []
    for row in rows("overrides.csv"):
        first, last = row.validity()
        product, field, value = row.text("product"), row.text("field"), row.number("value")
        if (product, field) not in overridable():
            raise row.fault(f"{product} {field} may not be set by an entity")
        low, high = overridable()[product, field]
        if not low <= value <= high:
            raise row.fault(f"{product} {field} {value} is outside {low}..{high}")
        found.append(
            Override(row.text("entity"), product, row.whole("version"), first, last, field, value)
        )
        _check_single(row, found)
    return tuple(found)


def _check_single(row: Row, found: list[Override]) -> None:
    new = found[-1]
    for o in found[:-1]:
        same = (o.entity, o.product, o.field) == (new.entity, new.product, new.field)
        if same and o.valid_from <= new.valid_to and new.valid_from <= o.valid_to:
            raise row.fault(f"{new.entity} sets {new.product} {new.field} twice at once")
