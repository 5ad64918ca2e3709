"""What spreadsheets and hasty hands do to the catalogue's files: each harms nothing or is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from nongxin.catalog.file_checks import check_file, check_files
from nongxin.catalog.files import FILES
from nongxin.catalog.reading import DATA, CatalogError, rows

Table = list[list[str]]
FILLED = sorted(name for name in FILES if name != "challengers.csv")  # which ships empty


@cache
def _kept(name: str) -> Table:
    return list(csv.reader(io.StringIO((Path(DATA) / name).read_text("utf-8"), newline="")))


def _table(name: str) -> Table:
    return [list(row) for row in _kept(name)]


def _text(table: Table, **form: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, **({"lineterminator": "\n"} | form)).writerows(table)  # type: ignore[arg-type]
    return out.getvalue()


def _quoted(table: Table) -> str:
    return "\n".join(",".join('"' + c.replace('"', '""') + '"' for c in r) for r in table) + "\n"


HARMLESS: dict[str, Callable[[Table], bytes]] = {
    "byte-order mark": lambda t: b"\xef\xbb\xbf" + _text(t).encode(),
    "CRLF": lambda t: _text(t, lineterminator="\r\n").encode(),
    "blank lines": lambda t: _text(t).replace("\n", "\n\n", 3).encode() + b"\n\n",
    "every cell in quotes": lambda t: _quoted(t).encode(),
    "no newline at the end": lambda t: _text(t).rstrip("\n").encode(),
    "rows in another order": lambda t: _text([t[0], *reversed(t[1:])]).encode(),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The catalogue, all by links."""
    for file in Path(DATA).iterdir():
        (tmp_path / file.name).symlink_to(file)
    return tmp_path


def _put(folder: Path, name: str, content: bytes) -> None:
    (folder / name).unlink()
    (folder / name).write_bytes(content)


def _cells(name: str, folder: str = DATA) -> list[tuple[str, ...]]:
    return sorted(tuple(row.cells.values()) for row in rows(name, folder))


def test_every_file_is_listed_and_sound() -> None:
    assert {f.name for f in Path(DATA).glob("*.csv")} == set(FILES)
    assert check_files() == []


@pytest.mark.parametrize("edit", HARMLESS)
@pytest.mark.parametrize("name", FILES)
def test_what_changes_nothing_is_read_alike(folder: Path, name: str, edit: str) -> None:
    _put(folder, name, HARMLESS[edit](_table(name)))
    check_file(name, str(folder))
    assert _cells(name, str(folder)) == _cells(name)


def _first(kind: str, name: str) -> int | None:
    """The first column of a kind whose cell in the first row is filled."""
    first = dict(zip(*_table(name)[:2], strict=True))
    kinds = FILES[name].kinds
    found = [c for c in first if kinds[c].rstrip("?") == kind and first[c]]
    return list(first).index(found[0]) if found else None


def _in_row(kind: str, changed: Callable[[str], str]) -> Callable[[str], bytes | None]:
    """Changes the first cell of a kind in the first row; None where a file has none."""

    def edit(name: str) -> bytes | None:
        table, column = _table(name), _first(kind, name)
        if column is None:
            return None
        table[1][column] = changed(table[1][column])
        return _text(table).encode()

    return edit


def _first_cell(changed: Callable[[str], str]) -> Callable[[str], bytes | None]:
    def edit(name: str) -> bytes:
        table = _table(name)
        table[1][0] = changed(table[1][0])
        return _text(table).encode()

    return edit


def _days(first: str, last: str) -> Callable[[str], bytes | None]:
    def edit(name: str) -> bytes | None:
        table = _table(name)
        if "valid_to" not in table[0]:
            return None
        table[1][table[0].index("valid_from")] = first
        table[1][table[0].index("valid_to")] = last
        return _text(table).encode()

    return edit


def _full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isalnum() and c.isascii() else c for c in text)


def _lines(changed: Callable[[Table], Table]) -> Callable[[str], bytes | None]:
    return lambda name: _text(changed(_table(name))).encode()


