from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from nongxin.catalog.reading import CatalogError, Row, rows


def _row(**cells: str) -> Row:
    return Row("some.csv", 7, cells)


def test_a_row_knows_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    assert [(r.line, r.cells) for r in rows("x.csv", str(tmp_path))] == [
        (2, {"a": "1", "b": "2"}),
        (3, {"a": "3", "b": "4"}),
    ]


def test_a_short_row_stops_the_load(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n3\n", encoding="utf-8")
    with pytest.raises(CatalogError, match=r"x\.csv:3: 1 cells for 2 columns"):
        list(rows("x.csv", str(tmp_path)))


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        ("whole", "1.5"),
        ("whole", ""),
        ("number", "abc"),
        ("number", "NaN"),
        ("day", "2026-02-30"),
        ("text", ""),
    ],
)
def test_a_cell_of_the_wrong_kind_names_file_and_line(read: str, cell: str) -> None:
    with pytest.raises(CatalogError, match=r"some\.csv:7"):
        getattr(_row(x=cell), read)("x")


def test_choice_lists_what_is_allowed() -> None:
    with pytest.raises(CatalogError, match="not one of a, b"):
        _row(x="c").choice("x", ("a", "b"))


def test_an_open_end_lasts_for_ever() -> None:
    assert _row(valid_from="2020-01-01", valid_to="").validity() == (date(2020, 1, 1), date.max)


def test_a_row_may_not_end_before_it_begins() -> None:
    with pytest.raises(CatalogError):
        _row(valid_from="2020-01-02", valid_to="2020-01-01").validity()
