"""The house rules that no linter knows: sizes, time zones, money without floats, doors, folders."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from infra.functions import FUNCTIONS

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "layers" / "core" / "python" / "nongxin"
DOORS = ROOT / "functions"
HOMES = (CORE, DOORS, ROOT / "infra", ROOT / "scripts", ROOT / "tests")
# Here every number is fen, a rate or a count of days: int or Decimal.
MONEY = (CORE / "ledger", CORE / "accounts", CORE / "lending", CORE / "kernel" / "money.py")
BEHIND_THE_DOORS = ("boto3", "botocore", "pynamodb")

FILE_LINES, FUNCTION_LINES, HANDLER_LINES, LINE_CHARACTERS = 300, 40, 80, 100
Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_files_are_short() -> None:
    long = {f: len(_lines(f)) for f in _files() if len(_lines(f)) > FILE_LINES}
    _none(f"{_shown(f)}: {count} lines, {FILE_LINES} are allowed" for f, count in long.items())


def test_handlers_are_short() -> None:
    long = {f: len(_lines(f)) for f in DOORS.glob("*/handler.py")}
    _none(
        f"{_shown(f)}: {n} lines, not {HANDLER_LINES}" for f, n in long.items() if n > HANDLER_LINES
    )


def test_functions_are_short() -> None:
    _none(
        f"{_shown(file)}:{each.lineno} {each.name}: {_length(each)} lines, not {FUNCTION_LINES}"
        for file, each in _nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if isinstance(each, Function) and _length(each) > FUNCTION_LINES
    )


def test_lines_are_short() -> None:
    """In characters: a 汉字 counts once."""
    _none(
        f"{_shown(file)}:{number}: {len(line)} characters, not {LINE_CHARACTERS}"
        for file in _files()
        for number, line in enumerate(_lines(file), 1)
        if len(line) > LINE_CHARACTERS
    )


def test_no_instant_without_a_zone() -> None:
    _none(
        f"{_shown(file)}:{call.lineno} {ast.unparse(call)} has no time zone"
        for file, call in _nodes(ast.Call)
        if isinstance(call, ast.Call) and _is_naive(call)
    )


def test_money_is_never_a_float() -> None:
    _none(
        f"{_shown(file)}:{node.lineno} {ast.unparse(node)}"
        for file, node in _nodes(ast.Constant, ast.Name)
        if _is_float(node) and any(file == home or file.is_relative_to(home) for home in MONEY)
    )


def test_doors_leave_aws_to_those_behind_them() -> None:
    _none(
        f"{_shown(file)}:{node.lineno} imports {module}"
        for file, node in _nodes(ast.Import, ast.ImportFrom)
        if file.is_relative_to(DOORS)
        for module in _imported(node)
        if module.split(".")[0] in BEHIND_THE_DOORS
    )


def test_every_door_is_deployed() -> None:
    folders = {file.parent.name for file in DOORS.glob("*/*.py")}
    assert folders == {function.folder for function in FUNCTIONS}


@pytest.mark.parametrize("folder", sorted(function.folder for function in FUNCTIONS))
def test_every_door_has_a_handler(folder: str) -> None:
    file = DOORS / folder / "handler.py"
    names = {each.name for each in _tree(file).body if isinstance(each, Function)}
    bound = {
        ast.unparse(t) for n in _tree(file).body if isinstance(n, ast.Assign) for t in n.targets
    }
    assert "handler" in names | bound


def _none(found: Iterator[str]) -> None:
    listed = sorted(found)
    assert not listed, "\n" + "\n".join(listed)


@cache
def _files() -> tuple[Path, ...]:
    return tuple(
        file for home in HOMES for file in home.rglob("*.py") if "__pycache__" not in file.parts
    )


@cache
def _lines(file: Path) -> tuple[str, ...]:
    return tuple(file.read_text().splitlines())


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse("\n".join(_lines(file)))


@cache
def _walked(file: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(_tree(file)))


def _nodes(*kinds: type[ast.AST]) -> Iterator[tuple[Path, ast.expr | ast.stmt]]:
    for file in _files():
        for node in _walked(file):
            if isinstance(node, kinds) and isinstance(node, ast.expr | ast.stmt):
                yield file, node


def _length(function: Function) -> int:
    """Lines without the docstring."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    prose = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - prose


def _is_naive(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    if name.endswith(("datetime.utcnow", "datetime.today", "date.today", "utcfromtimestamp")):
        return True
    zoned = call.args[1:] if name.endswith("fromtimestamp") else call.args
    return name.endswith(("datetime.now", "datetime.fromtimestamp")) and not (
        zoned or call.keywords
    )


def _is_float(node: ast.expr | ast.stmt) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    return isinstance(node, ast.Name) and node.id == "float"


def _imported(node: ast.expr | ast.stmt) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [each.name for each in node.names] if isinstance(node, ast.Import) else []


def _shown(file: Path) -> str:
    return str(file.relative_to(ROOT))
