"""The rule engine: rows compiled once per product, entity and day; one pass finds all that fire.

Every variable keeps, for each piece of its number line (or each code), a bitmap of the rows that
fire there. Evaluating is one look-up a variable and an OR; the work does not grow with the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from nongxin.catalog.facts import FactSpec, fact_schema
from nongxin.catalog.reading import decimal_of
from nongxin.catalog.releases import by_release
from nongxin.catalog.rules import FEN_PER_UNIT, RuleRow, rules_on, thresholds
from nongxin.decisions.facts import Value
from nongxin.decisions.segments import Number, cuts_of, piece_of, pieces_where

# The families of an application; warnings and collection have their own days.
APPLICATION = ("ADM", "BLK", "CRB", "MUL", "DEB", "CRS", "FRD")
MONITORING = ("WRN",)
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "in": "not in"}

Threshold = Number | bool | frozenset[str]


class Rule(NamedTuple):
    """A row with its threshold typed: fen for money, a set of codes for `in` and codes."""

    row: RuleRow
    threshold: Threshold
    spec: FactSpec

    def fires_on(self) -> str:
        """The operator that holds when the rule fires."""
        return _OPPOSITE[self.row.op] if self.row.kind == "must" else self.row.op


class Firing(NamedTuple):
    """A rule that fired, and the value that fired it."""

    rule: Rule
    value: Value


class RuleSet:
    """Rules compiled for evaluation; `variables` are the facts it wants."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        by_variable: dict[str, list[int]] = {}
        for index, rule in enumerate(self.rules):
            by_variable.setdefault(rule.row.variable, []).append(index)
        self._numbers: list[tuple[str, list[Number], list[int]]] = []
        self._choices: list[tuple[str, dict[Value, int]]] = []
        for variable, indexes in by_variable.items():
            if self.rules[indexes[0]].spec.type in ("code", "flag"):
                self._choices.append((variable, self._choice_column(indexes)))
            else:
                self._numbers.append((variable, *self._number_column(indexes)))
        self.variables = frozenset(by_variable)

    def evaluate(self, values: Mapping[str, Value]) -> list[Firing]:
        """Every rule that fires on the values, in the order of rows; missing values fire none."""
        fired = 0
        for variable, cuts, bitmaps in self._numbers:
            number = values.get(variable)
            if number is not None:
                fired |= bitmaps[piece_of(cuts, number)]  # type: ignore[arg-type]
        for variable, by_value in self._choices:
            choice = values.get(variable)
            if choice is not None:
                fired |= by_value[choice]
        return [Firing(r, values[r.row.variable]) for r in self._of(fired)]

    def _of(self, bitmap: int) -> Iterable[Rule]:
        while bitmap:
            lowest = bitmap & -bitmap
            yield self.rules[lowest.bit_length() - 1]
            bitmap ^= lowest

    def _number_column(self, indexes: Sequence[int]) -> tuple[list[Number], list[int]]:
        cuts = cuts_of(self.rules[i].threshold for i in indexes)  # type: ignore[misc]
        # Bits that start or stop firing at a piece; a sweep adds them up.
        toggles = [0] * (2 * len(cuts) + 2)
        for i in indexes:
            rule = self.rules[i]
            assert isinstance(rule.threshold, (int, Decimal))
            for first, last in pieces_where(cuts, rule.fires_on(), rule.threshold):
                toggles[first] ^= 1 << i
                toggles[last + 1] ^= 1 << i
        bitmaps, running = [], 0
        for toggle in toggles[:-1]:
            running ^= toggle
            bitmaps.append(running)
        return cuts, bitmaps

    def _choice_column(self, indexes: Sequence[int]) -> dict[Value, int]:
        spec = self.rules[indexes[0]].spec
        known: tuple[Value, ...] = (False, True) if spec.type == "flag" else spec.codes
        return {v: sum(1 << i for i in indexes if _holds(self.rules[i], v)) for v in known}


def _holds(rule: Rule, value: Value) -> bool:
    """Does the rule fire on a flag or code?"""
    if isinstance(rule.threshold, frozenset):
        return (value in rule.threshold) == (rule.fires_on() in ("=", "in"))
    return (value == rule.threshold) == (rule.fires_on() == "=")


@by_release(maxsize=64)
def rule_set(
    product: str, entity: str, on: date, families: tuple[str, ...] = APPLICATION
) -> RuleSet:
    """The tests in force for a product at an entity on a day; raises CatalogError on a bad row."""
    cells = thresholds(product, entity, on)
    return RuleSet(
        [
            typed_rule(row, cells[row.code])
            for row in rules_on(on)
            if row.kind != "param" and row.family in families and row.code in cells
        ]
    )


def typed_rule(row: RuleRow, cell: str) -> Rule:
    """A row with a threshold, checked against the schema; raises CatalogError with the line."""
    spec = fact_schema().get(row.variable)
    if spec is None:
        raise row.fault(f"there is no fact {row.variable}")
    if spec.type == "code":
        return Rule(row, _codes(row, spec, cell), spec)
    if row.op == "in" or spec.type == "date":
        raise row.fault(f"operator {row.op} does not fit {row.variable} ({spec.type})")
    if spec.type == "flag":
        if row.op != "=" or cell not in ("0", "1"):
            raise row.fault(f"a flag is compared by = with 0 or 1, not {row.op} {cell}")
        return Rule(row, cell == "1", spec)
    return Rule(row, _number(row, spec, cell), spec)


def _codes(row: RuleRow, spec: FactSpec, cell: str) -> frozenset[str]:
    codes = frozenset(cell.split(","))
    if row.op not in ("=", "in") or (row.op == "=" and len(codes) != 1):
        raise row.fault(f"operator {row.op} does not fit {row.variable} (code)")
    if not codes <= set(spec.codes):
        raise row.fault(f"{cell} are not all codes of {row.variable}")
    return codes


def _number(row: RuleRow, spec: FactSpec, cell: str) -> Number:
    if (spec.type == "fen") != (row.unit in FEN_PER_UNIT):
        raise row.fault(f"unit {row.unit!r} does not fit {row.variable} ({spec.type})")
    number = decimal_of(cell)
    if number is None:
        raise row.fault(f"threshold {cell!r} is no number")
    value = number * FEN_PER_UNIT.get(row.unit, 1)
    return int(value) if value == value.to_integral_value() else value
