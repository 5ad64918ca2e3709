"""`scripts/monitor`: a file of facts scored by a card in force, its drift and its separation."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from devkit.monitor import main
from devkit.trouble import Trouble
from nongxin.decisions.scorecards import compiled
from tests.builders.facts import TODAY, good_facts

DAY = ["--date", TODAY.isoformat()]


def _facts(folder: Path, name: str, labour: tuple[int, int], dsr: tuple[int, int]) -> str:
    """300 households like the good one but for two facts; who owes much does not pay."""
    chance = random.Random(name)
    wanted = compiled("M1", TODAY).facts("YND")
    good = {n: f.value for n, f in good_facts().by_name.items() if n in wanted}
    file = folder / f"{name}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*good, "dsr", "paid"] if "dsr" not in good else
                                [*good, "paid"])  # fmt: skip
        writer.writeheader()
        for _ in range(300):
            debt = chance.randint(*dsr)
            row = good | {"labour_count": chance.randint(*labour), "dsr": f"{debt}"}
            row["dpd_times_24m"] = 4 if debt > 40 else 0
            row["paid"] = "no" if debt + chance.randint(-15, 15) > 40 else "yes"
            writer.writerow({k: str(v).lower() if v in (True, False) else v
                             for k, v in row.items()})  # fmt: skip
    return str(file)


def test_the_same_people_are_steady_and_others_an_alarm(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    then = _facts(tmp_path, "then", (1, 4), (0, 50))
    same = _facts(tmp_path, "same", (1, 4), (0, 50))
    other = _facts(tmp_path, "other", (0, 0), (45, 60))
    assert main(["M1", same, "--then", then, *DAY]) == 0
    assert ", steady" in capsys.readouterr().out
    assert main(["M1", other, "--then", then, *DAY]) == 1
    assert "an alarm" in capsys.readouterr().out


def test_separation_and_bad_shares_by_band(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _facts(tmp_path, "loans", (2, 2), (0, 80))
    assert main(["M1", file, "--label", "paid", "--bad", "no", *DAY]) == 0
    said = capsys.readouterr().out
    assert "M1 v1: 300 households" in said
    assert float(said.split("AUC ")[1][:5]) > 0.7
    assert "(0.3% expected)" in said


def test_an_empty_cell_is_a_missing_fact_and_so_is_a_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.csv").write_text("labour_count,education\n2,\n,senior\n", "utf-8")
    assert main(["M1", str(tmp_path / "x.csv"), *DAY]) == 0
    said = capsys.readouterr().out
    assert "missing for all" in said and "net_income" in said
    assert "labour_count" not in said
    worst = compiled("M1", TODAY).score({}, "YND").score
    assert f"mean score {worst}" in said


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("labour_count\n-1\n", (), r"x\.csv:2: labour_count '-1' is no labour_count"),
        ("labour_count\n1\n", ("--label", "paid"), "no column 'paid'"),
        ("labour_count,paid\n1,yes\n", ("--label", "paid", "--bad", "no"), "no bads"),
        ("labour_count\n", (), "no rows"),
        ("", (), "no header"),
    ],
)
def test_wrong_input_is_told_in_a_sentence(
    tmp_path: Path, text: str, words: tuple[str, ...], why: str
) -> None:
    (tmp_path / "x.csv").write_text(text, "utf-8")
    with pytest.raises(Trouble, match=why):
        main(["M1", str(tmp_path / "x.csv"), *words, *DAY])


def test_a_card_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a\n1\n")
    with pytest.raises(Trouble, match="no card M0"):
        main(["M0", str(tmp_path / "x.csv"), *DAY])
