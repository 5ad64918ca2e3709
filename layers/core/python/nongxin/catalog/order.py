"""Which thresholds stand in an order, and where a product's figures break it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from nongxin.catalog.reading import decimal_of
from nongxin.catalog.rules import FEN_PER_UNIT, RuleRow

# Parameters that must not fall, left to right (DEC002 < DEC001 means: reject below, auto above).
_RISING = (
    ("PRC002", "PRC003", "PRC004"),
    ("PRC005", "PRC006"),
    ("DEC002", "DEC001"),
    ("DEC003", "DEC004", "DEC005"),
    ("DEC007", "DEC006"),
    ("LIM003", "LIM001"),
    ("LIM014", "LIM013"),
    ("LIM004", "LIM001"),
    ("POS005", "POS006", "POS007", "POS008"),
    ("POS010", "POS011", "POS012", "POS013"),
)


def out_of_order(
    rules: Sequence[RuleRow], cells: Mapping[str, str]
) -> Iterator[tuple[RuleRow, RuleRow]]:
    """Pairs of rows of which the second, with its threshold in `cells`, is below the first.

    Raises CatalogError for a threshold that is no number.
    """
    by_code = {rule.code: rule for rule in rules if rule.code in cells}
    for codes in _RISING:
        for left, right in pairwise(by_code[c] for c in codes if c in by_code):
            if _figure(left, cells[left.code]) > _figure(right, cells[right.code]):
                yield left, right


def _figure(rule: RuleRow, cell: str) -> Decimal:
    number = decimal_of(cell)
    if number is None:
        raise rule.fault(f"threshold {cell!r} is no number")
    return number * FEN_PER_UNIT.get(rule.unit, 1)
