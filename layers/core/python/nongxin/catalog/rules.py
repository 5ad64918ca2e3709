"""The rule rows as risk officers edit them (`rules.csv`), with entity tunings (`rule_tunings.csv`).

A row is a test or a parameter, by its `kind`: `must` fires when the condition fails (age >= 18),
`when` fires when it holds (inflow_drop >= 60), `param` is a figure read by the row's code.
An empty product cell means that the row does not concern that product.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import CatalogError, Row, decimal_of, rows
from nongxin.catalog.releases import by_release, release_on

PRODUCTS = ("YND", "FPD", "ESD", "DSD", "XFD")
KINDS = ("must", "when", "param")
OPS = ("=", "<", "<=", ">", ">=", "in")
ACTIONS = (
    "REJECT", "REFER", "LIMIT", "PRICE", "WARN", "STOP", "FREEZE",
    "AUTO", "QUICK", "MANUAL", "PAY", "TASK", "CLASS",
)  # fmt: skip
# What a threshold counts; money is turned into fen when a rule is compiled.
UNITS = ("", "cny", "wan", "percent", "rate", "bp", "days", "months", "score")


class RuleRow(NamedTuple):
    """One template of `rules.csv`; `cells` is the threshold per product as the file spells it."""

    line: int
    code: str
    family: str
    name_zh: str
    name_en: str
    kind: str
    variable: str
    op: str
    unit: str
    cells: Mapping[str, str]
    action: str
    tune: str
    reason_zh: str
    reason_en: str
    valid_from: date
    valid_to: date
    version: int

    def fault(self, why: str) -> CatalogError:
        return CatalogError("rules.csv", self.line, f"{self.code}: {why}")

    def bounds(self, product: str) -> tuple[str, str] | None:
        """Lowest and highest threshold that a legal entity may set, as text ("" and the template's
        set for codes); None where it may set none.
        """
        if not self.tune or product not in self.cells:
            return None
        template = self.cells[product]
        if self.tune == "subset":
            return "", template
        edges = sorted(Decimal(edge) * Decimal(template) for edge in self.tune.split(".."))
        return f"{edges[0].normalize():f}", f"{edges[1].normalize():f}"

    def allows(self, product: str, value: str) -> bool:
        """Whether a legal entity may set the threshold so."""
        bounds = self.bounds(product)
        if bounds is None:
            return False
        if self.tune == "subset":
            return bool(value) and set(value.split(",")) <= set(bounds[1].split(","))
        number = decimal_of(value)
        return number is not None and Decimal(bounds[0]) <= number <= Decimal(bounds[1])


class Tuning(NamedTuple):
    """A legal entity's own threshold, kept only where it differs from the template."""

    line: int
    entity: str
    code: str
    product: str
    value: str
    valid_from: date
    valid_to: date


@lru_cache(maxsize=1)
def every_rule() -> tuple[RuleRow, ...]:
    """All rows, past versions included; two versions of a code may not be in force at once."""
    found: list[RuleRow] = []
    known: dict[str, list[RuleRow]] = {}
    for row in rows("rules.csv"):
        rule = _rule(row)
        for other in known.setdefault(rule.code, []):
            if _meet(other, rule.valid_from, rule.valid_to):
                raise row.fault(f"{rule.code} has two versions in force at once")
        known[rule.code].append(rule)
        found.append(rule)
    return tuple(found)


def _meet(rule: RuleRow, first: date, last: date) -> bool:
    """Whether a rule is in force on any day from first to last."""
    return rule.valid_from <= last and first <= rule.valid_to


def _rule(row: Row) -> RuleRow:
    first, last = row.validity()
    _check_tune(row)
    return RuleRow(
        line=row.line,
        code=row.text("code"),
        family=row.text("family"),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        kind=row.choice("kind", KINDS),
        variable=row.text("variable"),
        op=row.choice("op", OPS),
        unit=row.choice("unit", UNITS),
        cells={p: row.cells[p] for p in PRODUCTS if row.cells[p]},
        action=row.choice("action", ACTIONS),
        tune=row.cells["tune"],
        reason_zh=row.text("reason_zh"),
        reason_en=row.text("reason_en"),
        valid_from=first,
        valid_to=last,
        version=row.whole("version"),
    )


