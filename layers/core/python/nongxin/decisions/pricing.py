"""The price: base rate of the day + spread by grade and term + discounts, within floor and cap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from nongxin.catalog.rates import base_rate
from nongxin.catalog.rules import Parameters, parameters
from nongxin.decisions.facts import Value
from nongxin.decisions.tables import price_table
from nongxin.kernel.rates import bp
from nongxin.products.request import LoanRequest
from nongxin.products.terms import ProductTerms

_TENORS = {"LPR1Y": "1Y", "LPR5Y": "5Y"}
# An average deposit from which the deposit discount is given, and the years for which repaying on
# time still lowers the rate (both assumed).
DEPOSIT_FROM_FEN = 2_000_000
ONTIME_YEARS_MAX = 3
# Below this many months with subsidies there is no subsidy discount (rule CRS009).
_SUBSIDY_MONTHS_RULE = "CRS009"


class Price(NamedTuple):
    """An annual rate (Decimal fraction) and how it came about; parts are (code, basis points)."""

    rate_annual: Decimal
    base: str
    base_rate: Decimal
    base_from: str
    parts: tuple[tuple[str, int], ...]
    floor: Decimal
    cap: Decimal

    def to_json(self) -> dict[str, Any]:
        return {
            "rate_annual": text(self.rate_annual),
            "base": self.base,
            "base_rate": text(self.base_rate),
            "base_from": self.base_from,
            "parts": [list(part) for part in self.parts],
            "floor": text(self.floor),
            "cap": text(self.cap),
        }


def price_of(
    request: LoanRequest,
    terms: ProductTerms,
    grade: str,
    values: Mapping[str, Value],
) -> Price:
    """The price of a request for a grade; raises RateNotPublished. Discounts need their fact."""
    on = date.fromisoformat(terms.on)
    rows = parameters(terms.product, terms.entity, on)
    asked: dict[str, Value] = {"grade": grade, "term_months": request.term_months}
    cell = price_table(terms.product, on).first(asked)
    assert cell is not None  # checks.py: the grid has no gap within the terms
    base = base_rate("LPR", _TENORS[cell.base], on)
    spread = rows.whole(cell.spread_rule) if cell.spread_rule else cell.spread_bp or 0
    parts = [
        (f"grade-{grade}", spread),
        ("term", cell.term_bp),
        ("entity", terms.spread_add_bp),
        *discounts(rows, values),
    ]
    rate = base.rate_annual + bp(sum(points for _, points in parts))
    return Price(
        rate_annual=min(max(rate, terms.rate_floor), terms.rate_cap),
        base=cell.base,
        base_rate=base.rate_annual,
        base_from=base.effective.isoformat(),
        parts=tuple(part for part in parts if part[1]),
        floor=terms.rate_floor,
        cap=terms.rate_cap,
    )


def discounts(rows: Parameters, values: Mapping[str, Value]) -> list[tuple[str, int]]:
    """(rule code, basis points, negative) for each discount earned."""
    found: list[tuple[str, int]] = []
    if values.get("credit_village") is True:
        found.append(("PRC007", rows.whole("PRC007")))
    if values.get("subsidy_acct_same") is True and _has_steady_subsidy(rows, values):
        found.append(("PRC008", rows.whole("PRC008")))
    if _number(values, "avg_deposit") >= DEPOSIT_FROM_FEN:
        found.append(("PRC009", rows.whole("PRC009")))
    if years := min(_number(values, "ontime_years"), ONTIME_YEARS_MAX):
        found.append(("PRC010", rows.whole("PRC010") * years))
    return found


def _has_steady_subsidy(rows: Parameters, values: Mapping[str, Value]) -> bool:
    return _number(values, "subsidy_months_5y") >= rows.number(_SUBSIDY_MONTHS_RULE)


def _number(values: Mapping[str, Value], name: str) -> int:
    value = values.get(name, 0)
    assert isinstance(value, int)
    return value


def text(rate: Decimal) -> str:
    """A rate as canonical text: no exponent, no trailing zeros beyond four places."""
    plain = f"{rate.normalize():f}"
    places = len(plain.partition(".")[2])
    return plain if places >= 4 else f"{rate:.4f}"
