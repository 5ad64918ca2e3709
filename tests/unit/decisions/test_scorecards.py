from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nongxin.catalog.cards import card_codes
from nongxin.catalog.facts import fact_schema
from nongxin.decisions.facts import Value, typed
from nongxin.decisions.inputs import card_input
from nongxin.decisions.scorecards import CompiledCard, band_of, compiled, grade_of
from tests.builders.facts import good_facts
from tests.unit.decisions import naive

TODAY = date(2026, 11, 25)
CARDS = card_codes(TODAY)


def _edges(card: str, name: str) -> list[Decimal]:
    bins = [r for r in naive.table("score_bins.csv") if (r["card"], r["variable"]) == (card, name)]
    numbers = [e for b in bins for e in naive.edges(b["when"])[:4] if isinstance(e, Decimal)]
    return [e for e in numbers if e.is_finite()] or [Decimal(0)]


def _value(draw: st.DrawFn, fact: str, edges: list[Decimal], scale: int) -> Value:
    spec = fact_schema()[fact]
    if spec.type == "flag":
        return draw(st.booleans())
    if spec.type == "code":
        return draw(st.sampled_from(spec.codes))
    steps = st.sampled_from([Decimal(s) for s in ("-1", "-0.01", "0", "0.01", "0.5", "1", "40")])
    value = (draw(st.sampled_from(edges)) + draw(steps)) * scale
    if spec.low is not None:
        value = max(value, spec.low)
    return value if spec.type == "decimal" else int(value)


@st.composite
def card_values(draw: st.DrawFn, code: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for variable in compiled(code, TODAY).source.variables:
        scale = 100 if variable.how.startswith("yuan") else 1
        for fact in variable.facts:
            if fact not in found:
                found[fact] = _value(draw, fact, _edges(code, variable.name), scale)
    return found


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(CARDS))
def test_points_are_those_a_naive_reader_finds(data: st.DataObject, code: str) -> None:
    values = data.draw(card_values(code))
    for variable in compiled(code, TODAY).variables:
        value = card_input(variable.source, values)
        assert value is not None
        if value == "":
            assert variable.points(value) == variable.worst
            continue
        scale = 100 if variable.source.how.startswith("yuan") else 1
        read = value if isinstance(value, str) else Decimal(value) / scale
        expected = naive.card_points(code, variable.source.name, read)
        assert variable.points(value) == expected, (variable.source.name, value)


@given(st.sampled_from(CARDS), st.integers(-300, 1100))
def test_the_score_is_rescaled_as_the_card_says(code: str, raw: int) -> None:
    card = compiled(code, TODAY)
    s = card.source
    share = min(max(Fraction(raw - s.raw_from, s.raw_to - s.raw_from), Fraction(0)), Fraction(1))
    assert card.rescaled(raw) == round(s.out_from + (s.out_to - s.out_from) * share)


@pytest.mark.parametrize("code", CARDS)
def test_beyond_the_scale_there_is_nothing(code: str) -> None:
    card = compiled(code, TODAY)
    assert card.rescaled(card.source.raw_from - 1) == card.source.out_from
    assert card.rescaled(card.source.raw_to + 1) == card.source.out_to


def _score(card: CompiledCard, **changed: Any) -> Any:
    facts = good_facts("YND", **changed)
    values, _ = typed(facts, [n for n in facts.by_name if n in fact_schema()])
    return card.score(values | {"night": False}, "YND")


def test_what_cost_most_comes_first() -> None:
    score = _score(compiled("M1", TODAY), gambling="this_year")
    assert score.costs[0].variable == "legal_compliance_gambling"
    assert score.costs[0].lost == 52
    assert [c.lost for c in score.costs] == sorted((c.lost for c in score.costs), reverse=True)


def test_a_missing_fact_takes_the_worst_points_and_is_named() -> None:
    card = compiled("M1", TODAY)
    known, unknown = _score(card), _score(card, village_grade=None)
    assert unknown.missing == ("village_review",)
    assert unknown.raw == known.raw - 106
    assert unknown.best == known.score
    assert known.best == known.score


def test_fraud_points_count_against() -> None:
    card = compiled("M8", TODAY)
    assert _score(card).score == 0
    worse = _score(card, cluster_out=3, photo_hash_dup=True)
    assert worse.score == 70
    assert [c.variable for c in worse.costs] == ["photo_hash_dup", "payee_cluster"]
    assert _score(card, photo_hash_dup=None).score == 40


def test_what_does_not_concern_a_product_is_not_scored() -> None:
    card = compiled("M8", TODAY)
    assert "self_trade_index" not in card.facts("YND")
    assert "self_trade_index" in card.facts("DSD")


@pytest.mark.parametrize(
    ("product", "score", "grade"),
    [
        ("YND", 680, "A"), ("YND", 679, "B"), ("YND", 620, "B"), ("YND", 619, "C"),
        ("YND", 560, "C"), ("YND", 559, "D"), ("FPD", 560, "A"), ("FPD", 500, "B"),
        ("FPD", 420, "C"), ("FPD", 419, "D"),
    ],
)  # fmt: skip
def test_grades(product: str, score: int, grade: str) -> None:
    assert grade_of(product, score, TODAY) == grade


def test_bands_fall_with_the_score() -> None:
    assert [band_of("M1", s, TODAY) for s in (850, 719, 679, 619, 559, 300)] == [1, 2, 3, 4, 5, 6]
