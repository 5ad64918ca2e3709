"""A statement (对账单): which lines of an account are asked for, and what bounds the asking."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum

from nongxin.accounts.statements.slip import Slip
from nongxin.kernel.errors import Malformed, Rule
from nongxin.kernel.value import value
from nongxin.ledger.kinds import Side
from nongxin.ledger.line import Line

LONGEST_SPAN = timedelta(days=366)
# 5,000 lines are some 600 KB of CSV: a Lambda answers at most 6 MB, in eight seconds (assumed).
MOST_LINES = 5000


class BadPeriod(Malformed):
    code = "period-invalid"
    zh = "日期须为“年-月-日”，起始日不晚于截止日，且不超过366天"
    en = "Dates are YYYY-MM-DD, the first not after the last, at most 366 days"


class BadMoment(Malformed):
    code = "moment-invalid"
    zh = "at 须为带时区的时刻，on 须为日期，二者必居其一"
    en = "Give either `at`, an instant with its zone, or `on`, a date"


class StatementTooLong(Rule):
    code = "statement-too-long"
    zh = "该期间明细超过{most}笔，请缩短期间"
    en = "There are more than {most} lines in that period: ask for a shorter one"


class Direction(Enum):
    """Which lines: what came in, what went out, or (ALL) also holds and changes of state."""

    ALL = "all"
    IN = "in"
    OUT = "out"

    def takes(self, line: Line, side: Side) -> bool:
        """`side` is the account's normal side, on which money comes in."""
        if self is Direction.ALL:
            return True
        wanted = side if self is Direction.IN else side.other
        return line.moves and line.side == wanted.value


@value
class Period:
    """Booking dates, both included. Raises BadPeriod."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last or self.last - self.first >= LONGEST_SPAN:
            raise BadPeriod()


@value
class StatementLine:
    line: Line
    slip: Slip | None
