"""A card fitted on facts becomes a challenger of M1, or its next version, and decides."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from devkit import train as train_module
from devkit.train import Trained, main, train
from devkit.training.card_files import Head, score_with_files
from devkit.training.meaning import read_meaning
from devkit.training.release import head_of, release
from devkit.training.samples import Sample, read_sample
from devkit.trouble import Trouble
from nongxin.catalog.challengers import challenges
from nongxin.decisions.challenge import card_for
from nongxin.decisions.checks import check_catalog
from nongxin.decisions.columns import CardColumns, column_of
from nongxin.decisions.decide import decide
from nongxin.decisions.facts import Facts, typed
from nongxin.decisions.replay import dossier, replay
from nongxin.decisions.scorecards import compiled
from tests.builders.facts import TODAY, a_case, good_facts
from tests.fixtures.catalog import Edited

BEGINS = TODAY + timedelta(days=30)
EVE = BEGINS - timedelta(days=1)
SCHOOLS = ("bachelor", "college", "senior", "junior", "primary")
HEADER = ("dsr", "net_income", "labour_count", "education", "credit_village", "paid")


def _rows(count: int = 1_500) -> list[dict[str, object]]:
    """Households whose luck follows their debt, income and school; always the same ones."""
    chance, rows = random.Random(20261125), []
    for _ in range(count):
        dsr, school = chance.randint(0, 90), chance.choice(SCHOOLS)
        income = chance.randint(500_000, 20_000_000)
        risk = dsr / 90 + SCHOOLS.index(school) / 8 - income / 20_000_000
        paid = "no" if chance.gauss(risk, 0.4) > 0.9 else "yes"
        village = chance.random() + (0.2 if paid == "yes" else 0) > 0.6
        rows.append(dict(zip(HEADER, (
            f"{dsr}.5", income, chance.randint(0, 4), school, str(village).lower(), paid,
        ), strict=True)))  # fmt: skip
    return rows


def _file(folder: Path, rows: list[dict[str, object]], header: tuple[str, ...] = HEADER) -> Path:
    file = folder / "loans.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(list(row.values()) for row in rows)
    return file


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return read_sample(_file(tmp_path_factory.mktemp("loans"), _rows()), "paid", "no")


def _trained(sample: Sample, folder: Path, code: str) -> tuple[Trained, Head]:
    head = head_of(code, "M1", BEGINS)
    return train(sample, head, folder, 0.03), head


def test_a_challenger_stands_on_its_champions_scale(sample: Sample, tmp_path: Path) -> None:
    """Bands of M1: 720 and more went bad in 3 of 1,000, below 480 in 150."""
    trained, head = _trained(sample, tmp_path, "N1")
    assert trained.on_testing.auc > 0.75
    scale = head.scale()
    assert 55 < scale.a_log * 0.693 < 80  # points that double the odds
    scores = score_with_files(sample, "N1", tmp_path)
    assert 300 <= min(scores) < max(scores) <= 850
    with (tmp_path / "score_bands.csv").open(encoding="utf-8") as lines:
        bands = list(csv.DictReader(lines))
    assert [int(b["score_from"]) for b in bands] == [720, 680, 620, 560, 480, 0]
    shares = [float(b["probability"]) for b in bands]
    assert shares[-1] > 0.08 > 0.02 > shares[0]


def test_it_challenges_decides_and_is_replayed(sample: Sample, tmp_path: Path) -> None:
    catalog = Edited(tmp_path)
    trained, head = _trained(sample, tmp_path / "card", "N1")
    case, facts = a_case(on=EVE), good_facts()
    kept = dossier(case, facts, decide(case, facts))
    release(trained.fitted, head, 40, tmp_path / "card", catalog.folder)
    with catalog.in_force():
        assert [f for f in check_catalog(TODAY) if f.is_error] == []
        assert replay(kept).canonical() == decide(case, facts).canonical()
        assert (challenges(EVE), challenges(BEGINS)[0].share_percent) == ((), 40)
        of_cards = {}
        for number in range(30):
            then = a_case(on=BEGINS)._replace(application=f"ap_{number}")
            decision = decide(then, facts)
            of_cards[card_for("M1", then.application, BEGINS)] = decision
            assert ("N1" in decision.versions) == ("M1" not in decision.versions)
        assert set(of_cards) == {"M1", "N1"}
        assert of_cards["N1"].versions["N1"].startswith("1-")
        again = dossier(then, facts, decision)
        assert replay(again).canonical() == decision.canonical()


def test_a_next_version_does_not_begin_before_the_one_there_is(
    sample: Sample, tmp_path: Path
) -> None:
    catalog = Edited(tmp_path)
    trained, head = _trained(sample, tmp_path / "card", "N1")
    release(trained.fitted, head, 10, tmp_path / "card", catalog.folder)
    with pytest.raises(Trouble, match="N1 version 1 begins on"):
        release(trained.fitted, head._replace(version=2), 10, tmp_path / "card", catalog.folder)


def test_the_engine_scores_as_training_did(sample: Sample, tmp_path: Path) -> None:
    """The files' own reading, the single form and the columns agree."""
    catalog = Edited(tmp_path)
    trained, head = _trained(sample, tmp_path / "card", "N1")
    release(trained.fitted, head, 10, tmp_path / "card", catalog.folder)
    measured = score_with_files(sample, "N1", tmp_path / "card")
    with catalog.in_force():
        card = compiled("N1", BEGINS)
        columns = CardColumns(card, "YND")
        told = [_typed(row) for row in _rows()[:300]]
        singly = [card.score(values, "YND").score for values in told]
        table = {f: column_of(f, [v[f] for v in told]) for f in columns.facts}  # type: ignore[misc]
        assert singly == measured[:300] == columns.score(table).tolist()


