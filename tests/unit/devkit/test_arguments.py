"""What a person types wrongly is answered by a sentence, before anything is begun."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from devkit import arguments, payouts, testing
from devkit.demo.report import _reasons
from devkit.reference import cases
from devkit.trouble import Trouble

WRONG = [
    (arguments.count, ("0", "-1", "1.5", "x", "", "٣")),
    (arguments.percent, ("0", "101", "x")),
    (arguments.minutes, ("0", "-5", "x", "nan", "inf")),
    (arguments.share, ("0", "1", "3", "x", "nan")),
    (arguments.day, ("foo", "2026-02-30")),
    (arguments.file, ("nofile", ".")),
    (arguments.folder, ("nofolder", __file__)),
]
SCRIPTS = [
    ("bench", "payments --hour 0", "0 is no number of minutes above 0"),
    ("bench", "ledger --hour", "--hour and --day are of payments"),
    ("people", "--today foo", "foo is no day like"),
    ("people", "--households 0", "0 is no whole number above 0"),
    ("tablet", "--households -3", "-3 is no whole number above 0"),
    ("payouts", "nofile.csv", "there is no file nofile.csv"),
    ("monitor", "M1 nofile.csv", "there is no file nofile.csv"),
    ("monitor", f"M1 {__file__} --date foo", "foo is no day like"),
    ("rules", "--data nofolder check", "nofolder is no folder"),
    ("rules", "", "required: command"),
    ("rules", "import nofile", "there is no file nofile"),
    ("train", "--bad-share x", "x is no share between 0 and 1"),
    ("train", "--share 200", "200 is no whole number from 1 to 100"),
    ("testing", "bogus", "there is no kind, file or folder bogus"),
]


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in WRONG for text in texts]
)
def test_a_word_that_is_none_is_refused(kind: Callable[[str], Any], text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        kind(text)


def test_words_that_are_right_are_taken() -> None:
    assert (arguments.count("7"), arguments.minutes("0.5"), arguments.share("0.03")) == (
        7, 0.5, 0.03,
    )  # fmt: skip
    assert arguments.day("2026-11-26").isoformat() == "2026-11-26"
    assert arguments.file(__file__) == Path(__file__)


@pytest.mark.parametrize(("script", "words", "why"), SCRIPTS)
def test_a_script_says_what_is_wrong(
    script: str, words: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        import_module(f"devkit.{script}").main(words.split())
    assert ended.value.code == 2
    assert why in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n", "has no column amount, batch_no"),
        ("item_code,batch_no,pay_date,name,id_no,amount\na,b,c,d,e,x\n", ":2: the amount"),
        ("item_code,batch_no,pay_date,name,id_no,amount\na,b,c,d,e,1.005\n", ":2: the amount"),
        ("item_code,batch_no,pay_date,name,id_no,amount\na,b\n", ":2: the amount"),
    ],
)
def test_a_payout_file_is_read_whole_or_not_at_all(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "payouts.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(Trouble) as told:
        list(payouts.pages(file))
    assert why in told.value.sentence


@pytest.mark.parametrize("text", ["x", json.dumps({"id": "1"}), json.dumps([{"id": "1"}])])
def test_a_file_without_cases_of_reference(tmp_path: Path, text: str) -> None:
    file = tmp_path / "cases.json"
    file.write_text(text, "utf-8")
    with pytest.raises(Trouble):
        cases.read(file)


def test_words_of_pytest_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(testing, "prepare", lambda words: None)
    monkeypatch.setattr("os.execve", lambda *told: started.append(told[1]))
    monkeypatch.setattr(testing.node, "for_cdk", dict)
    monkeypatch.setattr("os.chdir", lambda _: None)
    testing.main(["unit", "-k", "money", "tests/unit/devkit/test_arguments.py::test_x", "-x"])
    assert started[0][:3] == [sys.executable, "-m", "pytest"]
    assert started[0][3:] == [
        "tests/unit", "-k", "money", "tests/unit/devkit/test_arguments.py::test_x", "-x",
    ]  # fmt: skip


def test_a_reason_is_never_broken_within_a_number() -> None:
    reason = {"code": "DEB002", "zh": "偿债收入比66.54%，超过50%", "en": "DTI is 66.54 %"}
    told = _reasons({"reasons": [reason]}, "zh-CN")
    assert told == "DEB002 偿债收入比 66.54%，超过 50%"
