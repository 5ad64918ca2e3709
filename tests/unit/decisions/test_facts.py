from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongxin.catalog.facts import fact_schema
from nongxin.decisions.facts import Facts, typed

TODAY = date(2026, 11, 25)
SCHEMA = fact_schema()
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.decimals()
    | st.dates(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)


def _why(name: str, value: Any) -> str | None:
    values, gaps = typed(Facts.of({name: value}, "test", TODAY), [name])
    assert bool(values) != bool(gaps)
    return gaps[0].why if gaps else None


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("lenders", None, "null"),
        ("lenders", True, "ill-typed"),
        ("lenders", "3", "ill-typed"),
        ("lenders", 3.0, "ill-typed"),
        ("lenders", Decimal("2.5"), "ill-typed"),
        ("lenders", -1, "impossible"),
        ("lenders", 3, None),
        ("lenders", Decimal(3), None),
        ("face_score", "101", "impossible"),
        ("face_score", "NaN", "ill-typed"),
        ("face_score", "1e400", "impossible"),
        ("face_score", 0.5, "ill-typed"),
        ("face_score", "80.5", None),
        ("net_income", -5_000_00, None),
        ("net_income", 10**13, None),
        ("net_income", 10**13 + 1, "impossible"),
        ("net_income", -(10**13) - 1, "impossible"),
        ("lenders", 10**9 + 1, "impossible"),
        ("dsr", "1e999999", "impossible"),
        ("dsr", "9" * 400, "impossible"),
        ("dsr", Decimal("1e9"), None),
        ("court_dishonest", 0, "ill-typed"),
        ("court_dishonest", "false", "ill-typed"),
        ("court_dishonest", False, None),
        ("village_grade", "E", "ill-typed"),
        ("village_grade", "a", "ill-typed"),
        ("village_grade", "A", None),
        ("birth_date", "1981-02-30", "ill-typed"),
        ("birth_date", "19810203", "ill-typed"),
        ("birth_date", "1981-02-03", None),
    ],
)
def test_a_value_is_used_only_if_it_is_what_the_schema_says(
    name: str, value: Any, why: str | None
) -> None:
    assert _why(name, value) == why


def test_a_missing_fact_says_what_that_means() -> None:
    _, gaps = typed(Facts({}), ["consent_valid", "village_grade", "aml_list"])
    assert {g.fact: (g.why, g.means) for g in gaps} == {
        "aml_list": ("missing", "refer"),
        "consent_valid": ("missing", "reject"),
        "village_grade": ("missing", "ask"),
    }


def test_a_fact_nobody_knows_is_a_gap() -> None:
    _, gaps = typed(Facts.of({"lenderz": 1}, "test", TODAY), [])
    assert [(g.fact, g.why) for g in gaps] == [("lenderz", "unknown")]


def test_every_fact_says_what_missing_means() -> None:
    assert {s.missing for s in SCHEMA.values()} == {"reject", "refer", "ask"}
    assert all(s.name_zh and s.name_en and s.source for s in SCHEMA.values())


@given(st.sampled_from(sorted(SCHEMA)), ANYTHING)
def test_anything_at_all_is_either_typed_or_a_gap(name: str, value: Any) -> None:
    facts = Facts.of({name: value}, "test", TODAY)
    values, gaps = typed(facts, [name])
    assert len(values) + len(gaps) == 1
    # What is stored reads the same again.
    again = Facts.from_json(json.loads(json.dumps(facts.to_json())))
    assert typed(again, [name]) == (values, gaps)


def test_sources_join_and_the_right_side_wins() -> None:
    joined = Facts.of({"lenders": 1, "inq_1m": 2}, "old", TODAY) | Facts.of(
        {"lenders": 3}, "new", "2026-11-26"
    )
    assert joined.by_name["lenders"].to_json() == {
        "value": 3,
        "source": "new",
        "as_of": "2026-11-26",
    }
    assert joined.by_name["inq_1m"].source == "old"