def _typed(row: dict[str, object]) -> dict[str, object]:
    raw = {name: value for name, value in row.items() if name != "paid"}
    raw["credit_village"] = raw["credit_village"] == "true"
    values, gaps = typed(Facts.of(raw, "test", TODAY), raw)
    assert not gaps
    return dict(values)


def test_the_code_of_a_card_becomes_its_next_version(sample: Sample, tmp_path: Path) -> None:
    catalog = Edited(tmp_path)
    trained, head = _trained(sample, tmp_path / "card", "M1")
    assert head.version == 2
    case, facts = a_case(on=EVE), good_facts()
    kept = dossier(case, facts, decide(case, facts))
    release(trained.fitted, head, 10, tmp_path / "card", catalog.folder)
    with catalog.in_force():
        assert [f for f in check_catalog(TODAY) if f.is_error] == []
        assert replay(kept).canonical() == decide(case, facts).canonical()
        assert decide(a_case(on=BEGINS), facts).versions["M1"].startswith("2-")
        assert challenges(BEGINS) == ()


def test_a_challenger_that_won_becomes_the_products_card(sample: Sample, tmp_path: Path) -> None:
    """As the README says: the product's row ends, its next version names the card."""
    catalog = Edited(tmp_path)
    trained, head = _trained(sample, tmp_path / "card", "N1")
    release(trained.fitted, head, 10, tmp_path / "card", catalog.folder)
    won, ends = "2027-06-01", "2027-05-31"
    catalog.change("products.csv", {"code": "YND"}, valid_to=ends)
    catalog.add("products.csv", {"code": "YND"}, version="2", valid_from=won, valid_to="",
                card="N1")  # fmt: skip
    catalog.change("challengers.csv", {"challenger": "N1"}, valid_to=ends)
    with catalog.in_force():
        assert [f for f in check_catalog(TODAY) if f.is_error] == []
        decision = decide(a_case(on=date.fromisoformat(won)), good_facts())
        assert {"N1", "M8"} <= set(decision.versions)
        assert decision.versions["terms"].startswith("YND.2")


