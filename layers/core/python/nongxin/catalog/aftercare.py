"""What holds for a loan once it is lent: classes, provisions, funds that bear risk, 增值税."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import CatalogError, Row, rows

CLASSES = ("normal", "special_mention", "substandard", "doubtful", "loss")
GENERAL = "general"
EVERYWHERE = "all"


class Floor(NamedTuple):
    """What was found about a loan, and the best class it can have then."""

    finding: str
    class_code: str
    name_zh: str
    name_en: str


class ProvisionRate(NamedTuple):
    """The share of the principal set aside (fractions), and how far a bank may go from it."""

    rate: Decimal
    low: Decimal
    high: Decimal


class RiskFund(NamedTuple):
    """Who bears how much of a loss, from so many days overdue on; percent, 100 in all."""

    fund_percent: int
    bank_percent: int
    dpd_from: int


@lru_cache(maxsize=64)
def class_bands(on: date) -> tuple[tuple[int, str], ...]:
    """(first day overdue, class), the worst first. Raises CatalogError if the day has no rules."""
    found = [(r.whole("dpd_from"), _class(r)) for r in _in_force("classification.csv", on)]
    if not found:
        raise CatalogError("classification.csv", 1, f"nothing is in force on {on}")
    return tuple(sorted(found, reverse=True))


@lru_cache(maxsize=64)
def class_floors(on: date) -> Mapping[str, Floor]:
    """By finding."""
    return {
        r.text("finding"): Floor(r.text("finding"), _class(r), r.text("name_zh"), r.text("name_en"))
        for r in _in_force("class_floors.csv", on)
    }


@lru_cache(maxsize=64)
def provision_rates(on: date) -> Mapping[str, ProvisionRate]:
    """By class; `general` is set aside for every loan."""
    return {
        r.choice("class", (GENERAL, *CLASSES)): ProvisionRate(
            *(r.number(column) / 100 for column in ("rate_pct", "low_pct", "high_pct"))
        )
        for r in _in_force("provision_rates.csv", on)
    }


@lru_cache(maxsize=512)
def risk_fund(product: str, county: str, on: date) -> RiskFund | None:
    """The fund of a product in a county: its own row, else that for every county; None if none."""
    found = {}
    for row in _in_force("risk_funds.csv", on):
        if row.cells["product"] == product and row.cells["county"] in (county, EVERYWHERE):
            shares = row.whole("fund_percent"), row.whole("bank_percent")
            if sum(shares) != 100:
                raise row.fault("the shares are not 100 in all")
            found[row.cells["county"]] = RiskFund(*shares, row.whole("dpd_from"))
    return found.get(county) or found.get(EVERYWHERE)


@lru_cache(maxsize=64)
def vat_rate(seat: str, on: date) -> Decimal:
    """The 增值税 rate (a fraction) of a bank whose seat is in a `county` or a city `district`."""
    for row in _in_force("vat_rates.csv", on):
        if row.cells["seat"] == seat:
            return row.number("rate_pct") / 100
    return Decimal(0)


@lru_cache(maxsize=64)
def untaxed_up_to_fen(product: str, on: date) -> int:
    """Interest of loans up to this bears no 增值税 (农户小额贷款); 0: there is no relief."""
    for row in _in_force("vat_reliefs.csv", on):
        if row.cells["product"] == product:
            return row.whole("most_cny") * 100
    return 0


@lru_cache(maxsize=64)
def repaid_by_payout(on: date) -> frozenset[str]:
    """The products whose loans a partner's payout to the borrower repays (订单回款自动归还)."""
    return frozenset(row.text("product") for row in _in_force("payout_products.csv", on))


def _class(row: Row) -> str:
    return row.choice("class", CLASSES)


def _in_force(file: str, on: date) -> Iterator[Row]:
    for row in rows(file):
        first, last = row.validity()
        if first <= on <= last:
            yield row
