"""Is the catalogue sound? Contradictions, dead rows, overlaps and gaps, each with file and line.

Types, units, unknown variables, bins and tunings are checked whenever a row is loaded; what needs
the whole table is checked here, by tests and before a release, never at a cold start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise
from typing import NamedTuple

from nongxin.catalog.cards import card_codes, grades, score_bands
from nongxin.catalog.lending import limit_matrix, price_grid
from nongxin.catalog.rules import PRODUCTS, Parameters, RuleRow, parameters, rules_on
from nongxin.decisions.facts import Value
from nongxin.decisions.rules import APPLICATION, MONITORING, Rule, RuleSet, typed_rule
from nongxin.decisions.scorecards import compiled
from nongxin.decisions.segments import Number
from nongxin.products.factory import template_of

# A row here decides nothing where a row left of it fires on the same values anyway.
_STRENGTH = ("WARN", "PRICE", "LIMIT", "REFER", "REJECT")
# Parameters that must not fall, left to right (DEC002 < DEC001 means: reject below, auto above).
_RISING = (
    ("PRC002", "PRC003", "PRC004"),
    ("PRC005", "PRC006"),
    ("DEC002", "DEC001"),
    ("DEC003", "DEC004", "DEC005"),
    ("DEC007", "DEC006"),
    ("LIM003", "LIM001"),
    ("LIM014", "LIM013"),
    ("LIM004", "LIM001"),
    ("POS005", "POS006", "POS007", "POS008"),
    ("POS010", "POS011", "POS012", "POS013"),
)


class Finding(NamedTuple):
    """A row that cannot be meant so; `is_error` is false for a row that merely never fires."""

    file: str
    line: int
    why: str
    is_error: bool = True


def check_catalog(on: date) -> list[Finding]:
    """Everything found for a day; raises CatalogError for a row that cannot even be loaded."""
    found: list[Finding] = []
    for product in PRODUCTS:
        rows = parameters(product, "", on)
        rules = [
            typed_rule(row, row.cells[product])
            for row in rules_on(on)
            if row.kind != "param" and product in row.cells
        ]
        found += check_rules(product, rules)
        found += _unsorted(product, rows)
        found += _price_gaps(product, on)
        found += _matrix_gaps(product, on)
        grades(product, on)
    found += _wording(rules_on(on))
    for code in card_codes(on):
        compiled(code, on)
        if not _falls_to_zero([band.score_from for band in score_bands(code)]):
            found.append(Finding("score_bands.csv", 1, f"{code}: six bands must fall to 0"))
    return found


def check_rules(product: str, rules: Sequence[Rule]) -> Iterator[Finding]:
    """Rules of one product that never fire, always refuse, or say again what another says."""
    for families in (APPLICATION, MONITORING):
        by_variable: dict[str, list[Rule]] = {}
        for rule in rules:
            if rule.row.family in families:
                by_variable.setdefault(rule.row.variable, []).append(rule)
        for same in by_variable.values():
            yield from _check_variable(product, same)


def _check_variable(product: str, rules: list[Rule]) -> Iterator[Finding]:
    probes = _probes(rules)
    fires = [{p for p in probes if RuleSet([r]).evaluate({r.row.variable: p})} for r in rules]
    for rule, where in zip(rules, fires, strict=True):
        if not where:
            yield _of(rule.row, f"{product}: no possible value fires it", is_error=False)
    refused = set().union(
        *(w for r, w in zip(rules, fires, strict=True) if r.row.action == "REJECT")
    )
    if refused == set(probes):
        yield _of(rules[-1].row, f"{product}: every value of {rules[-1].row.variable} is refused")
    for (left, wide), (right, narrow) in combinations(zip(rules, fires, strict=True), 2):
        for row, inner, other, outer in (
            (right.row, narrow, left.row, wide),
            (left.row, wide, right.row, narrow),
        ):
            if inner and inner <= outer and _is_weaker(row, other):
                yield _of(row, f"{product}: {other.code} fires wherever it does, and does more")


def _is_weaker(row: RuleRow, other: RuleRow) -> bool:
    if row.action not in _STRENGTH or other.action not in _STRENGTH:
        return row.action == other.action
    return _STRENGTH.index(row.action) <= _STRENGTH.index(other.action)


def _probes(rules: list[Rule]) -> list[Value]:
    """A possible value for every piece of the variable's line, or every code."""
    spec = rules[0].spec
    if spec.type == "flag":
        return [False, True]
    if spec.type == "code":
        return list(spec.codes)
    cuts = sorted(r.threshold for r in rules if isinstance(r.threshold, (int, Decimal)))
    around: list[Number] = [c + d for c in cuts for d in (-1, 0, 1)]
    # Between close thresholds too; a whole-number fact never has a half, which can only make a dead
    # row look alive.
    around += [(Decimal(a) + Decimal(b)) / 2 for a, b in pairwise(cuts)]
    low, high = spec.low, spec.high
    return [
        v
        for v in dict.fromkeys(around)
        if (low is None or v >= low) and (high is None or v <= high)
    ]


def _unsorted(product: str, rows: Parameters) -> Iterator[Finding]:
    for codes in _RISING:
        present = [c for c in codes if rows.text(c) is not None]
        for left, right in pairwise(present):
            a = rows.fen(left) if rows.rule(left).unit in ("cny", "wan") else rows.number(left)
            b = rows.fen(right) if rows.rule(right).unit in ("cny", "wan") else rows.number(right)
            assert a is not None and b is not None
            if a > b:
                yield _of(rows.rule(right), f"{product}: below {left}")


def _price_gaps(product: str, on: date) -> Iterator[Finding]:
    template = template_of(product, on)
    for grade, _ in grades(product, on):
        cells = [c for c in price_grid(product, on) if c.grade == grade]
        spans = sorted((c.term_from_months, c.term_to_months) for c in cells)
        ends = [0, *(last for _, last in spans)]
        starts_well = all(first == end + 1 for (first, _), end in zip(spans, ends, strict=False))
        if not starts_well or ends[-1] < template.term_max_months:
            yield Finding("price_grid.csv", 1, f"{product} {grade}: terms overlap or have a gap")


def _matrix_gaps(product: str, on: date) -> Iterator[Finding]:
    matrix = limit_matrix(product)
    bands = {band.band for band in score_bands(template_of(product, on).card)}
    villages = {grade for _, grade in matrix}
    if set(matrix) != {(b, v) for b in bands for v in villages}:
        yield Finding("limit_matrix.csv", 1, f"{product}: a band or village grade is missing")
    for village in villages:
        shares = [matrix[b, village] for b in sorted(bands) if (b, village) in matrix]
        if sorted(shares, reverse=True) != shares:
            yield Finding("limit_matrix.csv", 1, f"{product}: a worse band gets a larger share")


def _wording(rows: Sequence[RuleRow]) -> Iterator[Finding]:
    for row in rows:
        for sentence in (row.reason_zh, row.reason_en):
            try:
                sentence.format(value="", threshold="")
            except (KeyError, IndexError, ValueError):
                yield _of(row, "a reason may name {value} and {threshold} only")


def _falls_to_zero(scores: list[int]) -> bool:
    return len(scores) == 6 and scores[-1] == 0 and sorted(set(scores), reverse=True) == scores


def _of(row: RuleRow, why: str, *, is_error: bool = True) -> Finding:
    return Finding("rules.csv", row.line, f"{row.code} {why}", is_error)
