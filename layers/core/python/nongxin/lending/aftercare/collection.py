"""Collection (催收): the next step for an overdue loan, from the catalogue's rows."""

from __future__ import annotations

from datetime import time

from nongxin.catalog.lending import collection_steps

# Nobody is called before eight or after twenty o'clock (rules.csv POS009).
CALLS_FROM, CALLS_TO = time(8), time(20)


def step_for(overdue_days: int, score: int, balance_fen: int) -> str:
    """sms, call, visit, letter or legal; "" while nothing is overdue.

    Of the rows for so many days, the highest score and balance that the loan reaches.
    """
    rows = [
        row
        for row in collection_steps()
        if row.dpd_from <= overdue_days
        and (row.dpd_to is None or overdue_days <= row.dpd_to)
        and row.score_from <= score
        and row.balance_from_fen <= balance_fen
    ]
    if not rows:
        return ""
    return max(rows, key=lambda row: (row.score_from, row.balance_from_fen)).step


def may_call(at: time) -> bool:
    return CALLS_FROM <= at < CALLS_TO
