"""Where a loan stands at the end of a day: all that its care follows from, whatever reckons it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nongxin.lending.allocation import Parts
from nongxin.lending.loan import Loan, LoanStatus


@dataclass(frozen=True)
class Standing:
    """Amounts in fen. `unpaid` is what would close the loan on the day, `received` all it has
    paid, `due` what should have been paid by the day, `overdue` the part of it that is late.

    `due_today_fen` is what is open of the instalment that falls due on the day.
    """

    day: date
    lent_fen: int
    unpaid: Parts
    received: Parts
    due: Parts
    overdue: Parts
    overdue_days: int
    due_today_fen: int
    due_dates: tuple[date, ...]
    is_closed: bool

    @property
    def principal_fen(self) -> int:
        return self.unpaid.principal_fen

    @property
    def unpaid_late_fen(self) -> int:
        """Penalty and compound interest (罚息, 复利) earned and not paid."""
        return self.unpaid.penalty_fen + self.unpaid.compound_fen

    @property
    def received_late_fen(self) -> int:
        return self.received.penalty_fen + self.received.compound_fen


def standing_of(loan: Loan, day: date) -> Standing:
    """A loan as our own records keep it."""
    late = [due for due in loan.charged(day) if due.is_late(day)]
    overdue = sum((due.unpaid for due in late), Parts())
    return Standing(
        day=day,
        lent_fen=loan.terms.principal_fen,
        unpaid=loan.payoff_on(day),
        received=loan.received,
        due=loan.due_on(day),
        overdue=overdue,
        overdue_days=loan.overdue_days(day),
        due_today_fen=sum(d.unpaid.total_fen for d in loan.dues if d.row.due_on == day),
        due_dates=tuple(due.row.due_on for due in loan.dues),
        is_closed=loan.status is LoanStatus.CLOSED,
    )
