"""Backdated entries (倒起息): money that leaves as of an earlier day must have been there ever since.

The balance by value date counts each entry on its value date, whenever it was booked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from nongxin.kernel.errors import Rule
from nongxin.ledger.kinds import Side
from nongxin.ledger.line import Line


class OverdrawnThen(Rule):
    code = "insufficient-funds-then"
    zh = "以{value_date}为起息日记账，账户自该日起最低可用余额不足"
    en = "As of {value_date} the account's balance would not have sufficed on some later day"


def lowest_since(balance_fen: int, lines: Iterable[Line], side: Side, day: date) -> int:
    """The lowest balance by value date at the end of any day from `day` on, in fen.

    `lines` are at least those with a later value date; `balance_fen` is the balance with them all.
    """
    by_day: dict[str, int] = defaultdict(int)
    for line in lines:
        if line.value_date > day.isoformat():
            by_day[line.value_date] += line.signed_fen(side)
    lowest = balance_fen
    for later in sorted(by_day, reverse=True):
        balance_fen -= by_day[later]
        lowest = min(lowest, balance_fen)
    return lowest
