"""Every file of the catalogue against its entry in `files`.

Read whole by `scripts/rules check`, by tests and before a deployment, never at a cold start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from nongxin.catalog.files import FILES
from nongxin.catalog.reading import CatalogError, Row, decimal_of, rows

PRODUCTS = ("YND", "FPD", "ESD", "DSD", "XFD")
_CODE = re.compile(r"[A-Za-z0-9_.+/-]+")


def check_files(folder: str = "") -> list[CatalogError]:
    """The first fault of each file, by file; none for a sound catalogue."""
    found: list[CatalogError] = []
    for name in FILES:
        try:
            check_file(name, folder)
        except CatalogError as fault:
            found.append(fault)
    return found


def check_file(name: str, folder: str = "") -> None:
    """Raises CatalogError at the file's first fault."""
    file = FILES[name]
    kinds, seen = file.kinds, list[Row]()
    known = {column: _known(place, folder) for column, place in file.names.items()}
    for row in rows(name, folder):
        for column in row.cells.keys() - kinds.keys():
            raise CatalogError(name, 1, f"the column {column} is none of the file's")
        for column, kind in kinds.items():
            _check_cell(row, column, kind)
        for column, place in file.names.items():
            for part in row.cells[column].split("+"):
                if part and part not in known[column]:
                    raise row.fault(f"{column}: there is no {part} in {place.split()[0]}")
        if "valid_to" in kinds:
            row.validity()
        seen.append(row)
    for row, before in _twice(seen, file.key.split()):
        raise row.fault(f"says again what line {before.line} says ({file.key})")


def _check_cell(row: Row, column: str, kind: str) -> None:
    cell = row.cells[column]
    if not cell:
        if not kind.endswith("?"):
            raise row.fault(f"{column} is empty")
        return
    is_right, what = _KINDS[kind.removesuffix("?")]
    if not is_right(cell):
        raise row.fault(f"{column} is no {what}: {cell!r}")


def _whole(cell: str) -> bool:
    return decimal_of(cell) is not None and "." not in cell


def _day(cell: str) -> bool:
    try:
        Row("", 0, {"day": cell}).day("day")
    except CatalogError:
        return False
    return True


_KINDS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "text": (lambda cell: True, "text"),
    "code": (_CODE.fullmatch, "code (letters and digits, no blanks, not full-width)"),
    "product": (lambda cell: cell in PRODUCTS, "product"),
    "flag": (lambda cell: cell in ("0", "1"), "0 or 1"),
    "yes": (lambda cell: cell == "Y", "Y"),
    "whole": (_whole, "whole number"),
    "percent": (lambda cell: _whole(cell) and 0 <= int(cell) <= 100, "whole number from 0 to 100"),
    "number": (lambda cell: decimal_of(cell) is not None, "number"),
    "day": (_day, "date like 2026-11-25"),
}


def _known(place: str, folder: str) -> set[str]:
    file, column = place.split()
    return {row.cells[column] for row in rows(file, folder)}


def _twice(seen: list[Row], key: list[str]) -> Iterator[tuple[Row, Row]]:
    by_key: dict[tuple[str, ...], list[Row]] = {}
    for row in seen:
        same = by_key.setdefault(tuple(row.cells[column] for column in key), [])
        for before in same:
            if not ("valid_to" in row.cells and _apart(row, before)):
                yield row, before
        same.append(row)


def _apart(row: Row, other: Row) -> bool:
    """Whether two rows are never in force on one day."""
    (first, last), (other_first, other_last) = row.validity(), other.validity()
    return last < other_first or other_last < first
