"""The tables of decisions: overlaps, gaps and shares that rise where they must fall, by line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from nongxin.catalog.cards import Card, card, grades
from nongxin.catalog.challengers import challenges
from nongxin.catalog.products import methods, purposes
from nongxin.catalog.reading import Row, rows
from nongxin.products.factory import template_of

_BANDS = 6


class Finding(NamedTuple):
    """A row that cannot be meant so; `is_error` is false for a row that merely never fires."""

    file: str
    line: int
    why: str
    is_error: bool = True


def price_gaps(product: str, on: date) -> Iterator[Finding]:
    """Terms of a grade that no price, or two, are given for."""
    longest = template_of(product, on).term_max_months
    cells = _in_force("price_grid.csv", on, product=product)
    for grade, _ in grades(product, on):
        of_grade = sorted(
            (r for r in cells if r.cells["grade"] == grade), key=lambda r: r.whole("term_from")
        )
        if not of_grade:
            yield Finding("price_grid.csv", 1, f"{product}: grade {grade} has no price")
            continue
        ends = [0, *(r.whole("term_to") for r in of_grade)]
        for row, end in zip(of_grade, ends, strict=False):
            if (first := row.whole("term_from")) != end + 1:
                what = "overlaps the cell before it" if first <= end else "gap before this cell"
                yield _at(row, f"{product} {grade}: {what}")
        if ends[-1] < longest:
            yield _at(of_grade[-1], f"{product} {grade}: no price up to {longest} months")
    for row in cells:
        if row.cells["grade"] not in dict(grades(product, on)):
            yield _at(row, f"{product} has no grade {row.cells['grade']}")


def matrix_gaps(product: str, on: date) -> Iterator[Finding]:
    """Every band and village grade has a share, and neither a worse band nor a worse grade a larger
    one.
    """
    cells = _in_force("limit_matrix.csv", on, product=product)
    if not cells:
        yield Finding("limit_matrix.csv", 1, f"{product}: there are no shares")
    for village in dict.fromkeys(r.cells["village_grade"] for r in cells):
        column = sorted(
            (r for r in cells if r.cells["village_grade"] == village), key=lambda r: r.whole("band")
        )
        if [r.whole("band") for r in column] != list(range(1, _BANDS + 1)):
            yield _at(column[-1], f"{product} {village}: bands are not 1 to {_BANDS}")
        for better, worse in pairwise(column):
            if worse.whole("cap_percent") > better.whole("cap_percent"):
                yield _at(worse, f"{product} {village}: a worse band gets a larger share")
    for better, worse in pairwise(sorted(cells, key=_by_band)):
        is_same = better.cells["band"] == worse.cells["band"]
        if is_same and worse.whole("cap_percent") > better.whole("cap_percent"):
            yield _at(worse, f"{product} band {worse.cells['band']}: "
                      "a worse village grade gets a larger share")  # fmt: skip


def _by_band(row: Row) -> tuple[int, str]:
    return row.whole("band"), row.cells["village_grade"]


def card_faults(product: str, on: date) -> Iterator[Finding]:
    """The card that a product names is one whose high scores are good."""
    template = template_of(product, on)
    if not card(template.card, on).high_is_better:
        why = f"{product} {template.version}: high scores of {template.card} are bad ones"
        yield Finding("products.csv", template.line, why)


def challenge_faults(on: date) -> Iterator[Finding]:
    """Thresholds and grades are the product's, so a challenger scores on its champion's scale."""
    for contest in challenges(on):
        champion, challenger = card(contest.champion, on), card(contest.challenger, on)
        if _scale(challenger) != _scale(champion):
            ends = f"{champion.out_from}..{champion.out_to}"
            why = f"{challenger.code} is not on the scale of {champion.code} ({ends})"
            yield Finding("challengers.csv", contest.line, why)


def _scale(card: Card) -> tuple[bool, int, int]:
    return card.high_is_better, card.out_from, card.out_to


def repayment_gaps(product: str, on: date) -> Iterator[Finding]:
    """Every term that the product allows can be repaid in some way, for some purpose."""
    template = template_of(product, on)
    methods(product)  # its rows are checked as they are loaded
    spans = sorted(
        (r.whole("term_min"), r.whole("term_max"), r.line)
        for r in rows("product_methods.csv")
        if r.cells["product"] == product
    )
    reached = template.term_min_months - 1
    for first, last, line in spans:
        if last < first:
            yield Finding("product_methods.csv", line, f"{product}: term_max is below term_min")
        if first > reached + 1:
            yield Finding("product_methods.csv", line, f"{product}: no method for a term before")
        reached = max(reached, last)
    if reached < template.term_max_months:
        line = spans[-1][2] if spans else 1
        why = f"{product}: no method up to {template.term_max_months} months"
        yield Finding("product_methods.csv", line, why)
    if not purposes(product):
        yield Finding("product_purposes.csv", 1, f"{product} has no purpose")


def band_faults(code: str, on: date) -> Iterator[Finding]:
    """Six bands of a card, falling to 0, each ending where the one above begins."""
    version = str(card(code, on).version)
    bands = [
        r
        for r in rows("score_bands.csv")
        if (r.cells["card"], r.cells["version"]) == (code, version)
    ]
    if [r.whole("band") for r in bands] != list(range(1, _BANDS + 1)):
        line = bands[-1].line if bands else 1
        yield Finding("score_bands.csv", line, f"{code}: bands are not 1 to {_BANDS}")
        return
    for above, row in pairwise(bands):
        if row.optional_whole("score_to") != above.whole("score_from") - 1:
            yield _at(row, f"{code}: a gap or overlap above band {row.cells['band']}")
    for row in bands:
        low, high = row.whole("score_from"), row.optional_whole("score_to")
        if high is not None and high < low:
            yield _at(row, f"{code}: band {row.cells['band']} ends below its beginning")
    if bands[-1].whole("score_from") != 0:
        yield _at(bands[-1], f"{code}: the last band must begin at 0")


def collection_gaps() -> Iterator[Finding]:
    """Every day overdue from the first has its steps, at every score and balance."""
    spans: dict[int, Row] = {}
    cells: dict[int, set[tuple[int, int]]] = {}
    for row in rows("collection.csv"):
        first = row.whole("dpd_from")
        before = spans.setdefault(first, row)
        if before.cells["dpd_to"] != row.cells["dpd_to"]:
            yield _at(row, f"ends otherwise than line {before.line}, which begins the same day")
        cells.setdefault(first, set()).add((row.whole("score_from"), row.whole("balance_from_cny")))
    end: int | None = 0
    for first in sorted(spans):
        if end is None or first != end + 1:
            yield _at(spans[first], "overlaps the days before, or leaves a gap")
        if (0, 0) not in cells[first]:
            yield _at(spans[first], "has no step for the lowest score and balance")
        end = spans[first].optional_whole("dpd_to")
    if end is not None:
        yield Finding("collection.csv", 1, f"no step after {end} days")


def _in_force(file: str, on: date, **cells: str) -> list[Row]:
    found = []
    for row in rows(file):
        first, last = row.validity()
        if first <= on <= last and all(row.cells[c] == v for c, v in cells.items()):
            found.append(row)
    return found


def _at(row: Row, why: str) -> Finding:
    return Finding(row.file, row.line, why)
