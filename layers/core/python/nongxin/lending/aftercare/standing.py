"""Where a loan stands at the end of a day: all that its care follows from, whatever reckons it."""

from __future__ import annotations

from datetime import date

from nongxin.kernel.value import value
from nongxin.lending.allocation import Parts, total
from nongxin.lending.loan import Loan, LoanStatus


@value
class Standing:
    """Amounts in fen. `principal_fen` is what stands in the books, `used_provision_fen` what the
    write-off (核销) used up, less what came back. `unpaid` is what would close the loan on the day,
    `received` all it has paid, `overdue` what is late, `late_principal` the days and the principal
    of each instalment that is. `due_today_fen` is what is open of the
    instalment that falls due on the day.
    """

    day: date
    lent_fen: int
    principal_fen: int
    used_provision_fen: int
    unpaid: Parts
    received: Parts
    overdue: Parts
    overdue_days: int
    late_principal: tuple[tuple[int, int], ...]
    due_today_fen: int
    due_dates: tuple[date, ...]
    is_written_off: bool
    is_closed: bool

    @property
    def unpaid_late_fen(self) -> int:
        """Penalty and compound interest (罚息, 复利) earned and not paid."""
        return self.unpaid.penalty_fen + self.unpaid.compound_fen

    @property
    def received_late_fen(self) -> int:
        return self.received.penalty_fen + self.received.compound_fen


def standing_of(loan: Loan, day: date) -> Standing:
    """A loan as our own records keep it."""
    late = [due for due in loan.dues if due.is_late(day)]
    if late:  # what lateness costs is reckoned for those alone that bear it
        late = [due for due in loan.charged(day) if due.is_late(day)]
    return Standing(
        day=day,
        lent_fen=loan.terms.principal_fen,
        principal_fen=loan.principal_fen,
        used_provision_fen=loan.written_off_fen - loan.recovered_fen,
        unpaid=loan.payoff_on(day),
        received=loan.received,
        overdue=total([due.unpaid for due in late]),
        overdue_days=max(((day - due.row.due_on).days for due in late), default=0),
        late_principal=tuple(((day - d.row.due_on).days, d.unpaid.principal_fen) for d in late),
        due_today_fen=sum(d.unpaid.total_fen for d in loan.dues if d.row.due_on == day),
        due_dates=tuple(due.row.due_on for due in loan.dues),
        is_written_off=loan.written_off_on is not None,
        is_closed=loan.status is LoanStatus.CLOSED,
    )
