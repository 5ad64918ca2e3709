"""The day book (日记账): a day's lines in order, with voucher numbers (凭证号), as it is sealed.

Vouchers are numbered 1, 2, 3 … per legal entity and day, in the order of booking; each posting is
one voucher. Lines that move nothing (holds, states) are sealed too, without a number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from operator import attrgetter

from nongxin.kernel.value import value
from nongxin.ledger import merkle
from nongxin.ledger.line import Line

PAGE_LINES = 5000
_FIELDS = attrgetter(*(field.name for field in fields(Line)))


@value
class DayBook:
    """`texts` are the sealed lines: a JSON array each, voucher number first (0 for none)."""

    texts: Sequence[str]
    vouchers: int

    @property
    def root(self) -> str:
        return merkle.root([merkle.leaf(text) for text in self.texts])

    def pages(self) -> Iterator[str]:
        """Texts of at most PAGE_LINES lines, as they are kept."""
        for start in range(0, len(self.texts), PAGE_LINES):
            yield "\n".join(self.texts[start : start + PAGE_LINES])


def day_book(lines: Iterable[Line]) -> DayBook:
    """Sorted by account and number, so that the same lines give the same book, however read."""
    ordered = sorted(lines, key=line_id)
    numbers = _vouchers(ordered)
    texts = [_text(numbers.get(line.journal, 0) if line.moves else 0, line) for line in ordered]
    return DayBook(texts, len(numbers))


def line_id(line: Line) -> tuple[str, int, str, str]:
    return (line.account, line.seq, line.journal, line.side)


def read_line(text: str) -> tuple[int, Line]:
    """Voucher number and line."""
    number, *told = json.loads(text)
    return number, Line(*told)


def _vouchers(lines: Sequence[Line]) -> dict[str, int]:
    first: dict[str, str] = {}
    for line in lines:
        if line.moves:
            first[line.journal] = min(line.at, first.get(line.journal, line.at))
    in_order = sorted(first, key=lambda journal: (first[journal], journal))
    return {journal: number for number, journal in enumerate(in_order, 1)}


def _text(number: int, line: Line) -> str:
    return json.dumps([number, *_FIELDS(line)], ensure_ascii=False, separators=(",", ":"))
