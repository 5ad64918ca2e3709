"""Running numbers per county, taken in blocks: one write per block, gaps allowed, never
one twice.
"""

from __future__ import annotations

from pynamodb.attributes import NumberAttribute

from nongxin.kernel.records import Record, StaleRecord, create, replace
from nongxin.kernel.storage import Storage

_BLOCK = 50


class NumberRecord(Record):
    """`pk` is county and series, `taken` the highest number handed to anybody."""

    taken = NumberAttribute(default=0)


class Numbers:
    """`model` puts the counters into its context's table."""

    def __init__(self, storage: Storage, model: type[NumberRecord]) -> None:
        self._storage = storage
        self._model = model
        self._blocks: dict[tuple[str, str], range] = {}

    def next(self, county: str, series: str) -> int:
        block = self._blocks.get((county, series), range(0))
        if not block:
            block = self._take(f"{county}#N#{series}")
        self._blocks[county, series] = block[1:]
        return block[0]

    def _take(self, pk: str) -> range:
        while True:
            record = self._storage.get(self._model, pk, "BLOCK", consistent=True)
            first = 1 + (int(record.taken) if record else 0)
            after = record or self._model(pk, "BLOCK")
            after.taken = first + _BLOCK - 1
            try:
                self._storage.commit(replace(after) if record else create(after))
                return range(first, first + _BLOCK)
            except StaleRecord:
                continue  # somebody else took this block; the commit's deadline bounds the tries


def luhn(digits: str) -> str:
    """The Luhn check digit (ISO/IEC 7812) of a text of digits."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return str(-total % 10)