# Name of the edit: what it does to a file, and the line that the complaint must name (0: any).
HARMFUL: dict[str, tuple[Callable[[str], bytes | None], int]] = {
    "nothing left": (lambda name: b"", 1),
    "UTF-16": (lambda name: _text(_table(name)).encode("utf-16"), 1),
    "Excel's GBK": (lambda name: _text([_table(name)[0], ["备注"]]).encode("gbk"), 2),
    "semicolons": (lambda name: _text(_table(name), delimiter=";").encode(), 0),
    "tabs": (lambda name: _text(_table(name), delimiter="\t").encode(), 0),
    "no header": (_lines(lambda t: t[1:]), 0),
    "a column is gone": (_lines(lambda t: [row[1:] for row in t]), 1),
    "a column is misspelt": (_lines(lambda t: [[t[0][0] + "s", *t[0][1:]], *t[1:]]), 1),
    "a column too many": (_lines(lambda t: [[*t[0], "remark"], *([*r, "x"] for r in t[1:])]), 1),
    "a column twice": (_lines(lambda t: [[*row, row[0]] for row in t]), 1),
    "a nameless column": (_lines(lambda t: [[*row, ""] for row in t]), 1),
    "a cell too many": (_lines(lambda t: [t[0], [*t[1], "x"], *t[2:]]), 2),
    "a cell too few": (_lines(lambda t: [t[0], t[1][:-1], *t[2:]]), 2),
    "a row twice": (_lines(lambda t: [*t[:2], t[1], *t[2:]]), 3),
    "a cleared row": (_lines(lambda t: [t[0], [""] * len(t[0]), *t[1:]]), 2),
    "an open quotation mark": (lambda name: _text(_table(name)).encode() + b'"x', 0),
    "a header and an open mark": (lambda name: _text(_table(name)[:1]).encode() + b'"x\ny', 2),
    "text after a closed mark": (lambda name: _text(_table(name)[:1]).encode() + b'"x"y,', 2),
    "a line break in a cell": (_first_cell(lambda c: c[:1] + "\n" + c[1:]), 2),
    "a blank before": (_first_cell(lambda c: " " + c), 2),
    "a full-width blank after": (_first_cell(lambda c: c + "\u3000"), 2),
    "an invisible sign": (_first_cell(lambda c: c + "\u200b"), 2),
    "an empty first cell": (_first_cell(lambda c: ""), 2),
    "full-width letters": (_in_row("code", _full_width), 2),
    "full-width digits": (_in_row("whole", _full_width), 2),
    "full-width fractions": (_in_row("number", _full_width), 2),
    "a thousand as 1e3": (_in_row("whole", lambda c: "1e3"), 2),
    "a thousand as 1,000": (_in_row("whole", lambda c: "1,000"), 2),
    "a thousand as 1_000": (_in_row("number", lambda c: "1_000"), 2),
    "not a number": (_in_row("number", lambda c: "NaN"), 2),
    "half of a whole number": (_in_row("whole", lambda c: "0.5"), 2),
    "a date as Excel shows it": (_in_row("day", lambda c: c.replace("-", "/")), 2),
    "a date that is none": (_in_row("day", lambda c: "2026-02-30"), 2),
    "a date in short": (_in_row("day", lambda c: c.replace("-", "")), 2),
    "dates the wrong way round": (_days("2026-01-02", "2026-01-01"), 2),
    "an unknown product": (_in_row("product", lambda c: "XYZ"), 2),
}  # fmt: skip


CASES = [(name, edit) for name in FILLED for edit, (change, _) in HARMFUL.items() if change(name)]


@pytest.mark.parametrize(("name", "edit"), [*CASES, *((n, "nothing left") for n in FILLED)])
def test_what_could_change_something_is_told_with_file_and_line(
    folder: Path, name: str, edit: str
) -> None:
    change, line = HARMFUL[edit]
    _put(folder, name, change(name) or b"")
    with pytest.raises(CatalogError) as told:
        check_file(name, str(folder))
    assert (told.value.file, bool(told.value.why)) == (name, True)
    assert line in (0, told.value.line)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "rules.csv").unlink()
    with pytest.raises(CatalogError, match=r"^rules\.csv:1: the file is missing$"):
        check_file("rules.csv", str(folder))


def test_a_name_that_stands_nowhere_is_told(folder: Path) -> None:
    table = _table("rule_tunings.csv")
    table[1][table[0].index("entity")] = "2999"
    _put(folder, "rule_tunings.csv", _text(table).encode())
    (told,) = check_files(str(folder))
    assert str(told) == "rule_tunings.csv:2: entity: there is no 2999 in legal_entities.csv"
