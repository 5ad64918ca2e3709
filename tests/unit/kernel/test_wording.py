"""Every refusal has one whole Chinese and one whole English sentence, in yuan and in words."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import nongxin
from nongxin.archives import refusals
from nongxin.kernel.errors import Problem, Rule
from nongxin.kernel.wording import Names, worded
from nongxin.lending.applications import status

ROOT = Path(nongxin.__path__[0])
FUNCTIONS = ROOT.parents[3] / "functions"

# Filled in as they stand: numbers, dates, ids, and codes that the caller sent or will have to send.
AS_THEY_STAND = frozenset(
    "account again_on allowed application_id authority bank booked_on booking_date ceiling closes "
    "count county date day days earliest entity expired_on field finding first_due first_on high "
    "high_months holder kind known last_on latest least left lent_on limit_bytes low low_months "
    "matured_on maturity member_no method months most most_s name needed nr number on open_date "
    "open_from opens other other_value product rate refused_on retry_after_s section seq series "
    "service tag tenor term_months tier today until value value_date version village what "
    "youngest".split()
)
MOMENTS = frozenset({"answer_by", "valid_until"})
# What a Chinese sentence may spell in Latin letters: names of headers, members and parameters.
LATIN = re.compile(
    r"\b(Idempotency-Key|JSON|application/json|fields|faults|breaks|limit|cursor|status|county|"
    r"from|to|at|on|date|kind|village|grade|purpose|server_time|CSV|XLSX|JPEG|PNG|KB|MB|Ed25519|"
    r"X-(Terminal|Second|Nonce|Signature)|Webhook-(Id|Timestamp|Signature)|whsec_|Base64|"
    r"HTTPS|IP)\b"
)


def problems() -> list[type[Problem]]:
    """Every class of refusal there is."""
    for file in sorted(ROOT.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        importlib.import_module(".".join(("nongxin", *parts)).removesuffix(".__init__"))
    for file in sorted(FUNCTIONS.glob("api_*/*.py")):
        importlib.import_module(f"{file.parent.name}.{file.stem}".removesuffix(".__init__"))
    found, new = set[type[Problem]](), [Problem]
    while new:
        found |= set(new)
        new = [below for one in new for below in one.__subclasses__()]
    ours = ("nongxin.", "api_")
    return sorted((p for p in found if p.__module__.startswith(ours)), key=lambda p: p.__name__)


ALL = problems()
each = pytest.mark.parametrize("problem", ALL, ids=lambda p: p.__name__)


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def _facts(problem: type[Problem]) -> Iterator[dict[str, Any]]:
    """Facts that fill both sentences, with every code that has a word."""
    places = _places(problem.zh) | _places(problem.en)
    plain: dict[str, Any] = dict.fromkeys(places & AS_THEY_STAND - set(problem.words), "7")
    plain |= dict.fromkeys(places & MOMENTS, "2026-11-25T20:00:00+00:00")
    plain |= {f"{p[:-5]}_fen": 300_000 for p in places if p.endswith("_yuan")}
    plain |= {p: "汉" for p in places if p.endswith("_zh")}
    plain |= {p: "word" for p in places if p.endswith("_en")}
    names = sorted(problem.words)
    for codes in product(*(problem.words[name] for name in names)):
        yield plain | dict(zip(names, codes, strict=True))


def test_there_are_many() -> None:
    assert len(ALL) > 100
    assert {p.__module__.partition(".")[0] for p in ALL} > {"nongxin", "api_archives"}


@each
def test_a_refusal_speaks_each_language_whole(problem: type[Problem]) -> None:
    for facts in _facts(problem):
        told = problem(**facts)
        zh, en = told.sentence("zh"), told.sentence("en")
        assert not re.findall(r"[A-Za-z]+", LATIN.sub("", zh)), zh
        assert re.search(r"[\u4e00-\u9fff]", zh), zh
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", en), en
        assert told.facts == facts


@each
def test_a_sentence_tells_sums_in_yuan_and_never_in_fen(problem: type[Problem]) -> None:
    for sentence in (problem.zh, problem.en):
        sums = {p for p in _places(sentence) if p.endswith(("_fen", "_yuan"))}
        assert all(p.endswith("_yuan") for p in sums)
        for place in sums:
            shown = f"{{{place}}}元" if sentence is problem.zh else f"CNY {{{place}}}"
            assert shown in sentence


@each
def test_a_code_has_words(problem: type[Problem]) -> None:
    for sentence, other in ((problem.zh, "_en"), (problem.en, "_zh")):
        bare = _places(sentence) - AS_THEY_STAND - MOMENTS - set(problem.words)
        assert not {p for p in bare if not p.endswith(("_yuan", "_zh", "_en"))}
        assert not {p for p in bare if p.endswith(other)}


def test_codes_are_stable_words_of_their_own() -> None:
    by_code: dict[str, list[type[Problem]]] = {}
    for problem in ALL:
        by_code.setdefault(problem.code, []).append(problem)
        assert re.fullmatch(r"[a-z][a-z0-9-]+", problem.code)
    for sharing in by_code.values():
        assert any(all(issubclass(p, top) for p in sharing) for top in sharing), sharing


def _raised() -> Iterator[tuple[type[Problem], str, str]]:
    """Each problem raised with a text for a fact: class, fact, text."""
    named: Mapping[str, type[Problem]] = {p.__name__: p for p in ALL}
    for file in (*ROOT.rglob("*.py"), *FUNCTIONS.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                problem = named.get(node.func.id)
                for told in node.keywords if problem else ():
                    if isinstance(told.value, ast.Constant) and isinstance(told.value.value, str):
                        yield problem, str(told.arg), told.value.value


def test_every_code_that_is_raised_has_a_word() -> None:
    raised = [told for told in _raised() if told[1] in told[0].words]
    assert len(raised) > 15
    for problem, fact, code in raised:
        assert code in problem.words[fact], (problem, fact, code)


class _Owed(Rule):
    code = "owed"
    zh = "尚欠{left_yuan}元（{by}）：{what}"
    en = "CNY {left_yuan} are owed ({by}): {what}"
    words = {"what": {"a": ("甲", "one"), "b": ("乙", "two")}}  # noqa: RUF012


def test_facts_are_told_as_people_read_them() -> None:
    owed = _Owed(left_fen=123_456_789, by="2026-11-25T20:00:00+00:00", what=["a", "b"])
    assert owed.sentence("zh") == "尚欠1,234,567.89元（2026-11-26 04:00）：甲、乙"
    assert owed.sentence("en") == "CNY 1,234,567.89 are owed (2026-11-26 04:00): one, two"


@pytest.mark.parametrize(("fen", "yuan"), [(0, "0.00"), (5, "0.05"), (-12, "-0.12")])
def test_small_sums(fen: int, yuan: str) -> None:
    assert worded({"x_fen": fen}, {}, "zh")["x_yuan"] == yuan


@pytest.mark.parametrize(
    ("context", "words"),
    [("lending", status.STEP_WORDS), ("archives", refusals.STEP_WORDS)],
    ids=["lending", "archives"],
)
def test_every_step_that_is_named_has_a_word(context: str, words: Names) -> None:
    trees = [ast.parse(file.read_text()) for file in (ROOT / context).rglob("*.py")]
    calls = [n for tree in trees for n in ast.walk(tree) if _is_guard(n)]
    told = [a for c in calls for a in (*c.args, *(k.value for k in c.keywords if k.arg == "step"))]
    assert {a.value for a in told if isinstance(a, ast.Constant)} == set(words)


def _is_guard(node: ast.AST) -> bool:
    guards = ("must_be", "_must_be", "_open_referral", "ArchiveStepNotAllowed")
    return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in guards
