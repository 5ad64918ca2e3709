"""Rules as a GoRules decision: nothing is lost on the way there and back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from devkit import jdm, rules, tables
from devkit.trouble import Trouble
from nongxin.decisions.decide import decide
from nongxin.decisions.replay import dossier, replay
from tests.builders.facts import a_case, good_facts
from tests.fixtures.catalog import Edited

COLUMNS, ROWS = tables.table(tables.DATA / rules.RULES)
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


OWN_COLUMNS, OWN = tables.table(tables.DATA / rules.TUNINGS)


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
    assert rules.main(["--date", TODAY.isoformat(), "import", file, "--from", "2099-01-01"]) == 0
    _, after = shipped.table("rule_tunings.csv")
    own = [(t["value"], t["valid_from"], t["valid_to"]) for t in after if t["code"] == "DEB001"]
    before = next(t for t in OWN if t["code"] == "DEB001")
    assert own == [
        (before["value"], before["valid_from"], "2098-12-31"),
        ("55", "2099-01-01", ""),
    ]
    assert [t for t in after if t["code"] != "DEB001"] == [t for t in OWN if t["code"] != "DEB001"]


def test_what_was_decided_before_an_import_can_be_decided_again(
    shipped: Edited, tmp_path: Path
) -> None:
    case, facts = a_case(on=TODAY), good_facts()
    kept = dossier(case, facts, decide(case, facts))
    file = tmp_path / "edited.json"
    rules.main(["--date", TODAY.isoformat(), "export", str(file)])
    document = json.loads(file.read_text("utf-8"))
    _line(document, "DEC001-1-YND")["threshold"] = '"640"'
    file.write_text(json.dumps(document), "utf-8")
    assert rules.main(["--date", TODAY.isoformat(), "import", str(file)]) == 0
    versions = [(r["version"], r["YND"]) for r in shipped.table("rules.csv")[1]
                if r["code"] == "DEC001"]  # fmt: skip
    assert versions == [("1", "600"), ("2", "640")]
    with shipped.in_force():
        assert replay(kept).canonical() == decide(case, facts).canonical()


def test_nothing_begins_on_a_day_that_was_decided_on(shipped: Edited, tmp_path: Path) -> None:
    file = _edited(shipped, tmp_path, "55")
    with pytest.raises(Trouble, match="at the earliest"):
        rules.main(["--date", TODAY.isoformat(), "import", file, "--from", TODAY.isoformat()])


def test_a_tuning_outside_its_range_changes_nothing(shipped: Edited, tmp_path: Path) -> None:
    file = _edited(shipped, tmp_path, "99")
    with pytest.raises(Trouble, match=r"rule_tunings\.csv:3: DEB001: 99 is outside"):
        rules.main(["--date", TODAY.isoformat(), "import", file])
    assert shipped.table("rule_tunings.csv")[1] == OWN


@pytest.mark.parametrize("text", ["[]", "{}", '{"nodes": 1}', "{", '{"nodes": [{"type": "x"}]}'])
def test_what_is_no_decision_is_refused(shipped: Edited, tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, "utf-8")
    with pytest.raises(Trouble):
        rules.main(["--date", TODAY.isoformat(), "import", str(tmp_path / "x.json")])
    assert shipped.table("rules.csv")[1] == ROWS
