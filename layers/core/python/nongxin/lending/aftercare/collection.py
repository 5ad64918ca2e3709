"""Collection (催收): the next step for an overdue loan, from the catalogue's rows."""

from __future__ import annotations

from datetime import time

from nongxin.decisions.tables import collection_table

# Nobody is called before eight or after twenty o'clock (rules.csv POS009).
CALLS_FROM, CALLS_TO = time(8), time(20)


def step_for(overdue_days: int, score: int, balance_fen: int) -> str:
    """sms, call, visit, letter or legal; "" while nothing is overdue.

    Of the rows for so many days, the highest score and balance that the loan reaches.
    """
    loan = {"dpd": overdue_days, "score": score, "balance_fen": balance_fen}
    found = collection_table().first(loan)
    return found.step if found else ""


def may_call(at: time) -> bool:
    return CALLS_FROM <= at < CALLS_TO
