"""Facts as gathered, a value with its source and day; and as used, typed, with the gaps named.

Values are JSON: flags true/false, counts and fen as whole numbers, fractions as decimal text
("12.5"), codes as text, days as ISO text. Nothing is guessed: a missing, null, ill-typed,
impossible or unknown fact becomes a `Gap`, and the schema says what a gap means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from nongxin.catalog.facts import FactSpec, fact_schema

# A fact as rules see it.
Value = bool | int | Decimal | str | date
# No fact is larger, either way, whatever the schema says: fen (a hundred billion yuan), counts,
# fractions (assumed). Figures beyond would only overflow.
LARGEST: Mapping[str, int] = {"fen": 10**13, "int": 10**9, "decimal": 10**9}


class Fact(NamedTuple):
    """What a source said: the raw JSON value, who said it, and of which day it is."""

    value: Any
    source: str
    as_of: str

    def to_json(self) -> dict[str, Any]:
        return {"value": _plain(self.value), "source": self.source, "as_of": self.as_of}


class Gap(NamedTuple):
    """A fact that cannot be used: `why` is missing, null, ill-typed, impossible or unknown."""

    fact: str
    why: str
    means: str
    source: str
    name_zh: str
    name_en: str


class Facts:
    """Facts by name, unchecked. Add sources together with `|`: the right side wins."""

    __slots__ = ("by_name",)

    def __init__(self, by_name: Mapping[str, Fact]) -> None:
        self.by_name = dict(by_name)

    @classmethod
    def of(cls, values: Mapping[str, Any], source: str, as_of: date | str) -> Facts:
        """Facts of one source and day."""
        day = as_of if isinstance(as_of, str) else as_of.isoformat()
        return cls({name: Fact(value, source, day) for name, value in values.items()})

    def __or__(self, other: Facts) -> Facts:
        return Facts(self.by_name | other.by_name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Facts) and self.to_json() == other.to_json()

    __hash__ = None  # type: ignore[assignment]

    def but(self, **values: Any) -> Facts:
        """The same facts with some values replaced (what-if, tests); the sources stay."""
        changed = dict(self.by_name)
        for name, value in values.items():
            old = changed.get(name)
            changed[name] = Fact(value, old.source if old else "what-if", old.as_of if old else "")
        return Facts(changed)

    def without(self, *names: str) -> Facts:
        return Facts({n: f for n, f in self.by_name.items() if n not in names})

    def values(self) -> dict[str, Any]:
        """Raw values by name, without who said them."""
        return {name: fact.value for name, fact in self.by_name.items()}

    def to_json(self) -> dict[str, Any]:
        return {name: self.by_name[name].to_json() for name in sorted(self.by_name)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Facts:
        return cls({n: Fact(f["value"], f["source"], f["as_of"]) for n, f in data.items()})


def typed(facts: Facts, names: Iterable[str]) -> tuple[dict[str, Value], list[Gap]]:
    """The named facts by their schema, and a gap for each one that cannot be used.

    Facts that the schema does not know are gaps too, whether named or not.
    """
    schema = fact_schema()
    values: dict[str, Value] = {}
    gaps: list[Gap] = []
    for name in sorted(names):
        spec = schema[name]
        value, why = _read(spec, facts.by_name.get(name))
        if value is None:
            gaps.append(gap_of(spec, why))
        else:
            values[name] = value
    for name in sorted(facts.by_name.keys() - schema.keys()):
        gaps.append(Gap(name[:40], "unknown", "refer", "unknown", name[:40], name[:40]))
    return values, gaps


def gap_of(spec: FactSpec, why: str) -> Gap:
    return Gap(spec.name, why, spec.missing, spec.source, spec.name_zh, spec.name_en)


def _read(spec: FactSpec, fact: Fact | None) -> tuple[Value | None, str]:
    if fact is None:
        return None, "missing"
    if fact.value is None:
        return None, "null"
    value = _READERS[spec.type](fact.value, spec)
    if value is None:
        return None, "ill-typed"
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        largest = LARGEST[spec.type]
        too_low = value < (-largest if spec.low is None else spec.low)
        if too_low or value > (largest if spec.high is None else spec.high):
            return None, "impossible"
    return value, ""


def _flag(raw: Any, spec: FactSpec) -> Value | None:
    return raw if isinstance(raw, bool) else None


def _whole(raw: Any, spec: FactSpec) -> Value | None:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    # A whole number that came through DynamoDB is a Decimal.
    if isinstance(raw, Decimal) and raw.is_finite() and raw == raw.to_integral_value():
        return int(raw)
    return None


def _decimal(raw: Any, spec: FactSpec) -> Value | None:
    if isinstance(raw, bool) or not isinstance(raw, (int, str, Decimal)):
        return None
    if isinstance(raw, str) and not (raw.isascii() and "_" not in raw):
        return None  # Decimal reads １２ and 1_2 too
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _code(raw: Any, spec: FactSpec) -> Value | None:
    return raw if isinstance(raw, str) and raw in spec.codes else None


def _day(raw: Any, spec: FactSpec) -> Value | None:
    if type(raw) is date:
        return raw
    if not isinstance(raw, str) or len(raw) != 10:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


_READERS = {
    "flag": _flag,
    "int": _whole,
    "fen": _whole,
    "decimal": _decimal,
    "code": _code,
    "date": _day,
}


def _plain(value: Any) -> Any:
    """A raw value as JSON; what is none is kept in a wrapping that stays ill-typed."""
    if isinstance(value, Decimal):
        return (
            int(value) if value.is_finite() and value == value.to_integral_value() else str(value)
        )
    if type(value) is date:
        return value.isoformat()
    is_plain = isinstance(value, (bool, int, str, type(None)))
    return value if is_plain else {"unreadable": repr(value)[:80]}
