"""Where a loan stands at the end of a day: all that its care follows from, whatever reckons it."""

from __future__ import annotations

from datetime import date, timedelta

from nongxin.kernel.value import value
from nongxin.lending.loans.loan import Loan, LoanStatus
from nongxin.lending.reckoning.allocation import Parts, total

# So many days before a due date the borrower is told, and can still bring the money (assumed).
NOTICE = timedelta(days=3)


@value
class Standing:
    """Amounts in fen. `principal_fen` is what stands in the books, `used_provision_fen` what the
    write-off (核销) used up, less what came back or a fund bears. `unpaid` is what would close the
    loan on the day, `received` all it has paid, `overdue` what is late, `late_principal` the days
    and the principal of each instalment that is. `due_soon` are (due date, what is open of it) from
    the day on for as long as `NOTICE`, the next one first.
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
    due_soon: tuple[tuple[date, int], ...]
    due_dates: tuple[date, ...]
    is_written_off: bool
    is_closed: bool

    @property
    def late_since(self) -> date | None:
        """The newest due date of those that are late."""
        days = [days for days, _ in self.late_principal]
        return self.day - timedelta(days=min(days)) if days else None

    @property
    def unpaid_late_fen(self) -> int:
        """Penalty and compound interest (罚息, 复利) earned and not paid."""
        return self.unpaid.penalty_fen + self.unpaid.compound_fen

    @property
    def received_late_fen(self) -> int:
        return self.received.penalty_fen + self.received.compound_fen


def standing_of(loan: Loan, day: date, borne_fen: int = 0) -> Standing:
    """A loan as our own records keep it; `borne_fen` of a write-off are borne by a fund."""
    late = [due for due in loan.dues if due.is_late(day)]
    if late:  # what lateness costs is reckoned for those alone that bear it
        late = [due for due in loan.charged(day) if due.is_late(day)]
    return Standing(
        day=day,
        lent_fen=loan.terms.agreed_fen,
        principal_fen=loan.principal_fen,
        used_provision_fen=loan.written_off_fen - loan.recovered_fen - borne_fen,
        unpaid=loan.payoff_on(day),
        received=loan.received,
        overdue=total([due.unpaid for due in late]),
        overdue_days=max(((day - due.row.due_on).days for due in late), default=0),
        late_principal=tuple(((day - d.row.due_on).days, d.unpaid.principal_fen) for d in late),
        due_soon=_due_soon(loan, day),
        due_dates=tuple(due.row.due_on for due in loan.dues),
        is_written_off=loan.written_off_on is not None,
        is_closed=loan.status is LoanStatus.CLOSED,
    )


def _due_soon(loan: Loan, day: date) -> tuple[tuple[date, int], ...]:
    open_ones = [due for due in loan.dues if day <= due.row.due_on <= day + NOTICE and due.is_open]
    days = sorted({due.row.due_on for due in open_ones})
    return tuple(
        (on, sum(due.unpaid.total_fen for due in open_ones if due.row.due_on == on)) for on in days
    )
