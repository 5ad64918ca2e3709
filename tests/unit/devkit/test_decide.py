from __future__ import annotations

import json
from pathlib import Path

import pytest

from devkit import paths
from devkit.decide import counted, main
from devkit.trouble import Trouble
from nongxin.catalog.rules import PRODUCTS
from tests.builders.facts import TODAY, declined_facts, good_facts

DAY = ["--date", TODAY.isoformat()]


def _file(place: Path, **more: object) -> str:
    values = {name: fact.value for name, fact in good_facts().by_name.items()}
    (place / "facts.json").write_text(json.dumps(values | more), "utf-8")
    return str(place / "facts.json")


def _said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words, *DAY]) == 0
    return capsys.readouterr().out


def test_a_file_of_facts_is_decided(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = _said(capsys, _file(tmp_path), "--entity", "2758")
    assert said.startswith("offer: 40,000.00 yuan")
    assert "grade A, score 779" in said
    assert "terms YND.1" in said


def test_the_reasons_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = {n: f.value for n, f in declined_facts().by_name.items()}
    said = _said(capsys, _file(tmp_path, **changed))
    assert said.startswith("decline")
    assert "CRB002" in said


def test_the_request_may_be_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _file(tmp_path, request={"amount_fen": 1_000_000, "term_months": 6})
    assert "10,000.00 yuan" in _said(capsys, file)
    with pytest.raises(Trouble, match="between CNY"):
        main([_file(tmp_path, request={"amount_fen": 1}), *DAY])
    with pytest.raises(Trouble, match="colour"):
        main([_file(tmp_path, request={"colour": 1}), *DAY])


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("[1]", (), "one object of facts"),
        ("{", (), "no JSON"),
        ('{"request": 5}', (), "request: an object of"),
        ('{"request": {"term_months": "12"}}', (), "term_months is a whole number"),
        ('{"request": {"product": "ZZZ"}}', (), "no product ZZZ"),
        ('{"request": {"product": 5}}', (), "product is a text"),
        ('{"request": {"amount_fen": true}}', (), "amount_fen is a whole number"),
        ('{"request": {"method": "barter"}}', (), "barter|epayment|offered"),
        ("{}", ("--entity", "9999"), "no legal entity 9999"),
        ("{}", ("--entity", "２７０１"), "no legal entity"),
        ("{}", ("--product", "DSD", "--entity", "2765"), "not offer|offered"),
        ("{}", ("--date", "2001-01-01"), "no product YND"),
    ],
)
def test_wrong_input_is_told_in_a_sentence(
    tmp_path: Path, text: str, words: tuple[str, ...], why: str
) -> None:
    (tmp_path / "x.json").write_text(text, "utf-8")
    with pytest.raises(Trouble, match=why):
        main([str(tmp_path / "x.json"), *DAY, *words])


def test_a_file_that_is_not_there_and_a_day_that_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Trouble, match="No such file"):
        main([str(tmp_path / "none.json")])
    with pytest.raises(SystemExit):
        main(["x.json", "--date", "2026-13-01"])
    assert "2026-13-01 is no day" in capsys.readouterr().err


@pytest.mark.parametrize("outcome", ["offer", "refer", "decline"])
def test_the_samples_come_to_what_they_are_named(
    outcome: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = paths.ROOT / "scripts" / "samples" / f"{outcome}.json"
    assert _said(capsys, str(file)).startswith(outcome)
    assert _said(capsys, str(file), "--entity", "2758").startswith(outcome)


@pytest.mark.parametrize("product", [p for p in PRODUCTS if p != "YND"])
def test_every_product_has_a_sample(product: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = paths.ROOT / "scripts" / "samples" / f"offer-{product}.json"
    assert _said(capsys, str(file)).startswith("offer")
    assert f"terms {product}." in _said(capsys, str(file), "--product", product)


def test_a_fact_nobody_knows_is_no_silent_pass(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "“luck” is not a known fact" in _said(capsys, _file(tmp_path, luck=1))


def test_more_than_1200_rows_each_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    places = [place for found in counted(TODAY).values() for place in found]
    assert len(places) == len(set(places)) == 1203
    said = _said(capsys, "--list")
    assert "736 product rules and 467 rows of tables: 1203 in all." in said
    assert said.count("variables") == 8
    assert "rules.csv:2 ADM001 YND" in _said(capsys, "--list", "--rows")
