"""DynamoDB's units as it bills them: by item size, consistency, index and transaction.

Write unit: each whole KB of the larger of the item before and after. Read unit: each whole 4 KB of
what is read, half of it when eventually consistent. Transactions cost twice. A read that finds
nothing costs the smallest.
"""

from __future__ import annotations

import math
from typing import Any

Item = dict[str, Any]

_KB = 1024
_INDEX_KEYS = ("pk", "sk", "work_pk", "work_sk")


def item_bytes(item: Item) -> int:
    """Names and values in UTF-8, numbers by pairs of digits (AWS, "DynamoDB item sizes")."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def write_units(before: Item, after: Item, *, together: bool) -> int:
    """One put over `before` (empty for a new item), with what its index entry costs."""
    units = max(_kilobytes(before), _kilobytes(after)) * (2 if together else 1)
    return units + _index_units(before, after)


def read_units(items: list[Item], *, consistent: bool) -> float:
    """One GetItem or Query: what it read is summed and then rounded up."""
    size = sum(item_bytes(item) for item in items)
    return max(1, math.ceil(size / (4 * _KB))) * (1.0 if consistent else 0.5)


def _index_units(before: Item, after: Item) -> int:
    """The sparse index `work`, keys only: an entry comes, goes, or moves (which is both)."""
    old, new = _entry(before), _entry(after)
    if old == new:
        return 0
    return sum(1 for entry in (old, new) if entry)


def _entry(item: Item) -> Item:
    return {key: item[key] for key in _INDEX_KEYS} if "work_pk" in item else {}


def _kilobytes(item: Item) -> int:
    return max(1, math.ceil(item_bytes(item) / _KB))


def _value_bytes(value: Item) -> int:
    ((kind, content),) = value.items()
    if kind == "N":
        return len(str(content).lstrip("-")) // 2 + 2
    if kind in ("BOOL", "NULL"):
        return 1
    if kind == "M":
        return 3 + item_bytes(content)
    return len(content.encode()) if kind == "S" else len(content)