def test_columns_called_otherwise_are_given_their_meaning(sample: Sample, tmp_path: Path) -> None:
    words = {"bachelor": "本科", "college": "大专", "senior": "高中", "junior": "初中",
             "primary": "小学"}  # fmt: skip
    rows = [row | {"education": words[str(row["education"])]} for row in _rows()]
    file = _file(tmp_path, rows, ("dsr", "net_income", "labour_count", "学历", *HEADER[4:]))
    unnamed = read_sample(file, "paid", "no")
    trained = train(unnamed, head_of("N1", "M1", BEGINS), tmp_path / "card")
    with pytest.raises(Trouble, match=r"学历\. Say in"):
        release(trained.fitted, head_of("N1", "M1", BEGINS), 10, tmp_path / "card", tmp_path)
    meaning = tmp_path / "card" / "meaning.csv"
    with meaning.open(encoding="utf-8", newline="") as lines:
        told = [*csv.DictReader(lines)]
    codes = {text: code for code, text in words.items()}
    with meaning.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(told[0]))
        writer.writeheader()
        for line in told:
            if line["column"] == "学历":
                line |= {"fact": "education", "code": codes[line["text"]]}
            writer.writerow(line)
    named = read_sample(file, "paid", "no", read_meaning(meaning))
    assert (named.levels["education"] == sample.levels["education"]).all()
    assert named.columns["education"] == "学历"


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("education", "phd", r"loans\.csv:7: education 'phd' is no education \(postgraduate"),
        ("net_income", "1.5", r"loans\.csv:7: net_income '1.5' is no net_income \(fen"),
        ("dsr", "-3", r":7: dsr '-3' is no dsr"),
        ("dsr", "", r":7: dsr is empty"),
        ("credit_village", "maybe", r":7: credit_village 'maybe'"),
    ],
)
def test_a_cell_that_the_fact_cannot_have_is_told_by_its_line(
    tmp_path: Path, column: str, cell: str, why: str
) -> None:
    rows = _rows(600)
    rows[5][column] = cell
    with pytest.raises(Trouble, match=why):
        read_sample(_file(tmp_path, rows), "paid", "no")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no header"),
        ("b,paid\n1,yes\n", "no column 'a'"),
        ("a,b\n1\n", ":2: 1 cells for 2 columns"),
        ("a,a\n1,2\n", "two columns of one name"),
        ('a,paid\n"1,2\n', "no CSV file"),
        ("a,paid\n1,no\n2,yes\n", "less than 30"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "x.csv").write_text(text, "utf-8")
    with pytest.raises(Trouble, match=why):
        read_sample(tmp_path / "x.csv", "paid" if text.startswith("a,paid") else "a", "no")


@pytest.mark.parametrize(
    ("code", "beside", "why"),
    [("N1", "M0", "no card M0"), ("N1", "M8", "high scores of M8 are bad"), ("M8", None, "of M8")],
)
def test_a_card_to_stand_beside_has_to_be_one(code: str, beside: str | None, why: str) -> None:
    with pytest.raises(Trouble, match=why):
        head_of(code, beside, BEGINS)


def test_nothing_is_changed_where_the_whole_is_not_sound(sample: Sample, tmp_path: Path) -> None:
    catalog = Edited(tmp_path)
    before = {f.name: f.read_bytes() for f in catalog.folder.iterdir()}
    trained, head = _trained(sample, tmp_path / "card", "N1")
    with pytest.raises(Trouble, match="shares of M1 are 1 to 100"):
        release(trained.fitted, head, 0, tmp_path / "card", catalog.folder)
    with pytest.raises(Trouble, match="--beside"):
        release(trained.fitted, head._replace(model=None), 10, tmp_path / "card", catalog.folder)
    variable = trained.fitted.variables[0]._replace(name="age")
    derived = trained.fitted._replace(variables=(variable,))
    with pytest.raises(Trouble, match="works age out by itself"):
        release(derived, head, 10, tmp_path / "card", catalog.folder)
    assert {f.name: f.read_bytes() for f in catalog.folder.iterdir()} == before


def test_the_script_releases_a_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = Edited(tmp_path)
    monkeypatch.setattr(train_module, "DATA", catalog.folder)
    words = [str(_file(tmp_path, _rows())), "--label", "paid", "--bad", "no", "--code", "N1",
             "--beside", "M1", "--bad-share", "0.03", "--out", str(tmp_path / "card"),
             "--into-catalogue", "--share", "15"]  # fmt: skip
    with pytest.raises(Trouble, match="at the earliest"):
        main([*words, "--from", "2026-01-01"])
    assert main(words) == 0
    assert "challenges M1 in 15 % of applications" in capsys.readouterr().out
    assert catalog.table("challengers.csv")[1][0]["challenger"] == "N1"
