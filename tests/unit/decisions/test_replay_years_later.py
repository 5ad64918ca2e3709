"""A kept decision is made again after everything that it stood on has a newer version."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from devkit import decide as script
from nongxin.catalog.rules import PRODUCTS
from nongxin.decisions.checks import check_catalog
from nongxin.decisions.decide import decide
from nongxin.decisions.decision import Decision, canonical
from nongxin.decisions.replay import VersionGone, dossier, replay
from tests.builders.facts import TODAY, a_case, declined_facts, good_facts, referred_facts
from tests.fixtures.catalog import Cells, Edited

NEW_FROM = TODAY + timedelta(days=1)
LATER = date(2031, 3, 1)
DATED = ("rules.csv", "grades.csv", "limit_components.csv", "limit_matrix.csv", "price_grid.csv",
         "products.csv", "scorecards.csv")  # fmt: skip
OF_CARDS = ("score_bins.csv", "score_bands.csv", "card_inputs.csv")


def _bumped(row: Cells) -> Cells:
    """The row's next version, with other figures where it has figures that may move."""
    new = row | {"valid_from": NEW_FROM.isoformat(), "valid_to": ""}
    if "version" in new:
        new["version"] = str(int(row["version"]) + 1)
    if row.get("code") == "DEC001":
        new |= {p: str(int(row[p]) + 5) for p in PRODUCTS}
    if "reason_zh" in new:
        new |= {"reason_zh": "新：" + row["reason_zh"], "reason_en": "New: " + row["reason_en"]}
    if "cap_percent" in new:
        new["cap_percent"] = str(max(int(row["cap_percent"]) - 5, 0))
    if "term_bp" in new:
        new["term_bp"] = str(int(row["term_bp"]) + 7)
    if row.get("grade") == "A" and "score_from" in new:
        new["score_from"] = str(int(row["score_from"]) + 1)
    return new


@pytest.fixture
def renewed(tmp_path: Path) -> Edited:
    """Every dated row ends today and has a successor from tomorrow, every card a second version."""
    catalog = Edited(tmp_path)
    for file in DATED:
        columns, rows = catalog.table(file)
        standing = [r for r in rows if not r["valid_to"]]
        ended = [r | ({"valid_to": TODAY.isoformat()} if r in standing else {}) for r in rows]
        catalog.write(file, columns, [*ended, *map(_bumped, standing)])
    for file in OF_CARDS:
        columns, rows = catalog.table(file)
        catalog.write(file, columns, [*rows, *(r | {"version": "2"} for r in rows)])
    catalog.change("score_bands.csv", {"version": "2", "band": "1"}, probability="0.001")
    catalog.add("facts.csv", {"name": "dsr"}, name="phone_age", name_en="age of the phone")
    catalog.add("rates.csv", {"series": "LPR", "tenor": "1Y"}, effective_date="2030-01-20",
                rate_pct="9.9")  # fmt: skip
    return catalog


def _kept(product: str, facts: Any) -> dict[str, Any]:
    case = a_case(product)
    made = json.loads(canonical(dossier(case, facts, decide(case, facts))))
    assert isinstance(made, dict)
    return made


def _every_kept() -> list[dict[str, Any]]:
    found = [_kept(product, good_facts(product)) for product in PRODUCTS]
    return [*found, _kept("YND", referred_facts()), _kept("YND", declined_facts())]


def test_the_same_bytes_from_another_year_s_catalogue(renewed: Edited) -> None:
    kept = _every_kept()
    with renewed.in_force():
        assert [f for f in check_catalog(LATER) if f.is_error] == []
        for each in kept:
            assert replay(each).canonical() == Decision.from_json(each["decision"]).canonical()
        later = decide(a_case("YND", on=NEW_FROM), good_facts("YND"))
    then = kept[0]["decision"]["versions"]
    renewed_parts = {name for name in then if later.versions[name] != then[name]}
    assert {"terms", "rules", "tables", "M1", "M8"} <= renewed_parts
    assert str(later.rate_annual) != kept[0]["decision"]["rate_annual"]


@pytest.mark.parametrize(
    ("file", "which", "cells", "part"),
    [
        ("rules.csv", {"code": "DEC001"}, {"YND": "601"}, "rules"),
        ("limit_matrix.csv", {"product": "YND"}, {"cap_percent": "99"}, "tables"),
        ("score_bins.csv", {"card": "M1", "variable": "labour_count", "when": "1"},
         {"points": "13"}, "M1"),
        ("facts.csv", {"name": "dsr"}, {"missing": "reject"}, "facts"),
    ],
)  # fmt: skip
def test_a_row_changed_in_its_place_is_named(
    tmp_path: Path, file: str, which: Cells, cells: Cells, part: str
) -> None:
    kept, catalog = _kept("YND", good_facts()), Edited(tmp_path)
    catalog.change(file, which, **cells)
    with catalog.in_force(), pytest.raises(VersionGone) as told:
        replay(kept)
    assert told.value.facts == {"what": part}


def test_a_row_of_another_product_is_no_version_of_ours(tmp_path: Path) -> None:
    kept, catalog = _kept("YND", good_facts()), Edited(tmp_path)
    catalog.change("rules.csv", {"code": "ADM022"}, DSD="12", reason_en="{value} of {threshold}")
    catalog.add("rules.csv", {"code": "ADM027"}, code="ADM099", variable="job_months")
    with catalog.in_force():
        assert replay(kept).canonical() == Decision.from_json(kept["decision"]).canonical()


def test_the_command_says_whether_the_bytes_are_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "dossier.json"
    kept = _kept("YND", good_facts())
    file.write_bytes(canonical(kept))
    assert script.main(["--replay", str(file)]) == 0
    assert "the same bytes" in capsys.readouterr().out
    kept["decision"]["amount_fen"] += 1
    file.write_bytes(canonical(kept))
    assert script.main(["--replay", str(file)]) == 1
    assert "another answer" in capsys.readouterr().out
