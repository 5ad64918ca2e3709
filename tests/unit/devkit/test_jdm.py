"""Rules as a GoRules decision: nothing is lost on the way there and back."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from devkit import jdm, rules
from devkit.trouble import Trouble
from tests.fixtures.catalog import Edited

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


OWN_COLUMNS, OWN = rules.table(rules.DATA / rules.TUNINGS)


def test_entities_own_thresholds_go_there_and_back() -> None:
    document = jdm.document_of(ROWS, OWN)
    assert jdm.tunings_of(document) == [{c: t[c] for c in jdm.TUNING} for t in OWN]
    assert jdm.rows_of(document) == jdm.rows_of(jdm.document_of(ROWS))
    assert jdm.tunings_of(jdm.document_of(ROWS)) == []


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Edited:
    """What the script takes for the catalogue's folder is a copy."""
    catalog = Edited(tmp_path)
    monkeypatch.setattr(rules, "DATA", catalog.folder)
    return catalog


def _edited(catalog: Edited, tmp_path: Path, value: str) -> str:
    file = tmp_path / "edited.json"
    assert rules.main(["--date", TODAY.isoformat(), "export", str(file)]) == 0
    document = json.loads(file.read_text("utf-8"))
    (own,) = [n for n in document["nodes"] if n["name"] == "tunings"]
    line = next(x for x in own["content"]["rules"] if x["code"] == '"DEB001"')
    line["value"] = json.dumps(value)
    file.write_text(json.dumps(document), "utf-8")
    return str(file)


def test_an_edited_tuning_is_taken_in(shipped: Edited, tmp_path: Path) -> None:
    file = _edited(shipped, tmp_path, "55")
    assert rules.main(["--date", TODAY.isoformat(), "import", file]) == 0
    _, after = shipped.table("rule_tunings.csv")
    assert [t["value"] for t in after if t["code"] == "DEB001"] == ["55"]
    assert [t for t in after if t["code"] != "DEB001"] == [t for t in OWN if t["code"] != "DEB001"]


def test_a_tuning_outside_its_range_changes_nothing(shipped: Edited, tmp_path: Path) -> None:
    file = _edited(shipped, tmp_path, "99")
    with pytest.raises(Trouble, match=r"rule_tunings\.csv:2: DEB001: 99 is outside"):
        rules.main(["--date", TODAY.isoformat(), "import", file])
    assert shipped.table("rule_tunings.csv")[1] == OWN


@pytest.mark.parametrize("text", ["[]", "{}", '{"nodes": 1}', "{", '{"nodes": [{"type": "x"}]}'])
def test_what_is_no_decision_is_refused(shipped: Edited, tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, "utf-8")
    with pytest.raises(Trouble):
        rules.main(["--date", TODAY.isoformat(), "import", str(tmp_path / "x.json")])
    assert shipped.table("rules.csv")[1] == ROWS