def _check_tune(row: Row) -> None:
    """`tune` is empty, `subset` (of codes), or two factors of the threshold, low..high."""
    tune = row.cells["tune"]
    if tune in ("", "subset"):
        return
    edges = [decimal_of(edge) for edge in tune.split("..")]
    if len(edges) != 2 or None in edges or edges[0] > edges[1]:  # type: ignore[operator]
        raise row.fault(f"tune is {tune!r}, not low..high or subset")
    for product in PRODUCTS:
        if row.cells[product] and decimal_of(row.cells[product]) is None:
            raise row.fault(f"{product}: threshold {row.cells[product]!r} is no number")


@lru_cache(maxsize=1)
def every_tuning() -> tuple[Tuning, ...]:
    """All rows, each within the bounds of every version of its rule that it meets."""
    found: list[Tuning] = []
    for row in rows("rule_tunings.csv"):
        first, last = row.validity()
        code, product = row.text("code"), row.text("product")
        tuned = [
            rule
            for rule in every_rule()
            if rule.code == code and product in rule.cells and _meet(rule, first, last)
        ]
        if not tuned:
            raise row.fault(f"there is no rule {code} for {product} in its days")
        found.append(
            Tuning(row.line, row.text("entity"), code, product, row.text("value"), first, last)
        )
        for rule in tuned:
            _check_tuning(row, rule, found[-1])
    return tuple(found)


def _check_tuning(row: Row, rule: RuleRow, tuning: Tuning) -> None:
    bounds = rule.bounds(tuning.product)
    if bounds is None:
        raise row.fault(f"{rule.code} may not be tuned")
    if rule.allows(tuning.product, tuning.value):
        return
    if rule.tune == "subset":
        raise row.fault(f"{rule.code}: {tuning.value} is no subset of {bounds[1]}")
    raise row.fault(f"{rule.code}: {tuning.value} is outside {bounds[0]}..{bounds[1]}")


@by_release(maxsize=32)
def thresholds(product: str, entity: str, on: date) -> Mapping[str, str]:
    """Rule code -> threshold in force for a product and legal entity on a day, as text."""
    found = {r.code: r.cells[product] for r in rules_on(on) if product in r.cells}
    released = release_on(product, entity, on)
    if released is not None:
        by_code = {r.code: r for r in rules_on(on)}
        own = {c: v for c, v in released.tunings if c in found}
        # A template that has narrowed its bounds since the release holds in place of what is not.
        return found | {c: v for c, v in own.items() if by_code[c].allows(product, v)}
    for tuning in every_tuning():
        is_own = (tuning.entity, tuning.product) == (entity, product)
        if is_own and tuning.valid_from <= on <= tuning.valid_to:
            found[tuning.code] = tuning.value
    return found


@lru_cache(maxsize=8)
def rules_on(on: date) -> tuple[RuleRow, ...]:
    return tuple(r for r in every_rule() if r.valid_from <= on <= r.valid_to)


class Parameters:
    """The figures of one product, entity and day, read by rule code."""

    def __init__(self, product: str, entity: str, on: date) -> None:
        self._cells = thresholds(product, entity, on)
        self._rules = {r.code: r for r in rules_on(on)}

    def rule(self, code: str) -> RuleRow:
        return self._rules[code]

    def text(self, code: str) -> str | None:
        """The cell, or None where the rule does not concern the product."""
        return self._cells.get(code)

    def number(self, code: str, default: str = "0") -> Decimal:
        """The cell as it stands in its own unit."""
        cell = self._cells.get(code, default)
        value = decimal_of(cell)
        if value is None:
            raise self._rules[code].fault(f"threshold {cell!r} is no number")
        return value

    def whole(self, code: str) -> int:
        return int(self.number(code))

    def fen(self, code: str) -> int | None:
        """A money cell in fen, or None where the rule does not concern the product."""
        if code not in self._cells:
            return None
        return int(self.number(code) * FEN_PER_UNIT[self._rules[code].unit])


@by_release(maxsize=64)
def parameters(product: str, entity: str, on: date) -> Parameters:
    """The figures in force for a product at an entity on a day."""
    return Parameters(product, entity, on)


# 万元 and 元 in fen.
FEN_PER_UNIT: Mapping[str, int] = {"wan": 1_000_000, "cny": 100}
