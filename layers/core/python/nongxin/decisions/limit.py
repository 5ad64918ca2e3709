"""The limit: what a household earns, owns and tills, by the product's formula, then every cap.

All amounts in fen. Each step is kept so that an officer can follow it; the result is rounded down.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from nongxin.catalog.lending import LimitComponent, limit_components
from nongxin.catalog.rules import FEN_PER_UNIT, Parameters, parameters
from nongxin.decisions.facts import Value
from nongxin.decisions.tables import share_table
from nongxin.kernel.money import Rounding, rounded
from nongxin.products.request import LoanRequest
from nongxin.products.terms import ProductTerms

# Income counts by the length of the loan: half up to six months, one and a half from 18 (assumed).
TERM_FACTOR_LOW, TERM_FACTOR_HIGH = Decimal("0.5"), Decimal("1.5")
_ENTITY_OWNERS = ("owner", "owner_demo")
_RETURNING = ("repaid_1", "repaid_2")
# Caps that are no rule row.
MATRIX, SERVICE = "MATRIX", "SERVICE"
# Consumer credit counts the new instalment in debt service (products.json, limit_formula of XFD).
_DSR_AFTER_LOAN = ("XFD",)
_HEADROOM = (
    ("MUL006", "prov_total"),
    ("MUL007", "household_debt"),
    ("LIM019", "village_exposure"),
    ("LIM020", "platform_exposure"),
)
_UNIT_FEN = 100_000  # what a limit is rounded down to if the product says nothing: 1,000 yuan


class Cap(NamedTuple):
    """A ceiling on the limit; `rule` explains it, `of_fen` is the figure its sentence names."""

    rule: str
    cap_fen: int
    of_fen: int


class Limit(NamedTuple):
    """The limit with its working: components, factors in percent, and the caps that held it."""

    limit_fen: int
    formula_fen: int
    components: tuple[tuple[str, int], ...]
    factors: tuple[tuple[str, int], ...]
    caps: tuple[Cap, ...]
    binding: Cap | None

    def to_json(self) -> dict[str, Any]:
        return {
            "limit_fen": self.limit_fen,
            "formula_fen": self.formula_fen,
            "components": [list(c) for c in self.components],
            "factors": [list(f) for f in self.factors],
            "caps": [[c.rule, c.cap_fen] for c in self.caps],
            "binding": self.binding.rule if self.binding else None,
        }


class Standing(NamedTuple):
    """What scoring and pricing said of the applicant: the card's band and the annual rate."""

    band: int
    rate_annual: Decimal


def limit_of(
    request: LoanRequest,
    terms: ProductTerms,
    values: Mapping[str, Value],
    standing: Standing,
) -> Limit:
    """The limit for a standing. Facts that lack count nothing; decide() refers those cases."""
    on = date.fromisoformat(terms.on)
    rows = parameters(terms.product, terms.entity, on)
    components = [
        (f"{c.group}-{c.code}", _component(c, rows, values, request.term_months), c.group)
        for c in limit_components(terms.product, on)
    ]
    groups = {group for _, _, group in components}
    formula = min(sum(fen for _, fen, g in components if g == group) for group in groups)
    factors = _factors(rows, values)
    reckoned = Decimal(max(formula, 0))
    for _, percent in factors:
        reckoned = reckoned * percent / 100
    caps = [
        *_product_caps(request, terms, rows, values),
        _matrix_cap(terms, rows, values, standing),
    ]
    caps += _headroom_caps(rows, values)
    if terms.product in _DSR_AFTER_LOAN:
        caps += _service_cap(request, rows, values, standing)
    binding = min(caps, key=lambda c: (c.cap_fen, c.rule))
    unrounded = min(rounded(reckoned, Rounding.DOWN), binding.cap_fen)
    unit = rows.fen("LIM018") or _UNIT_FEN
    return Limit(
        limit_fen=max(unrounded, 0) // unit * unit,
        formula_fen=formula,
        components=tuple((code, fen) for code, fen, _ in components),
        factors=tuple(factors),
        caps=tuple(caps),
        binding=binding if binding.cap_fen < reckoned else None,
    )


def term_factor(term_months: int) -> Decimal:
    return min(max(Decimal(term_months) / 12, TERM_FACTOR_LOW), TERM_FACTOR_HIGH)


