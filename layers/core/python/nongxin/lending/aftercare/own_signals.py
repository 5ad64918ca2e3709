"""What the bank's own books tell of a loan that runs: facts of monitoring (预警) for a day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from nongxin.decisions.facts import Value
from nongxin.kernel.value import value
from nongxin.lending.loans.line_of_credit import is_line
from nongxin.lending.loans.loan import Loan

_MONTH, _DAY = timedelta(days=30), timedelta(days=1)
# Money that the bank itself put there is no income of the borrower's.
_OURS = "LOAN_"


@value
class Inflow:
    """Money that came to the borrower's account, in fen; `text` is the code of its narrative."""

    text: str
    value_date: date
    amount_fen: int


def reads_the_account(day: date) -> bool:
    """Flows are looked at once a month: they cost a query."""
    return (day + _DAY).day == 1


def line_use(loan: Loan) -> dict[str, Value]:
    """`util`: of a line of credit, in percent."""
    if not is_line(loan) or not loan.claim_fen:
        return {}
    return {"util": Decimal(loan.claim_fen * 100) / loan.terms.agreed_fen}


def flow_facts(lines: Sequence[Inflow], day: date) -> dict[str, Value]:
    """`inflow_drop`: of thirty days against the thirty before, in percent; nothing where nothing
    came in before.
    """
    now = _inflow(lines, day - _MONTH, day)
    before = _inflow(lines, day - 2 * _MONTH, day - _MONTH)
    if not before:
        return {}
    return {"inflow_drop": max(Decimal(before - now) * 100 / before, Decimal(0))}


def _inflow(lines: Sequence[Inflow], after: date, until: date) -> int:
    return sum(
        line.amount_fen
        for line in lines
        if not line.text.startswith(_OURS) and after < line.value_date <= until
    )
