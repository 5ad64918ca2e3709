"""A fitted card as the catalogue's files spell it, and read again by the catalogue's own reader."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import log
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from devkit.tables import Cells, write_table
from devkit.training.fit import USUAL, Bin, Fitted, FittedVariable, Scale
from devkit.training.meaning import COLUMNS as MEANING
from devkit.training.samples import Sample, label_of
from nongxin.catalog.bins import Bins, parse_bins
from nongxin.catalog.cards import Card, ScoreBand
from nongxin.catalog.facts import fact_schema
from nongxin.catalog.reading import Row, rows

_CARD = ("code", "name_zh", "name_en", "high_is", "raw_min", "raw_max", "raw_from", "raw_to",
         "out_from", "out_to", "valid_from", "valid_to", "version")  # fmt: skip
_BINS = ("card", "version", "variable", "when", "points", "evidence")
_INPUTS = ("card", "version", "variable", "facts", "how", "codes", "products")
_BANDS = ("card", "version", "band", "score_from", "score_to", "probability", "policy", "evidence")
_POLICIES = ("auto", "auto", "auto", "manual", "manual", "reject")


class Model(NamedTuple):
    """The card that a new one is to stand beside: its scale, its ends, its bands."""

    card: Card
    bands: tuple[ScoreBand, ...]

    def scale(self) -> Scale:
        """The line through its bands: their middles over the log odds of their probabilities."""
        tops = [self.card.out_to, *(band.score_from for band in self.bands)]
        lows = [*(b.score_from for b in self.bands[:-1]), self.card.out_from]
        middles = [(low + high) / 2 for low, high in zip(lows, tops, strict=False)]
        odds = [log(1 / float(band.probability) - 1) for band in self.bands]
        a_log, at_even = np.polyfit(odds, middles, 1)
        return Scale(float(at_even), float(a_log))


class Head(NamedTuple):
    """What a new card is called, from when it holds, and beside which it stands (None: alone)."""

    code: str
    version: int
    valid_from: str
    model: Model | None

    def scale(self) -> Scale:
        return self.model.scale() if self.model else USUAL


def write_card(fitted: Fitted, head: Head, folder: Path) -> None:
    """scorecards.csv, score_bins.csv and card_inputs.csv of this one card."""
    folder.mkdir(parents=True, exist_ok=True)
    key = {"card": head.code, "version": str(head.version)}
    low, high = fitted.lowest, fitted.highest
    first, last = (head.model.card.out_from, head.model.card.out_to) if head.model else (low, high)
    card = (head.code, f"{head.code}评分", f"{head.code} scorecard", "better", low, high, first, last,
            first, last, head.valid_from, "", head.version)  # fmt: skip
    _write(folder / "scorecards.csv", _CARD, [dict(zip(_CARD, card, strict=True))])
    _write(folder / "score_bins.csv", _BINS, (key | b for v in fitted.variables for b in _bins(v)))
    _write(folder / "card_inputs.csv", _INPUTS, (key | _input(v) for v in fitted.variables))


def write_meaning(sample: Sample, folder: Path) -> None:
    """meaning.csv: every column and text of the data with what is known of it, to be completed."""
    lines: list[Cells] = []
    for name, column in sample.columns.items():
        fact = name if name in fact_schema() else ""
        texts = sample.texts.get(name, {"": ""})
        for text, label in texts.items():
            code = label.removeprefix("code ") if fact else ""
            lines.append({"column": column, "fact": fact, "text": text, "code": code})
    _write(folder / "meaning.csv", MEANING, lines)


def write_bands(head: Head, scores: Sequence[int], weights: Sequence[float], folder: Path) -> None:
    """score_bands.csv: the model's bands, or six of as many households each.

    Their probability is the share that went bad, half a case added; `weights` are positive for the
    good, negative for the bad, and tell how many households each stands for.
    """
    given = head.model.bands if head.model else _equal_bands(scores)
    lines: list[dict[str, object]] = []
    for band in given:
        top = lines[-1]["score_from"] - 1 if lines else None  # type: ignore[operator]
        held = [w for s, w in zip(scores, weights, strict=True) if _in_band(s, band, top)]
        bad, every = -sum(w for w in held if w < 0), sum(map(abs, held))
        lines.append({
            "card": head.code, "version": head.version, "band": band.band,
            "score_from": band.score_from, "score_to": "" if top is None else top,
            "probability": f"{(bad + 0.5) / (every + 1):.4f}" if held else band.probability,
            "policy": band.policy,
            "evidence": "fitted" if held else "nobody in the sample: as the card it stands beside",
        })  # fmt: skip
    _write(folder / "score_bands.csv", _BANDS, lines)


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
    (card,) = rows("scorecards.csv", str(folder))
    low, high = card.whole("out_from"), card.whole("out_to")
    return [min(max(points, low), high) for points in total]


def _bins(variable: FittedVariable) -> Iterable[dict[str, object]]:
    below = None
    for each, points in variable.bins:
        evidence = f"fitted (information value {variable.information:.3f})"
        yield {"variable": variable.name, "when": _when(below, each), "points": points,
               "evidence": evidence}  # fmt: skip
        below = each.below


def _input(variable: FittedVariable) -> dict[str, object]:
    labels = {label for each, _ in variable.bins for label in each.levels}
    known = {code: label_of(code) for code in _codes(variable.name)} or {c: c for c in labels}
    # A code that the sample had none of names no bin, and so counts as the worst.
    codes = (f"{code}={label if label in labels else ''}" for code, label in known.items())
    how = {"how": "codes", "codes": ";".join(codes)} if labels else {"how": "", "codes": ""}
    return {"variable": variable.name, "facts": variable.name, "products": "", **how}


def _codes(name: str) -> tuple[str, ...]:
    spec = fact_schema().get(name)
    if spec is None:
        return ()
    return ("true", "false") if spec.type == "flag" else spec.codes


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


def _equal_bands(scores: Sequence[int]) -> Iterable[ScoreBand]:
    ordered, count = sorted(scores), len(_POLICIES)
    starts = [ordered[len(ordered) * n // count] for n in range(count - 1, 0, -1)] + [0]
    for band, (start, policy) in enumerate(zip(starts, _POLICIES, strict=True), 1):
        yield ScoreBand(band, start, "", policy)


def _in_band(score: int, band: ScoreBand, top: int | None) -> bool:
    return score >= band.score_from and (top is None or score <= top)


def _write(file: Path, columns: Sequence[str], lines: Iterable[dict[str, object]]) -> None:
    write_table(file, columns, [{c: str(v) for c, v in line.items()} for line in lines])
