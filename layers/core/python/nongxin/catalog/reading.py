"""The loader: rows of the shipped files, whose every complaint names the file and the line."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gzip import GzipFile
    from io import BufferedReader

DATA = os.path.join(os.path.dirname(__file__), "data")


class CatalogError(ValueError):
    """A shipped row that cannot be right. It stops the load: no decision is made on bad data."""

    def __init__(self, file: str, line: int, why: str) -> None:
        self.file = file
        self.line = line
        self.why = why
        super().__init__(f"{file}:{line}: {why}")


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
        try:
            return int(self.cells[column])
        except ValueError:
            raise self.fault(f"{column} is no whole number: {self.cells[column]!r}") from None

    def optional_whole(self, column: str) -> int | None:
        return self.whole(column) if self.cells[column] else None

    def number(self, column: str) -> Decimal:
        try:
            value = Decimal(self.cells[column])
        except InvalidOperation:
            raise self.fault(f"{column} is no number: {self.cells[column]!r}") from None
        if not value.is_finite():
            raise self.fault(f"{column} is not finite")
        return value

    def day(self, column: str) -> date:
        try:
            return date.fromisoformat(self.cells[column])
        except ValueError:
            raise self.fault(f"{column} is no date: {self.cells[column]!r}") from None

    def validity(self) -> tuple[date, date]:
        """First and last day in force, both included; an open end is the calendar's last day."""
        first = self.day("valid_from")
        last = self.day("valid_to") if self.cells["valid_to"] else date.max
        if last < first:
            raise self.fault("valid_to is before valid_from")
        return first, last


def rows(file: str, folder: str = DATA) -> Iterator[Row]:
    """The rows of a CSV file with a header line; `.gz` is unpacked on the way."""
    path = os.path.join(folder, file)
    with _opened(path) as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        header = next(reader)
        for cells in reader:
            if len(cells) != len(header):
                raise CatalogError(
                    file, reader.line_num, f"{len(cells)} cells for {len(header)} columns"
                )
            yield Row(file, reader.line_num, dict(zip(header, cells, strict=True)))


def _opened(path: str) -> BufferedReader | GzipFile:
    if not path.endswith(".gz"):
        return open(path, "rb")
    from gzip import GzipFile  # not at the top: one file in thirty is packed

    return GzipFile(path)


def document(file: str, folder: str = DATA) -> Any:
    """A JSON file as it stands."""
    path = os.path.join(folder, file)
    with open(path, encoding="utf-8") as handle:
        try:
            return json.load(handle)
        except json.JSONDecodeError as error:
            raise CatalogError(file, error.lineno, error.msg) from None
