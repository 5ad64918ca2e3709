"""The loader: rows of the shipped files, whose every complaint names the file and the line."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gzip import GzipFile
    from io import BufferedReader

DATA = os.path.join(os.path.dirname(__file__), "data")
_folder = DATA
_PLAIN = frozenset("-.0123456789")


class CatalogError(ValueError):
    """A shipped row that cannot be right. It stops the load: no decision is made on bad data."""

    def __init__(self, file: str, line: int, why: str) -> None:
        self.file = file
        self.line = line
        self.why = why
        super().__init__(f"{file}:{line}: {why}")


class Cells(dict[str, str]):
    """The cells of a row by column; a column that the file lacks is its fault, not a bug."""

    __slots__ = ("file",)

    def __init__(self, file: str, pairs: Iterable[tuple[str, str]]) -> None:
        self.file = file
        super().__init__(pairs)

    def __missing__(self, column: str) -> str:
        raise CatalogError(self.file, 1, f"there is no column {column}")


class Row:
    """One line of a CSV file: typed cells, and where it stands."""

    __slots__ = ("cells", "file", "line")

    def __init__(self, file: str, line: int, cells: dict[str, str]) -> None:
        self.file = file
        self.line = line
        self.cells = cells

    def fault(self, why: str) -> CatalogError:
        return CatalogError(self.file, self.line, why)

    def optional(self, column: str) -> str | None:
        return self.cells[column] or None

    def text(self, column: str) -> str:
        value = self.cells[column]
        if not value:
            raise self.fault(f"{column} is empty")
        return value

    def choice(self, column: str, allowed: tuple[str, ...]) -> str:
        value = self.cells[column]
        if value not in allowed:
            raise self.fault(f"{column} is {value!r}, not one of {', '.join(allowed)}")
        return value

    def words(self, column: str) -> tuple[str, ...]:
        """A cell of words parted by blanks."""
        return tuple(self.cells[column].split())

    def whole(self, column: str) -> int:
        value = decimal_of(self.cells[column])
        if value is None or "." in self.cells[column]:
            raise self.fault(f"{column} is no whole number: {self.cells[column]!r}")
        return int(value)

    def optional_whole(self, column: str) -> int | None:
        return self.whole(column) if self.cells[column] else None

    def number(self, column: str) -> Decimal:
        value = decimal_of(self.cells[column])
        if value is None:
            raise self.fault(f"{column} is no number: {self.cells[column]!r}")
        return value

    def day(self, column: str) -> date:
        text = self.cells[column]
        try:
            if len(text) == 10 and text[7] == "-":
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise self.fault(f"{column} is no date like 2026-11-25: {text!r}")

    def validity(self) -> tuple[date, date]:
        """First and last day in force, both included; an open end is the calendar's last day."""
        first = self.day("valid_from")
        last = self.day("valid_to") if self.cells["valid_to"] else date.max
        if last < first:
            raise self.fault("valid_to is before valid_from")
        return first, last


def use(folder: str) -> None:
    """Reads the catalogue from another folder from now on; before anything of it was read."""
    global _folder
    _folder = folder


def decimal_of(text: str) -> Decimal | None:
    """A plain number (ASCII digits, one point, a minus), or None: no 1e3, no 1_000, no １８."""
    if not _PLAIN.issuperset(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def rows(file: str, folder: str = "", only: tuple[str, str] | None = None) -> Iterator[Row]:
    """The rows of a CSV file with a header line; `.gz` is unpacked on the way. `only` those with a
    value in a column: of a large file the others are passed over unread.

    A byte-order mark, CRLF and blank lines do no harm; all else that spreadsheets do to a file
    raises CatalogError.
    """
    reader = csv.reader(io.StringIO(_text(file, folder or _folder), newline=""), strict=True)
    header, line = _next(file, reader, 1) or [], reader.line_num
    if not header:
        raise CatalogError(file, 1, "there is no header line")
    if not all(header) or len(set(header)) < len(header):
        raise CatalogError(file, 1, "a column has no name, or the name of another")
    place, wanted = (header.index(only[0]), only[1]) if only else (0, "")
    while (cells := _next(file, reader, line + 1)) is not None:
        first, line = line + 1, reader.line_num
        if cells and (not wanted or cells[place : place + 1] == [wanted]):
            yield _row(file, first, header, cells)


def _next(file: str, reader: Iterator[list[str]], line: int) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error:
        why = "a quotation mark is not closed, or stands amid a cell"
        raise CatalogError(file, line, why) from None


def _row(file: str, line: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) != len(header):
        raise CatalogError(file, line, f"{len(cells)} cells for {len(header)} columns")
    if not any(cells):
        raise CatalogError(file, line, "every cell is empty: delete the line")
    for column, cell in zip(header, cells, strict=True):
        if not cell.isprintable():
            why = f"{column} has a line break or an invisible sign: {cell!r}"
            raise CatalogError(file, line, why)
        if cell != cell.strip():
            raise CatalogError(file, line, f"{column} has a blank before or after: {cell!r}")
    return Row(file, line, Cells(file, zip(header, cells, strict=True)))


def _text(file: str, folder: str) -> str:
    try:
        with _opened(os.path.join(folder, file)) as raw:
            return raw.read().decode("utf-8-sig")
    except FileNotFoundError:
        raise CatalogError(file, 1, "the file is missing") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CatalogError(file, line, "is not UTF-8: save it as CSV UTF-8") from None


def _opened(path: str) -> BufferedReader | GzipFile:
    if not path.endswith(".gz"):
        return open(path, "rb")
    from gzip import GzipFile  # not at the top: one file in thirty is packed

    return GzipFile(path)
