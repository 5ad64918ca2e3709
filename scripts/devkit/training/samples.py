"""Labelled data: columns of a CSV file as numbers or levels, and who turned out bad."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from devkit.training.meaning import NOTHING, Meaning
from devkit.trouble import Trouble
from nongxin.catalog.facts import FactSpec, fact_schema
from nongxin.catalog.reading import decimal_of
from nongxin.decisions.facts import Facts, Value, typed

Numbers = npt.NDArray[np.float64]
Labels = npt.NDArray[np.str_]
Flags = npt.NDArray[np.bool_]
_FLAGS = {"true": True, "false": False, "1": True, "0": False}
# Of each kind, those who paid and those who did not; fewer fit nothing (assumed).
_FEWEST = 30


@dataclass(frozen=True)
class Sample:
    """`numeric` holds values, `levels` labels by row; `is_bad` marks those who did not pay.

    `texts` tells the label of each text of the file, by variable; `columns` how the file calls a
    variable.
    """

    numeric: Mapping[str, Numbers]
    levels: Mapping[str, Labels]
    is_bad: Flags
    texts: Mapping[str, Mapping[str, str]]
    columns: Mapping[str, str]

    def part(self, rows: Flags) -> Sample:
        return Sample(
            {name: column[rows] for name, column in self.numeric.items()},
            {name: column[rows] for name, column in self.levels.items()},
            self.is_bad[rows],
            self.texts,
            self.columns,
        )


def german_credit() -> Path:
    """Statlog German credit (Hofmann 1994; 1,000 loans), as a package ships it."""
    found = find_spec("scorecardpipeline")
    if found is None or found.origin is None:
        raise Trouble("the German credit data is not installed; scripts/setup brings it.")
    return Path(found.origin).parent / "germancredit.csv"


def read_sample(file: Path, label: str, bad: str, meaning: Meaning = NOTHING) -> Sample:
    """The sample. A column that is, or means, a fact holds that fact's values in its own units.

    Raises Trouble, with the line, for a cell that is empty or that the fact cannot have.
    """
    table, lines = cells_of(file)
    if label not in table:
        raise Trouble(f"{file} has no column {label!r}")
    is_bad = np.array([cell == bad for cell in table.pop(label)])
    if min(is_bad.sum(), (~is_bad).sum()) < _FEWEST:
        raise Trouble(f"{label} = {bad!r} holds for nobody or for all, or for less than {_FEWEST}")
    numeric: dict[str, Numbers] = {}
    levels: dict[str, Labels] = {}
    texts: dict[str, dict[str, str]] = {}
    columns: dict[str, str] = {}
    for column, cells in table.items():
        name = meaning.facts.get(column, column)
        if name in columns:
            raise Trouble(f"{file}: both {columns[name]} and {column} are {name}")
        columns[name] = column
        codes = meaning.codes.get(column) or {}
        spec = fact_schema().get(name)
        values = [codes.get(cell, cell) for cell in cells]
        if spec is None:
            labels = _labels(values)
        else:
            places = [f"{file}:{line}: {column}" for line in lines]
            _must_be_values(values, spec, places)
            labels = _fact_labels(values, spec)
        if labels is None:
            numeric[name] = np.array([float(value) for value in values])
        else:
            levels[name] = np.array(labels)
            texts[name] = dict(sorted(zip(cells, labels, strict=True)))
    return Sample(numeric, levels, is_bad, texts, columns)


def label_of(code: str) -> str:
    """A code as a bin's text: a bin named by a number would be that number."""
    return code if decimal_of(code) is None else f"code {code}"


def split(sample: Sample, test_share: float, seed: int) -> tuple[Sample, Sample]:
    """For fitting and for testing, with as many bads each as their share."""
    chance = np.random.default_rng(seed)
    tested = np.zeros(len(sample.is_bad), dtype=bool)
    for outcome in (True, False):
        rows = np.flatnonzero(sample.is_bad == outcome)
        tested[chance.permutation(rows)[: round(len(rows) * test_share)]] = True
    return sample.part(~tested), sample.part(tested)


def cells_of(file: Path, *, gaps: bool = False) -> tuple[dict[str, list[str]], list[int]]:
    """Column -> its cells, none of them empty unless `gaps` are allowed; and the line of each row.

    Raises Trouble.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            names = [name.strip() for name in next(reader, ())]
            rows = [(reader.line_num, row) for row in reader if row]
    except OSError as error:
        raise Trouble(f"{file}: {error.strerror}") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise Trouble(f"{file} is no CSV file in UTF-8: {error}") from None
    if not names or len(set(names)) < len(names):
        raise Trouble(f"{file} has no header, or two columns of one name")
    found: dict[str, list[str]] = {name: [] for name in names}
    for line, row in rows:
        if len(row) != len(names):
            raise Trouble(f"{file}:{line}: {len(row)} cells for {len(names)} columns")
        for name, cell in zip(names, row, strict=True):
            if not cell.strip() and not gaps:
                why = "leave the line out, or the column"
                raise Trouble(f"{file}:{line}: {name} is empty: {why}")
            found[name].append(cell.strip())
    return found, [line for line, _ in rows]


def _labels(cells: list[str]) -> list[str] | None:
    """Labels for texts of a column that is no fact; None for numbers."""
    if all(_is_number(cell) for cell in cells):
        return None
    codes = {text: f"l{n}" for n, text in enumerate(sorted(set(cells)), 1)}
    return [codes[cell] for cell in cells]


def _must_be_values(cells: list[str], spec: FactSpec, places: list[str]) -> None:
    """Raises Trouble for the first cell that the fact cannot have; `places` say where each is."""
    if spec.type == "date":
        raise Trouble(f"{places[0]} is a day, which no scorecard reads")
    unknown = {cell for cell in set(cells) if value_of(cell, spec) is None}
    at = next((at for at, cell in enumerate(cells) if cell in unknown), None)
    if at is not None:
        allowed = ", ".join(spec.codes) or f"{spec.type} {spec.unit}".strip()
        raise Trouble(f"{places[at]} {cells[at]!r} is no {spec.name} ({allowed})")


def _fact_labels(cells: list[str], spec: FactSpec) -> list[str] | None:
    """Labels for a fact of codes or a flag; None for one of numbers."""
    if spec.type == "flag":
        return ["true" if _FLAGS[cell.lower()] else "false" for cell in cells]
    return [label_of(cell) for cell in cells] if spec.type == "code" else None


def value_of(cell: str, spec: FactSpec) -> Value | None:
    """A cell as the engine types the fact; None where the fact cannot have it."""
    raw: object = cell
    if spec.type == "flag":
        raw = _FLAGS.get(cell.lower())
    elif spec.type in ("int", "fen"):
        number = decimal_of(cell)
        raw = number if number is not None else cell
    values, _ = typed(Facts.of({spec.name: raw}, "sample", ""), [spec.name])
    return values.get(spec.name)


def _is_number(text: str) -> bool:
    try:
        return np.isfinite(float(text)).item()
    except ValueError:
        return False
