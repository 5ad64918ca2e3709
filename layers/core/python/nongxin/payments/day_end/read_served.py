"""Read who served at a station on a day: its payments, and of each the operator that it names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from nongxin.kernel.value import value
from nongxin.payments.day_end.difference import Line
from nongxin.payments.day_end.ports import DayEndParts
from nongxin.payments.read_payment import answer_to


@value
class Served:
    """A payment that stands, of a terminal; `operator_id` as the journal keeps it."""

    terminal_id: str
    number: str
    service: str
    amount_fen: int
    operator_id: str


def numbers_on(terminals: Sequence[str], on: date, parts: DayEndParts) -> dict[str, Line]:
    """The day's payments by `<terminal>.<number>`; events may be seconds late."""
    return {
        f"{terminal}.{line.number}": line
        for terminal in sorted(terminals)
        for line in parts.days.done_by(terminal, on)
    }


def read_served(named: str, line: Line, parts: DayEndParts) -> Served:
    """`named` as above."""
    terminal = named.partition(".")[0]
    answer = answer_to(terminal, line.number, parts.books)
    who = str(answer.get("operator", ""))
    return Served(terminal, line.number, line.service, line.amount_fen, who)
