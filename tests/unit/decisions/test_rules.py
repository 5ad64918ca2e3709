"""The engine against a naive interpreter that reads the same file with other code."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nongxin.catalog.reading import CatalogError
from nongxin.catalog.rules import PRODUCTS, RuleRow, rules_on
from nongxin.decisions.facts import Facts, typed
from nongxin.decisions.rules import APPLICATION, MONITORING, RuleSet, rule_set, typed_rule
from nongxin.decisions.segments import cuts_of, piece_of, pieces_where
from tests.unit.decisions import naive
from tests.unit.decisions.boundaries import boundaries

TODAY = date(2026, 11, 25)
ENTITY = "2758"
PRODUCT = st.sampled_from(PRODUCTS)


def _fire(product: str, raw: dict[str, Any]) -> list[str]:
    values, gaps = typed(Facts.of(raw, "test", TODAY), raw)
    assert not gaps
    return [f.rule.row.code for f in rule_set(product, ENTITY, TODAY).evaluate(values)]


@st.composite
def raw_facts(draw: st.DrawFn, product: str) -> dict[str, Any]:
    names = sorted(rule_set(product, ENTITY, TODAY).variables)
    return {n: draw(st.sampled_from(boundaries(n))) for n in names if draw(st.booleans())}


@settings(max_examples=200, deadline=None)
@given(st.data(), PRODUCT)
def test_the_engine_fires_what_the_naive_reader_fires(data: st.DataObject, product: str) -> None:
    raw = data.draw(raw_facts(product))
    assert _fire(product, raw) == naive.fired(product, raw)


@pytest.mark.parametrize("product", PRODUCTS)
def test_they_agree_on_thousands_of_random_fact_sets(product: str) -> None:
    chance = random.Random(20261125)
    edges = {n: boundaries(n) for n in sorted(rule_set(product, ENTITY, TODAY).variables)}
    for _ in range(400):
        raw = {n: chance.choice(v) for n, v in edges.items() if chance.random() < 0.9}
        assert _fire(product, raw) == naive.fired(product, raw)


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_rule_fires_on_some_value_and_not_on_another(product: str) -> None:
    # phone_months >= 0 is the file's way of saying that FPD does not ask.
    never = {("FPD", "FRD004")}
    for rule in rule_set(product, ENTITY, TODAY).rules:
        code, name = rule.row.code, rule.row.variable
        outcomes = {code in _fire(product, {name: value}) for value in boundaries(name)}
        assert outcomes == ({False} if (product, code) in never else {True, False}), code


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_order_of_rows_changes_nothing(product: str) -> None:
    rules = list(rule_set(product, ENTITY, TODAY).rules)
    shuffled = list(rules)
    random.Random(7).shuffle(shuffled)
    values = {
        n: v[-1]
        for n, v in ((n, boundaries(n)) for n in rule_set(product, ENTITY, TODAY).variables)
    }
    read, _ = typed(Facts.of(values, "test", TODAY), values)
    one = {f.rule.row.code for f in RuleSet(rules).evaluate(read)}
    assert one == {f.rule.row.code for f in RuleSet(shuffled).evaluate(read)}


def test_a_firing_carries_value_and_threshold() -> None:
    values, _ = typed(Facts.of({"cur_overdue": 50_001}, "test", TODAY), ["cur_overdue"])
    (firing,) = rule_set("YND", ENTITY, TODAY).evaluate(values)
    assert (firing.rule.row.code, firing.value, firing.rule.threshold) == ("CRB002", 50_001, 50_000)


def test_missing_values_fire_nothing_here() -> None:
    assert rule_set("YND", ENTITY, TODAY).evaluate({}) == []


def test_families_are_compiled_apart() -> None:
    warned = {r.row.family for r in rule_set("YND", ENTITY, TODAY, MONITORING).rules}
    asked = {r.row.family for r in rule_set("YND", ENTITY, TODAY).rules}
    assert warned == {"WRN"}
    assert asked == set(APPLICATION)


def test_a_warning_fires_when_its_condition_holds() -> None:
    rules = rule_set("YND", ENTITY, TODAY, MONITORING)
    codes = [f.rule.row.code for f in rules.evaluate({"inflow_drop": 60, "disaster": False})]
    assert codes == ["WRN001"]


@given(
    st.lists(st.integers(-5, 5), min_size=1, max_size=6),
    st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
    st.decimals(-7, 7, places=1),
)
def test_pieces_are_where_the_operator_says(thresholds: list[int], op: str, value: Decimal) -> None:
    cuts = cuts_of(thresholds)
    holds = {
        "<": value < thresholds[0],
        "<=": value <= thresholds[0],
        ">": value > thresholds[0],
        ">=": value >= thresholds[0],
        "=": value == thresholds[0],
        "!=": value != thresholds[0],
    }[op]
    piece = piece_of(cuts, value)
    runs = pieces_where(cuts, op, thresholds[0])
    assert any(first <= piece <= last for first, last in runs) == holds


def _row(code: str, **changed: Any) -> RuleRow:
    row = next(r for r in rules_on(TODAY) if r.code == code)
    return row._replace(**changed)


@pytest.mark.parametrize(
    ("row", "cell", "why"),
    [
        (_row("ADM001", variable="agee"), "18", "no fact agee"),
        (_row("ADM001", op="in"), "18", "does not fit"),
        (_row("ADM001"), "eighteen", "no number"),
        (_row("ADM001", unit="cny"), "18", "unit"),
        (_row("CRB002", unit=""), "500", "unit"),
        (_row("ADM005"), "2", "flag"),
        (_row("ADM005", op=">="), "1", "flag"),
        (_row("ADM013"), "A,E", "not all codes"),
        (_row("ADM013", op="<="), "A", "does not fit"),
    ],
)
def test_a_row_that_cannot_be_right_names_file_and_line(row: RuleRow, cell: str, why: str) -> None:
    with pytest.raises(CatalogError, match=rf"rules\.csv:{row.line}: {row.code}: .*{why}"):
        typed_rule(row, cell)