def _component(
    component: LimitComponent, rows: Parameters, values: Mapping[str, Value], term_months: int
) -> int:
    """The component in fen, rounded down (so towards more debt for debts)."""
    amount = Decimal(_number(values, component.fact)) * component.times
    if component.rule:
        unit = rows.rule(component.rule).unit
        amount *= rows.number(component.rule) * FEN_PER_UNIT.get(unit, 1)
    if component.by_term:
        amount *= term_factor(term_months)
    return rounded(amount, Rounding.DOWN if amount >= 0 else Rounding.UP)


def _factors(rows: Parameters, values: Mapping[str, Value]) -> list[tuple[str, int]]:
    """(rule code, percent) of everything that scales the formula."""
    found: list[tuple[str, int]] = []
    grade = values.get("village_grade")
    if grade in ("B", "C"):
        code = "LIM013" if grade == "B" else "LIM014"
        found.append((code, int(rows.number(code, "100"))))
    if values.get("new_entity") in _ENTITY_OWNERS:
        found.append(("LIM011", 100 + rows.whole("LIM011")))
    if values.get("credit_village") is True:
        found.append(("LIM015", 100 + rows.whole("LIM015")))
    if values.get("loan_history") in _RETURNING:
        found.append(("LIM017", 100 + rows.whole("LIM017")))
    if values.get("thin_file") is True:
        found.append(("LIM016", int(rows.number("LIM016", "100"))))
    return [(code, percent) for code, percent in found if percent != 100]


def _product_caps(
    request: LoanRequest, terms: ProductTerms, rows: Parameters, values: Mapping[str, Value]
) -> list[Cap]:
    cap_fen = min(rows.fen("LIM001") or terms.amount_max_fen, terms.amount_max_fen)
    found = [Cap("LIM001", cap_fen, cap_fen)]
    if request.guarantee == "credit" and terms.unsecured_max_fen:
        found.append(Cap("LIM002", terms.unsecured_max_fen, terms.unsecured_max_fen))
    if values.get("loan_history") == "none" and (first := rows.fen("LIM004")):
        found.append(Cap("LIM004", first, first))
    return found


def _matrix_cap(
    terms: ProductTerms, rows: Parameters, values: Mapping[str, Value], standing: Standing
) -> Cap:
    """The share of the product's cap for a score band and, where one is asked, village grade."""
    cap_fen = min(rows.fen("LIM001") or terms.amount_max_fen, terms.amount_max_fen)
    village = values.get("village_grade", "unknown")
    asked: dict[str, Value] = {"band": standing.band, "village_grade": village}
    percent = share_table(terms.product, date.fromisoformat(terms.on)).first(asked) or 0
    return Cap(MATRIX, cap_fen * percent // 100, cap_fen * percent // 100)


def _headroom_caps(rows: Parameters, values: Mapping[str, Value]) -> list[Cap]:
    """What others already owe or hold under the same ceiling is taken off it."""
    found = []
    for rule, fact in _HEADROOM:
        total = rows.fen(rule)
        if total is not None:
            found.append(Cap(rule, max(total - int(_number(values, fact)), 0), total))
    times = rows.number("DEB003")
    if times and "unsec_to_income" in values and "annual_income" in values:
        income = max(int(_number(values, "annual_income")), 0)
        room = Decimal(income) * (times - _number(values, "unsec_to_income"))
        found.append(Cap("DEB003", max(rounded(room, Rounding.DOWN), 0), int(times * income)))
    return found


def _service_cap(
    request: LoanRequest, rows: Parameters, values: Mapping[str, Value], standing: Standing
) -> list[Cap]:
    """The loan whose level instalments keep debt service to income within DEB002."""
    if "dsr" not in values or "annual_income" not in values:
        return []
    income = max(int(_number(values, "annual_income")), 0)
    room_percent = max(rows.number("DEB002") - _number(values, "dsr"), Decimal(0))
    monthly_fen = Decimal(income) * room_percent / 100 / 12
    growth = (1 + standing.rate_annual / 12) ** request.term_months
    worth = (1 - 1 / growth) / (standing.rate_annual / 12)
    cap_fen = rounded(monthly_fen * worth, Rounding.DOWN)
    return [Cap(SERVICE, cap_fen, cap_fen)]


def _number(values: Mapping[str, Value], name: str) -> int | Decimal:
    value = values.get(name, 0)
    assert isinstance(value, (int, Decimal))
    return value
