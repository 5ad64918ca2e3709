"""Is the catalogue sound? Contradictions, dead rows, overlaps and gaps, each with file and line.

Types, units, unknown variables, bins and tunings are checked whenever a row is loaded; what needs
the whole table is checked here, by `scripts/rules check`, tests and every deployment, never at a
cold start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from string import Formatter

from nongxin.catalog.cards import card_codes, grades
from nongxin.catalog.file_checks import check_files
from nongxin.catalog.files import FILES
from nongxin.catalog.order import out_of_order
from nongxin.catalog.places import holder_of
from nongxin.catalog.products import overrides
from nongxin.catalog.reading import CatalogError, rows
from nongxin.catalog.rules import (
    PRODUCTS,
    RuleRow,
    every_rule,
    every_tuning,
    rules_on,
    thresholds,
)
from nongxin.decisions.facts import Value
from nongxin.decisions.rules import APPLICATION, MONITORING, Rule, RuleSet, typed_rule
from nongxin.decisions.scorecards import compiled
from nongxin.decisions.segments import Number
from nongxin.decisions.table_checks import (
    Finding,
    band_faults,
    card_faults,
    challenge_faults,
    collection_gaps,
    matrix_gaps,
    price_gaps,
    repayment_gaps,
)

# A row here decides nothing where a row left of it fires on the same values anyway.
_STRENGTH = ("WARN", "PRICE", "LIMIT", "REFER", "REJECT")
# What a test may do: it bears on an application, or on a loan that runs.
_APPLICATION_ACTIONS = ("REJECT", "REFER", "LIMIT", "PRICE", "WARN")
_MONITORING_ACTIONS = ("WARN", "STOP", "FREEZE")
# Families and parameters by which the code decides: a row of another would be read by nobody.
_FAMILIES = (*APPLICATION, *MONITORING, "LIM", "PRC", "DEC", "PAY", "POS")
_READ = (
    "DEC001", "DEC002", "DEC003", "DEC004", "DEC005", "DEC006", "DEC007", "DEC008", "DEC009",
    "DEC010", "LIM001", "LIM002", "LIM003", "LIM004", "LIM011", "LIM013", "LIM014", "LIM015",
    "LIM016", "LIM017", "LIM018", "LIM024", "LIM025", "PRC001", "PRC002", "PRC003", "PRC004",
    "PRC005", "PRC006", "PRC007", "PRC008", "PRC009", "PRC010", "PRC011", "PRC012", "PRC013",
    "PRC014", "CRS009", "DEB002", "DEB003", "LIM019", "LIM020", "MUL006", "MUL007",
)  # fmt: skip


def check_catalog(on: date) -> list[Finding]:
    """Everything found for a day and for each later one on which a row begins or ceases to hold.

    Where a row cannot even be loaded, that is what is found.
    """
    broken = [Finding(fault.file, fault.line, fault.why) for fault in check_files()]
    if broken:
        return broken
    found: list[Finding] = []
    for day in days_to_check(on):
        try:
            found += _check_day(day)
        except CatalogError as fault:
            found.append(Finding(fault.file, fault.line, fault.why))
    return list(dict.fromkeys(found))


def days_to_check(on: date) -> list[date]:
    """The day itself, and each later one on which a row begins to hold, or holds no more."""
    later: set[date] = set()
    for name, file in FILES.items():
        if "valid_from" in file.kinds:
            for row in rows(name):
                first, last = row.validity()
                later |= {first} if last == date.max else {first, last + timedelta(days=1)}
    return [on, *sorted(day for day in later if day > on)]


def _check_day(on: date) -> Iterator[Finding]:
    in_force = {r.code for r in rules_on(on)}
    for code in _READ:
        if code not in in_force:
            yield Finding("rules.csv", 1, f"there is no rule {code} on {on}")
    yield from _uses(rules_on(on))
    yield from _wording(rules_on(on))
    yield from _lapsed(on)
    for product in PRODUCTS:
        for entity in ("", *_tuned(product, on)):
            yield from _check_thresholds(product, entity, on)
        grades(product, on)
        yield from repayment_gaps(product, on)
        yield from price_gaps(product, on)
        yield from matrix_gaps(product, on)
        yield from card_faults(product, on)
    for code in card_codes(on):
        compiled(code, on)
        yield from band_faults(code, on)
    yield from challenge_faults(on)
    yield from collection_gaps()
    overrides()  # its rows are checked as they are loaded


def _tuned(product: str, on: date) -> list[str]:
    found = {t.entity for t in every_tuning() if t.product == product}
    return sorted(e for e in found if holder_of(e, on) == e)


def _check_thresholds(product: str, entity: str, on: date) -> Iterator[Finding]:
    """The template's thresholds, or an entity's own, as one set of rules."""
    cells, whose = thresholds(product, entity, on), " ".join(filter(None, (product, entity)))
    rules = [
        typed_rule(row, cells[row.code])
        for row in rules_on(on)
        if row.kind != "param" and row.code in cells
    ]
    yield from check_rules(whose, rules)
    for left, right in out_of_order(rules_on(on), cells):
        yield _of(right, f"{whose}: below {left.code}")


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


def _uses(rules: Sequence[RuleRow]) -> Iterator[Finding]:
    """Rows that nobody would read as they stand, or that would do what no decision can."""
    for row in rules:
        if row.family not in _FAMILIES:
            yield _of(row, f"nobody reads the family {row.family}")
            continue
        if row.family not in (*APPLICATION, *MONITORING):
            if row.kind != "param":
                yield _of(row, f"a row of {row.family} is a parameter, nobody tests it")
            continue
        is_monitoring = row.family in MONITORING
        actions = _MONITORING_ACTIONS if is_monitoring else _APPLICATION_ACTIONS
        if row.kind == "param":
            yield _of(row, f"a row of {row.family} is a test, nobody reads it as a parameter")
        elif row.action not in actions:
            yield _of(row, f"{row.action} is no action of {row.family}: {', '.join(actions)}")


def _lapsed(on: date) -> Iterator[Finding]:
    """Rules whose last version has ended: that may be meant, but is seldom."""
    last = {r.code: r for r in sorted(every_rule(), key=lambda r: r.valid_to)}
    for row in last.values():
        if row.valid_to < on:
            why = f"holds until {row.valid_to}, and no version follows"
            yield _of(row, why, is_error=False)


def _wording(rows: Sequence[RuleRow]) -> Iterator[Finding]:
    for row in rows:
        for sentence in (row.reason_zh, row.reason_en):
            if not _names_only(sentence):
                yield _of(row, "a reason may name {value} and {threshold} only")


def _names_only(sentence: str) -> bool:
    """Whether the braces hold the two names as they are: no attribute, format or third name."""
    try:
        parts = list(Formatter().parse(sentence))
    except ValueError:
        return False
    return all(
        name is None or (name in ("value", "threshold") and not form and how is None)
        for _, name, form, how in parts
    )


def _of(row: RuleRow, why: str, *, is_error: bool = True) -> Finding:
    return Finding("rules.csv", row.line, f"{row.code} {why}", is_error)
