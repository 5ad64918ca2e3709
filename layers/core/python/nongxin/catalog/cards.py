"""Scorecards: scale, bins, and the fact that feeds each variable; grades and score bands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.bins import Bins, parse_bins
from nongxin.catalog.facts import fact_schema
from nongxin.catalog.reading import CatalogError, Row, rows

# How a fact becomes a card's value; see decisions.inputs.
HOWS = ("", "whole", "yuan", "yuan_or_none", "codes", "bureau", "bureau_long", "visits", "cluster")
_DISCRETE_HOWS = ("whole", "bureau", "bureau_long", "visits", "cluster")


class CardVariable(NamedTuple):
    """A variable of a card: its bins, the facts it reads and how. `products` empty means all."""

    name: str
    bins: Bins
    facts: tuple[str, ...]
    how: str
    codes: Mapping[str, str]
    products: tuple[str, ...]


class Card(NamedTuple):
    """A scorecard; raw points in raw_from..raw_to are stretched to out_from..out_to."""

    code: str
    name_zh: str
    name_en: str
    high_is_better: bool
    raw_min: int
    raw_max: int
    raw_from: int
    raw_to: int
    out_from: int
    out_to: int
    version: int
    variables: tuple[CardVariable, ...]


class ScoreBand(NamedTuple):
    """One of six bands of a card, best first for credit cards; probability is assumed."""

    band: int
    score_from: int
    probability: str
    policy: str


@lru_cache(maxsize=8)
def card(code: str, on: date) -> Card:
    """The card in force on a day; raises CatalogError if its rows are wrong or it is unknown."""
    for row in rows("scorecards.csv"):
        first, last = row.validity()
        if row.cells["code"] == code and first <= on <= last:
            return _card(row)
    raise CatalogError("scorecards.csv", 1, f"no card {code} on {on}")


def card_codes(on: date) -> tuple[str, ...]:
    return tuple(
        r.text("code") for r in rows("scorecards.csv") if r.validity()[0] <= on <= r.validity()[1]
    )


def _card(row: Row) -> Card:
    code = row.text("code")
    made = Card(
        code=code,
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        high_is_better=row.choice("high_is", ("better", "worse")) == "better",
        raw_min=row.whole("raw_min"),
        raw_max=row.whole("raw_max"),
        raw_from=row.whole("raw_from"),
        raw_to=row.whole("raw_to"),
        out_from=row.whole("out_from"),
        out_to=row.whole("out_to"),
        version=row.whole("version"),
        variables=_variables(code, row.text("version")),
    )
    low = sum(v.bins.worst(True) for v in made.variables)
    high = sum(v.bins.best(True) for v in made.variables)
    if (low, high) != (made.raw_min, made.raw_max):
        raise row.fault(f"bins reach {low}..{high}, the card says {made.raw_min}..{made.raw_max}")
    return made


@lru_cache(maxsize=1)
def _bin_rows() -> Mapping[tuple[str, str], dict[str, list[Row]]]:
    """card and version -> variable -> its bins; two cards make a decision, so it is read once."""
    found: dict[tuple[str, str], dict[str, list[Row]]] = {}
    for row in rows("score_bins.csv"):
        of_card = found.setdefault((row.text("card"), row.text("version")), {})
        of_card.setdefault(row.text("variable"), []).append(row)
    return found


def _variables(code: str, version: str) -> tuple[CardVariable, ...]:
    grouped = _bin_rows().get((code, version), {})
    inputs = {
        r.text("variable"): r
        for r in rows("card_inputs.csv")
        if (r.cells["card"], r.cells["version"]) == (code, version)
    }
    for name, bin_rows in grouped.items():
        if name not in inputs:
            raise bin_rows[0].fault(f"{code} {name} has no line in card_inputs.csv")
    return tuple(_variable(name, grouped[name], inputs[name]) for name in grouped)


def _variable(name: str, bin_rows: list[Row], source: Row) -> CardVariable:
    facts = tuple(source.text("facts").split("+"))
    how = source.choice("how", HOWS)
    schema = fact_schema()
    for fact in facts:
        if fact not in schema:
            raise source.fault(f"there is no fact {fact}")
    discrete = how in _DISCRETE_HOWS or (how == "" and all(schema[f].type == "int" for f in facts))
    bins = parse_bins(bin_rows, discrete)
    codes = dict(part.split("=", 1) for part in source.cells["codes"].split(";") if part)
    _check_codes(source, facts[0], codes, bins)
    return CardVariable(name, bins, facts, how, codes, source.words("products"))


def _check_codes(source: Row, fact: str, codes: Mapping[str, str], bins: Bins) -> None:
    if source.cells["how"] != "codes":
        return
    spec = fact_schema()[fact]
    known = set(spec.codes) if spec.type == "code" else {"true", "false"}
    if set(codes) != known:
        raise source.fault(f"codes of {fact} are {sorted(known)}")
    for label in codes.values():
        if label and label not in bins.labels:
            raise source.fault(f"there is no bin {label!r}")


@lru_cache(maxsize=8)
def grades(product: str, on: date) -> tuple[tuple[str, int], ...]:
    """(grade, lowest score), best first."""
    found: list[tuple[str, int]] = []
    line = 1
    for row in rows("grades.csv"):
        first, last = row.validity()
        if row.cells["product"] == product and first <= on <= last:
            found.append((row.text("grade"), row.whole("score_from")))
            line = row.line
            if len(found) > 1 and found[-2][1] <= found[-1][1]:
                raise row.fault(f"{product} {found[-1][0]} does not begin below {found[-2][0]}")
    if not found or found[-1][1] != 0:
        raise CatalogError("grades.csv", line, f"the last grade of {product} must begin at 0")
    return tuple(found)


@lru_cache(maxsize=8)
def score_bands(code: str, on: date) -> tuple[ScoreBand, ...]:
    """The bands of the card in force on a day, from the highest score down."""
    version = str(card(code, on).version)
    return tuple(
        ScoreBand(r.whole("band"), r.whole("score_from"), r.text("probability"), r.text("policy"))
        for r in rows("score_bands.csv")
        if (r.cells["card"], r.cells["version"]) == (code, version)
    )
