"""Labelled data: columns of a CSV file as numbers or levels, and who turned out bad."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from devkit.trouble import Trouble

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Sample:
    """`numeric` holds values, `levels` codes by row; `is_bad` marks those who did not pay."""

    numeric: dict[str, Numbers]
    levels: dict[str, npt.NDArray[np.str_]]
    is_bad: Flags

    def part(self, rows: Flags) -> Sample:
        return Sample(
            {name: column[rows] for name, column in self.numeric.items()},
            {name: column[rows] for name, column in self.levels.items()},
            self.is_bad[rows],
        )


def german_credit() -> Path:
    """Statlog German credit (Hofmann 1994; 1,000 loans), as a package ships it."""
    found = find_spec("scorecardpipeline")
    if found is None or found.origin is None:
        raise Trouble("the German credit data is not installed; scripts/setup brings it.")
    return Path(found.origin).parent / "germancredit.csv"


def read_sample(file: Path, label: str, bad: str) -> tuple[Sample, dict[str, dict[str, str]]]:
    """The sample, and for each column of levels the text that a code stands for."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows or label not in rows[0]:
        raise Trouble(f"{file} has no column {label!r}")
    numeric: dict[str, Numbers] = {}
    levels: dict[str, npt.NDArray[np.str_]] = {}
    texts: dict[str, dict[str, str]] = {}
    for name in rows[0]:
        column = [row[name].strip() for row in rows]
        if name == label:
            continue
        if all(_is_number(text) for text in column):
            numeric[name] = np.array([float(text) for text in column])
        else:
            codes = {text: f"l{n}" for n, text in enumerate(sorted(set(column)), 1)}
            levels[name] = np.array([codes[text] for text in column])
            texts[name] = {code: text for text, code in codes.items()}
    is_bad = np.array([row[label].strip() == bad for row in rows])
    if not is_bad.any() or is_bad.all():
        raise Trouble(f"{label} = {bad!r} holds for nobody or for all")
    return Sample(numeric, levels, is_bad), texts


def split(sample: Sample, test_share: float, seed: int) -> tuple[Sample, Sample]:
    """For fitting and for testing, with as many bads each as their share."""
    chance = np.random.default_rng(seed)
    tested = np.zeros(len(sample.is_bad), dtype=bool)
    for outcome in (True, False):
        rows = np.flatnonzero(sample.is_bad == outcome)
        tested[chance.permutation(rows)[: round(len(rows) * test_share)]] = True
    return sample.part(~tested), sample.part(tested)


def _is_number(text: str) -> bool:
    try:
        return np.isfinite(float(text)).item()
    except ValueError:
        return False
