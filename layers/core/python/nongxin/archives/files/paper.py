"""An existing paper archive as tables: one line a row of a section, told to which household.

Columns: `household` (the paper's own number) and the section's fields by name or Chinese name. In a
CSV a column `section` says which section a line is of; in a workbook a sheet's name does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from nongxin.archives.checks.schema import KEPT_BY_SYSTEM, FieldSpec, SectionSpec, sections
from nongxin.archives.files.workbook import Line
from nongxin.kernel.value import value

HOUSEHOLD, SECTION = "household", "section"
_NAMES = {"农户": HOUSEHOLD, "档案编号": HOUSEHOLD, "部分": SECTION}
_SLASHED = re.compile(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$", re.ASCII)
_MINUTE = re.compile(r"^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?$", re.ASCII)
_INTEGER = re.compile(r"^(-?\d{1,17})(\.0)?$", re.ASCII)
_SERIAL = re.compile(r"^\d{5}(\.0+)?$", re.ASCII)
_SERIAL_ZERO = date(1899, 12, 30)
_YES, _NO = frozenset({"true", "是", "1"}), frozenset({"false", "否", "0"})
_REF = re.compile(r"^[A-Za-z0-9_-]{1,40}$")


@value
class Misplaced:
    """A line that cannot be told to a section of a household."""

    line: Line
    at: str
    code: str


@dataclass
class Paper:
    """Rows by household and section, the line of each, and the lines that belong nowhere."""

    households: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    places: dict[tuple[str, str], list[Line]] = field(default_factory=dict)
    misplaced: list[Misplaced] = field(default_factory=list)


def paper_of(lines: Iterable[Line]) -> Paper:
    found = Paper()
    for line in lines:
        cells = {_NAMES.get(name, name): text for name, text in line.cells.items()}
        number, code = cells.pop(HOUSEHOLD, ""), cells.pop(SECTION, line.sheet)
        spec = None if code in KEPT_BY_SYSTEM else sections().get(code)
        if spec is None:
            found.misplaced.append(Misplaced(line, SECTION, "not-a-code"))
        elif not _REF.fullmatch(number):
            found.misplaced.append(Misplaced(line, HOUSEHOLD, "pattern" if number else "required"))
        else:
            rows = found.households.setdefault(number, {}).setdefault(code, [])
            if row := _row(spec, cells):
                rows.append(row)
                found.places.setdefault((number, code), []).append(line)
    return found


def _row(spec: SectionSpec, cells: dict[str, str]) -> dict[str, Any]:
    """A line without any field says that there is nothing of the kind."""
    by_zh = {f.zh: f.name for f in spec.fields.values()}
    row = {}
    for name, text in cells.items():
        known = by_zh.get(name, name)
        told = spec.fields.get(known)
        row[known] = _CELLS[told.kind](told, text) if told and told.kind in _CELLS else text
    return row


def cell_of(value: Any) -> str:
    """A stored value as the text of a cell; what `paper_of` reads back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def _whole(_: FieldSpec, text: str) -> Any:
    match = _INTEGER.match(text)
    return int(match[1]) if match else text


def _code(spec: FieldSpec, text: str) -> str:
    """Spreadsheets take the zeros away from codes, and people write what a code means."""
    plain = text.removesuffix(".0")
    for code, name in spec.codes.items():
        if text in (code, name) or (plain.isdecimal() and code == plain.zfill(len(code))):
            return code
    return text


def _flag(_: FieldSpec, text: str) -> Any:
    return True if text.lower() in _YES else False if text.lower() in _NO else text


def _day(_: FieldSpec, text: str) -> str:
    if match := _SLASHED.match(text):
        return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"
    if _SERIAL.match(text):  # a spreadsheet's own count of days
        return (_SERIAL_ZERO + timedelta(days=int(float(text)))).isoformat()
    return text


def _moment(_: FieldSpec, text: str) -> str:
    """A paper's time is Shaanxi's."""
    match = _MINUTE.match(text)
    return f"{match[1]}T{match[2]}{match[3] or ':00'}+08:00" if match else text


def _json(_: FieldSpec, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


_CELLS: dict[str, Callable[[FieldSpec, str], Any]] = {
    "int": _whole,
    "code": _code,
    "bool": _flag,
    "date": _day,
    "datetime": _moment,
    "geojson": _json,
    "point": _json,
}
