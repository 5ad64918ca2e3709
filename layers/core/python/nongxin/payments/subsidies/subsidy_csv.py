"""A bureau's file as a whole (代发文件): its header, its lines, its control totals. Pure.

UTF-8, comma-separated, a line break after each row; the last row tells how many lines there are
and what they come to in yuan: `TOTAL,200000,86000000.00`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date

from nongxin.kernel.value import value
from nongxin.payments.subsidies.subsidy_line import COLUMNS, SubsidyLine, read_line

MOST_LINES = 200_000
# What one task of the Distributed Map pays.
LINES_A_BATCH = 100
# More lines that say the same are no oversight: the bureau looks at its file.
MOST_TWICE = 1_000
_BOM = b"\xef\xbb\xbf"


class FileFault(Exception):
    """Why a whole file is not taken: a code of `FAULTS`."""


FAULTS = {
    "other-content": ("文件内容与登记的摘要不符", "it is not the file that was announced"),
    "header": ("表头不符", "its header is not the format's"),
    "line-numbers": ("行号须从1起连续", "its lines are not numbered 1, 2, 3 …"),
    "too-many-lines": ("超过20万行", "it has more than 200,000 lines"),
    "control-totals": ("控制总数不符", "its control totals are not what its lines come to"),
    "announced-totals": (
        "与登记的笔数或金额不符", "its totals are not what the bureau announced",
    ),
    "too-many-twice": ("重复行过多", "too many of its lines say the same"),
    "nothing-to-pay": ("没有可发放的明细", "none of its lines can be paid"),
    "known-file": ("同一内容的文件已发放", "a file of this very content was paid before"),
}  # fmt: skip


@value
class Batch:
    """Some hundred lines: where they lie in the file, in bytes."""

    number: int
    first: int
    size: int


@value
class Whole:
    batches: Sequence[Batch]
    lines: int
    amount_fen: int
    twice: Sequence[int]


def read_whole(raw: bytes, sha256: str, pays_on: date, today: date) -> Whole:
    """Raises FileFault."""
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise FileFault("other-content")
    rows = list(_rows(raw))
    if not rows or rows[0][1].removeprefix(_BOM).decode("utf-8", "replace").split(",") != [
        *COLUMNS
    ]:
        raise FileFault("header")
    body, told = rows[1:-1], rows[-1][1]
    if len(body) > MOST_LINES:
        raise FileFault("too-many-lines")
    seen, twice, amount_fen = set[str](), [], 0
    for nth, (_, row) in enumerate(body, start=1):
        line = read_line(row, pays_on, today)
        if line is None or line.number != nth:
            raise FileFault("line-numbers")
        amount_fen += line.amount_fen
        if line.fault:
            continue  # never paid, so what it repeats is none the worse
        if line.identity in seen:
            twice.append(nth)
        seen.add(line.identity)
    _check_totals(told, len(body), amount_fen)
    if len(twice) > MOST_TWICE:
        raise FileFault("too-many-twice")
    return Whole(_batches(body), len(body), amount_fen, twice)


def lines_in(raw: bytes, pays_on: date, today: date) -> list[SubsidyLine]:
    """The lines of a batch's bytes."""
    found = (read_line(row, pays_on, today) for _, row in _rows(raw))
    return [line for line in found if line is not None]


def _rows(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Where each row begins, and the row without its line break. Empty ones are none."""
    at = 0
    for row in raw.split(b"\n"):
        if row.strip():
            yield at, row.removesuffix(b"\r")
        at += len(row) + 1


def _check_totals(row: bytes, lines: int, amount_fen: int) -> None:
    told = row.decode("utf-8", "replace").split(",")
    yuan = f"{amount_fen // 100}.{amount_fen % 100:02d}"
    if told != ["TOTAL", str(lines), yuan]:
        raise FileFault("control-totals")


def _batches(body: Sequence[tuple[int, bytes]]) -> list[Batch]:
    found = []
    for nth in range(0, len(body), LINES_A_BATCH):
        rows = body[nth : nth + LINES_A_BATCH]
        first, last = rows[0], rows[-1]
        size = last[0] + len(last[1]) - first[0]
        found.append(Batch(nth // LINES_A_BATCH, first[0], size))
    return found
