"""A fitted card as the catalogue's files spell it, and read again by the catalogue's own reader."""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from devkit.training.fit import Bin, Fitted
from devkit.training.samples import Sample
from nongxin.catalog.bins import Bins, parse_bins
from nongxin.catalog.reading import Row, rows
from nongxin.kernel.clock import SystemClock

_CARD = ("code", "name_zh", "name_en", "high_is", "raw_min", "raw_max", "raw_from", "raw_to",
         "out_from", "out_to", "valid_from", "valid_to", "version")  # fmt: skip
_BANDS = 6
_POLICIES = ("auto", "auto", "auto", "manual", "manual", "reject")


def write_card(fitted: Fitted, code: str, folder: Path) -> None:
    """scorecards.csv, score_bins.csv and card_inputs.csv of this one card."""
    folder.mkdir(parents=True, exist_ok=True)
    low, high = fitted.lowest, fitted.highest
    head = (code, f"{code}评分", f"{code} scorecard", "better", low, high, low, high, low, high,
            SystemClock().today().isoformat(), "", 1)  # fmt: skip
    _write(folder / "scorecards.csv", _CARD, [head])
    bins, inputs = [], []
    for variable in fitted.variables:
        evidence = f"fitted (information value {variable.information:.3f})"
        below = None
        for each, points in variable.bins:
            bins.append((code, 1, variable.name, _when(below, each), points, evidence))
            below = each.below
        labels = [label for each, _ in variable.bins for label in each.levels]
        how, codes = ("codes", ";".join(f"{c}={c}" for c in labels)) if labels else ("", "")
        inputs.append((code, 1, variable.name, variable.name, how, codes, ""))
    columns = ("card", "version", "variable", "when", "points", "evidence")
    _write(folder / "score_bins.csv", columns, bins)
    columns = ("card", "version", "variable", "facts", "how", "codes", "products")
    _write(folder / "card_inputs.csv", columns, inputs)


def write_levels(texts: dict[str, dict[str, str]], folder: Path) -> None:
    """levels.csv: what a code of the card stands for in the data."""
    lines = [(name, code, text) for name, known in texts.items() for code, text in known.items()]
    _write(folder / "levels.csv", ("variable", "code", "text"), lines)


def write_bands(code: str, scores: Sequence[int], is_bad: Sequence[bool], folder: Path) -> None:
    """score_bands.csv: six bands of as many households each, with the share that went bad."""
    ordered = sorted(scores)
    starts = [ordered[len(ordered) * n // _BANDS] for n in range(_BANDS - 1, 0, -1)] + [0]
    lines = []
    for band, (start, policy) in enumerate(zip(starts, _POLICIES, strict=True), 1):
        top = starts[band - 2] - 1 if band > 1 else None
        held = [b for s, b in zip(scores, is_bad, strict=True) if _in_band(s, start, top)]
        share = f"{sum(held) / len(held):.3f}" if held else ""
        lines.append((code, 1, band, start, "" if top is None else top, share, policy, "fitted"))
    columns = (
        "card",
        "version",
        "band",
        "score_from",
        "score_to",
        "probability",
        "policy",
        "evidence",
    )
    _write(folder / "score_bands.csv", columns, lines)


def score_with_files(sample: Sample, code: str, folder: Path) -> list[int]:
    """Scores by the files as written, through the catalogue's parser. Raises CatalogError."""
    grouped: dict[str, list[Row]] = {}
    for row in rows("score_bins.csv", str(folder)):
        if row.text("card") == code:
            grouped.setdefault(row.text("variable"), []).append(row)
    total = [0] * len(sample.is_bad)
    for name, bin_rows in grouped.items():
        bins = parse_bins(bin_rows, discrete=False)
        column: Any = sample.levels.get(name, sample.numeric.get(name))
        for index, points in enumerate(_points(bins, column)):
            total[index] += points
    return total


def _points(bins: Bins, column: Iterable[Any]) -> list[int]:
    if not bins.intervals:
        # A level that the sample had none of counts as the worst.
        return [bins.labels.get(str(value), bins.worst(True)) for value in column]
    cuts = [i.high for i in bins.intervals[:-1]]
    points = [i.points for i in bins.intervals]
    found = []
    for value in column:
        number = Decimal(repr(float(value)))
        at = bisect_left(cuts, number)  # type: ignore[type-var]
        found.append(points[at + (at < len(cuts) and cuts[at] == number)])
    return found


def _when(low: float | None, each: Bin) -> str:
    if each.levels:
        return "/".join(each.levels)
    if low is None:
        return f"<{_text(each.below)}"
    return f">={_text(low)}" if each.below is None else f"[{_text(low)},{_text(each.below)})"


def _text(edge: float | None) -> str:
    assert edge is not None
    return f"{Decimal(repr(edge)).normalize():f}"


def _in_band(score: int, start: int, top: int | None) -> bool:
    return score >= start and (top is None or score <= top)


def _write(file: Path, columns: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(lines)
