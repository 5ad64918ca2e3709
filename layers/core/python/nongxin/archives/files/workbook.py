"""Tables in a file: CSV, or the sheets of an XLSX (ECMA-376), read as texts and with bounds.

Nothing of a workbook is trusted: what it unpacks to is counted while it is unpacked, and a document
type, where entities would be defined, is refused.
"""

from __future__ import annotations

import csv
import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from nongxin.archives.refusals import BadFile
from nongxin.kernel.value import value

LARGEST_BYTES = 5 * 1024 * 1024
_LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 30_000
_MOST_CELLS = 400
_LONGEST_CELL = 32_767  # characters, as spreadsheets have it
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COLUMN = re.compile(r"^([A-Z]{1,3})\d+$")
# What the readers of ZIP and XML say of broken ones: cut off, forged offsets, unknown encodings or
# ways of packing, a password, elements in places where they make no sense.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    LookupError,
    ValueError,
    RuntimeError,
    EOFError,
    OSError,
)


@value
class Line:
    """One row of a table: `number` counts from 1 as spreadsheets do; the header is line 1."""

    sheet: str
    number: int
    cells: dict[str, str]


def lines(data: bytes) -> Iterator[Line]:
    """Every row below the header of every table, empty cells left out. Raises BadFile."""
    if len(data) > LARGEST_BYTES:
        raise BadFile(why="bytes")
    tables: Iterable[tuple[str, Iterable[Row]]]
    tables = _sheets(data) if data.startswith(b"PK") else [("", _csv_rows(data))]
    count = 0
    for sheet, rows in tables:
        header: list[str] = []
        for number, row in rows:
            count += 1
            if count > MOST_ROWS or len(row) > _MOST_CELLS:
                raise BadFile(why="rows")
            if not header:
                header = [cell.strip() for cell in row]
                continue
            named = zip(header, row, strict=False)
            cells = {name: cell.strip() for name, cell in named if name and cell.strip()}
            if cells:
                yield Line(sheet, number, cells)


Row = tuple[int, list[str]]


def _csv_rows(data: bytes) -> Iterator[Row]:
    """UTF-8, with or without a byte-order mark, or GB 18030 as spreadsheets in China write it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadFile(why="type")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if any(row):
                yield reader.line_num, row
    except csv.Error:
        raise BadFile(why="type") from None


def _sheets(data: bytes) -> Iterator[tuple[str, Iterable[Row]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            book = _Book(packed)
            for name, part in book.sheets():
                yield name, book.rows(part)
    except _UNREADABLE:
        raise BadFile(why="type") from None


class _Book:
    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._left = _LARGEST_UNPACKED
        self._texts: list[str] | None = None

    def sheets(self) -> list[tuple[str, str]]:
        """Name and part of each sheet, in the order of the workbook."""
        targets: dict[str, str] = {}

        def relation(name: str, told: dict[str, str]) -> None:
            if name == "Relationship":
                targets[told["Id"]] = posixpath.normpath(posixpath.join("xl", told["Target"]))

        found: list[tuple[str, str]] = []

        def sheet(name: str, told: dict[str, str]) -> None:
            if name == "sheet":
                found.append((told["name"], told[f"{_RELATION} id"]))

        self._read("xl/_rels/workbook.xml.rels", relation)
        self._read("xl/workbook.xml", sheet)
        return [(name, targets[each].removeprefix("/")) for name, each in found]

    def rows(self, part: str) -> list[Row]:
        reader = _Cells(self._shared())
        self._read(part, reader.start, reader.end, reader.text)
        return reader.rows

    def _shared(self) -> list[str]:
        if self._texts is None:
            reader = _Texts()
            if "xl/sharedStrings.xml" in self._packed.namelist():
                self._read("xl/sharedStrings.xml", reader.start, reader.end, reader.text)
            self._texts = reader.found
        return self._texts

    def _read(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, told: start(name.rpartition(" ")[2], told)
        parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2]) if end else None
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _no_doctype
        try:
            parser.Parse(self._unpacked(part), True)
        except expat.ExpatError:
            raise BadFile(why="type") from None

    def _unpacked(self, part: str) -> bytes:
        """Counted as it comes: what a directory says of its sizes may be a lie."""
        pieces = []
        with self._packed.open(part) as handle:
            while piece := handle.read(65_536):
                self._left -= len(piece)
                if self._left < 0:
                    raise BadFile(why="bomb")
                pieces.append(piece)
        return b"".join(pieces)


def _no_doctype(*_: object) -> None:
    raise BadFile(why="type")


class _Texts:
    """The shared strings: runs of a text joined, phonetic readings left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._inside: list[str] = []

    def start(self, name: str, _: dict[str, str]) -> None:
        self._inside.append(name)
        if name == "si":
            self.found.append("")

    def end(self, name: str) -> None:
        self._inside.pop()

    def text(self, piece: str) -> None:
        if self._inside[-1] == "t" and "rPh" not in self._inside:
            self.found[-1] = _longer(self.found[-1], piece)


class _Cells:
    """A worksheet's rows: the value of each cell as text, in its column."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self.rows: list[Row] = []
        self._kind, self._column, self._value, self._takes = "", 0, "", False

    def start(self, name: str, told: dict[str, str]) -> None:
        if name == "row":
            if len(self.rows) >= MOST_ROWS:
                raise BadFile(why="rows")
            self.rows.append((int(told.get("r", len(self.rows) + 1)), []))
        elif name == "c":
            match = _COLUMN.match(told.get("r", ""))
            row = self.rows[-1][1]
            self._column = _column(match[1]) if match else len(row)
            self._kind, self._value = told.get("t", "n"), ""
            if self._column > _MOST_CELLS:
                raise BadFile(why="rows")
        self._takes = name in ("v", "t")

    def end(self, name: str) -> None:
        self._takes = False
        if name == "c":
            row = self.rows[-1][1]
            row += [""] * (self._column + 1 - len(row))
            row[self._column] = self._said()

    def text(self, piece: str) -> None:
        if self._takes:
            self._value = _longer(self._value, piece)

    def _said(self) -> str:
        if self._kind == "s":
            place = int(self._value) if self._value.isdigit() else -1
            if not 0 <= place < len(self._texts):
                raise BadFile(why="type")
            return self._texts[place]
        if self._kind == "b":
            return "true" if self._value == "1" else "false"
        return self._value


def _longer(text: str, piece: str) -> str:
    if len(text) + len(piece) > _LONGEST_CELL:
        raise BadFile(why="bomb")
    return text + piece


def _column(letters: str) -> int:
    """A -> 0, AB -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
