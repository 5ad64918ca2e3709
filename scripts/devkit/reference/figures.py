"""Figures held against figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Fault:
    """A figure that differs: the table and row, the field, what was expected and what we got."""

    row: str
    field: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.row} {self.field}: expected {self.expected}, got {self.got}"


def compare(where: str, expected: dict[str, Any], got: dict[str, Any]) -> Iterator[Fault]:
    """Every field expected must be there; one that is not expected is zero, or not set."""
    for name, value in expected.items():
        if not same(value, got.get(name)):
            yield Fault(where, name, str(value), str(got.get(name)))
    for name, value in got.items():
        if name not in expected and (value is True or (_is_money(value) and Decimal(value))):
            yield Fault(where, name, "absent", str(value))


def same(expected: Any, got: Any) -> bool:
    if expected is None:
        return True
    if _is_money(expected) and (got is None or _is_money(got)):
        return Decimal(expected) == Decimal(got or 0)
    return bool(expected == got)


def _is_money(value: Any) -> bool:
    return (
        isinstance(value, str)
        and value.replace(".", "").replace("-", "").isdigit()
        and ("." in value)
    )
