"""Warning signals (预警) of loans that run: the rule rows of family WRN over what is known today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from nongxin.decisions.facts import Value
from nongxin.decisions.rules import MONITORING, rule_set
from nongxin.kernel.value import value
from nongxin.lending.loans.loan import Loan

# So many days before a due date the borrower can still be told (assumed).
LOOK_AHEAD = timedelta(days=3)
# What the day close itself finds out; the other facts are reported.
OWN = frozenset({"bal_short", "util", "inflow_drop"})


@value
class Signal:
    """`action` is WARN, STOP (nothing new in the village) or FREEZE (the line); `fact` fired it."""

    code: str
    action: str
    fact: str


def signals_of(
    product: str, entity: str, values: Mapping[str, Value], on: date
) -> tuple[Signal, ...]:
    """The rules that fire on the facts, by the entity's own thresholds; unknown facts fire none."""
    fired = rule_set(product, entity, on, MONITORING).evaluate(values)
    rows = (firing.rule.row for firing in fired)
    return tuple(Signal(row.code, row.action, row.variable) for row in rows)


def due_soon_fen(loan: Loan, day: date) -> int:
    """What falls due at the end of the look-ahead, with what is due by then; 0 on other days."""
    then = day + LOOK_AHEAD
    if not any(due.row.due_on == then and due.is_open for due in loan.dues):
        return 0
    return loan.due_on(then).total_fen
