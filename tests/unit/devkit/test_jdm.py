"""Rules as a GoRules decision: nothing is lost on the way there and back."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from devkit import jdm, rules

COLUMNS, ROWS = rules.table(rules.DATA / rules.RULES)
TODAY = date(2026, 11, 25)


def _line(document: dict[str, Any], name: str) -> dict[str, str]:
    lines = (line for n in document["nodes"] for line in n.get("content", {}).get("rules", ()))
    return next(line for line in lines if line["_id"] == name)


def test_there_and_back_is_the_same() -> None:
    assert jdm.rows_of(jdm.document_of(ROWS)) == ROWS


def test_a_condition_that_was_edited_comes_back_as_a_threshold() -> None:
    document = jdm.document_of(ROWS)
    _line(document, "CRB002-1-YND")["when"] = "cur_overdue > 80000"
    _line(document, "ADM013-1-YND")["when"] = 'village_grade in ["C", "D"]'
    changed = {r["code"]: r["YND"] for r in jdm.rows_of(document) if r not in ROWS}
    assert changed == {"CRB002": "800", "ADM013": "A,B"}


@pytest.mark.parametrize(
    "when", ["age <= 18", "age < ", "age < 18 and face_score < 2", "wage < 18", "true"]
)
def test_a_condition_that_is_none_of_ours_is_refused_with_its_name(when: str) -> None:
    document = jdm.document_of(ROWS)
    _line(document, "ADM001-1-YND")["when"] = when
    with pytest.raises(jdm.Unreadable, match="ADM001-1-YND"):
        jdm.rows_of(document)


def test_one_rule_says_the_same_for_all_products() -> None:
    document = jdm.document_of(ROWS)
    _line(document, "ADM001-1-FPD")["action"] = '"WARN"'
    with pytest.raises(jdm.Unreadable, match="ADM001-1-FPD"):
        jdm.rows_of(document)


def test_rows_keep_their_places_and_past_versions_stay() -> None:
    past = ROWS[0] | {"version": "0", "valid_from": "2018-01-01", "valid_to": "2019-08-19"}
    new = copy.deepcopy(ROWS)
    new[3]["YND"] = "60"
    extra = ROWS[5] | {"code": "ADM099"}
    found = rules.merged([past, *ROWS], [*new[:-1], extra], TODAY)
    assert found == [past, *new[:-1], extra]
