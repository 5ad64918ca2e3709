"""A loan after the money has gone out: what is owed on a day, and what a payment does to it.

The quote and the allocation are the same reckoning, so a quote paid on its day closes the loan
to the fen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile

from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.money import rounded
from nongxin.lending.allocation import NOTHING, Parts, allocated, order_for, total
from nongxin.lending.due import Due, Lateness
from nongxin.lending.due_dates import IsWorkingDay, every_day_works
from nongxin.lending.instalments import interest
from nongxin.lending.schedule import Instalment, Schedule, filled, schedule_of
from nongxin.lending.terms import LoanTerms, Method


class LoanStatus(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


class LoanClosed(Conflict):
    code = "loan-closed"
    zh = "该贷款已结清"
    en = "This loan is paid off"


class RepaymentNotPositive(Rule):
    code = "repayment-not-positive"
    zh = "还款金额必须大于零"
    en = "A repayment is above zero"


class RepaymentAboveDebt(Rule):
    code = "repayment-above-debt"
    zh = "还款金额超过结清金额{payoff_yuan}元"
    en = "The repayment exceeds the CNY {payoff_yuan} that settle the loan"


class RepaymentOutOfOrder(Rule):
    code = "repayment-out-of-order"
    zh = "还款日期{on}早于最近一次入账日期{last_on}"
    en = "The repayment of {on} is before the last entry on {last_on}"


@dataclass(frozen=True)
class LoanIdentity:
    """Who owes whom, and on which contract."""

    id: str
    application_id: str
    county: str
    entity: str
    borrower_id: str
    account_id: str
    contract_sha256: str


@dataclass(frozen=True)
class Repaid:
    """The loan after a payment and what the payment paid; `replanned` if dues have changed."""

    loan: Loan
    paid: Parts
    replanned: bool


@dataclass(frozen=True)
class Loan:
    """`dues` are the lines of the current plan, paid ones too; `last_on` the last entry's day.

    `received` is all that was ever paid, by part.
    """

    identity: LoanIdentity
    terms: LoanTerms
    lent_on: date
    dues: tuple[Due, ...]
    last_on: date
    version: int = 1
    received: Parts = NOTHING

    @staticmethod
    def disbursed(
        identity: LoanIdentity,
        terms: LoanTerms,
        lent_on: date,
        works: IsWorkingDay = every_day_works,
    ) -> Loan:
        """The loan as the money goes out. Raises what `schedule_of` raises."""
        schedule = schedule_of(terms, lent_on, works)
        return Loan(identity, terms, lent_on, tuple(map(Due.of, schedule.rows)), lent_on)

    @property
    def schedule(self) -> Schedule:
        """The plan as it stands now (after an early repayment not the one that was signed)."""
        return Schedule(self.lent_on, self.terms.principal_fen, tuple(d.row for d in self.dues))

    @property
    def principal_fen(self) -> int:
        """The principal outstanding, due or not."""
        return sum(due.unpaid.principal_fen for due in self.dues)

    @property
    def status(self) -> LoanStatus:
        return LoanStatus.ACTIVE if any(d.is_open for d in self.dues) else LoanStatus.CLOSED

    @property
    def matures_on(self) -> date:
        return self.dues[-1].row.due_on

    def due_on(self, day: date) -> Parts:
        """What must be paid by the end of the day: dues of that day or before, and lateness."""
        return total([due.unpaid for due in self.charged(day) if due.row.due_on <= day])

    def payoff_on(self, day: date) -> Parts:
        """What closes the loan on the day: what is due, all principal, interest to the day."""
        later = [due for due in self.dues if due.row.due_on > day]
        principal = sum(due.unpaid.principal_fen for due in later)
        early = Parts(principal_fen=principal, interest_fen=self._accrued_unpaid(day))
        return self.due_on(day) + early

    def overdue_days(self, day: date) -> int:
        """Days since the oldest late due date; 0 if nothing is late."""
        late = (due.row.due_on for due in self.dues if due.is_late(day))
        return max(((day - due_on).days for due_on in late), default=0)

    def earned_by(self, day: date) -> int:
        """Interest of the current plan's days up to (not including) the day, paid or not, in fen.

        An interest-free loan earns nothing, and asking twice earns nothing more.
        """
        return sum(self._earned_in(due, day) for due in self.dues)

    def repay(self, amount_fen: int, on: date) -> Repaid:
        """A payment on a day: what is due first, in the order of the rules, then ahead of time.

        What is paid ahead settles interest to the day, then principal, and the plan is re-reckoned
        on the same dates. Raises LoanClosed, RepaymentNotPositive, RepaymentOutOfOrder,
        RepaymentAboveDebt.
        """
        self._must_take(amount_fen, on)
        dues = self.charged(on)
        ripe = [due for due in dues if due.row.due_on <= on]
        order = order_for(self.overdue_days(on))
        paid = allocated(amount_fen, [due.unpaid for due in ripe], order)
        left = tuple(due.less(mine) for due, mine in zip(ripe, paid, strict=True))
        after = replace(
            self, dues=(*left, *dues[len(ripe) :]), last_on=on, version=self.version + 1
        )
        ahead_fen = amount_fen - total(paid).total_fen
        if not ahead_fen:
            return after._received(Repaid(after, total(paid), replanned=False))
        return after._received(after._ahead(ahead_fen, on, total(paid)))

    def _received(self, repaid: Repaid) -> Repaid:
        loan = replace(repaid.loan, received=self.received + repaid.paid)
        return replace(repaid, loan=loan)

    def _must_take(self, amount_fen: int, on: date) -> None:
        if self.status is LoanStatus.CLOSED:
            raise LoanClosed()
        if amount_fen <= 0:
            raise RepaymentNotPositive()
        if on < self.last_on:
            raise RepaymentOutOfOrder(on=on.isoformat(), last_on=self.last_on.isoformat())
        payoff_fen = self.payoff_on(on).total_fen
        if amount_fen > payoff_fen:
            raise RepaymentAboveDebt(payoff_fen=payoff_fen)

    def charged(self, day: date) -> tuple[Due, ...]:
        """The dues with penalty and compound interest up to the day."""
        lateness = Lateness(self.terms, self.terms.grid(self.lent_on), self.matures_on)
        return tuple(due.charged(day, lateness) for due in self.dues)

    def _earned_in(self, due: Due, day: date) -> int:
        """Interest of a line's own days before the day; whole lines as they were planned."""
        row = due.row
        if day >= row.due_on:
            return row.earned_fen
        if day <= row.from_on:
            return 0
        terms, grid = self.terms, self.terms.grid(self.lent_on)
        if terms.method is Method.FLAT:
            so_far = (day - row.from_on).days
            return rounded(Decimal(row.earned_fen * so_far) / row.days, terms.rounding)
        years = terms.day_count.between(row.from_on, day, grid)
        balance_fen = row.balance_fen + row.principal_fen
        return interest(balance_fen, terms.rate_annual, years, terms.rounding)

    def _accrued(self, day: date) -> int:
        """Interest earned before the day that the plan makes due only after it."""
        due_already = sum(due.row.interest_fen for due in self.dues if due.row.due_on <= day)
        return max(self.earned_by(day) - due_already, 0)

    def _accrued_unpaid(self, day: date) -> int:
        later = [due for due in self.dues if due.row.due_on > day]
        prepaid = sum(due.row.interest_fen - due.unpaid.interest_fen for due in later)
        return max(self._accrued(day) - prepaid, 0)

    def _ahead(self, amount_fen: int, on: date, paid: Parts) -> Repaid:
        """Money beyond what is due: interest to the day first, then principal and a new plan."""
        split = next(i for i, due in enumerate(self.dues) if due.row.due_on > on)
        head, tail = self.dues[:split], self.dues[split:]
        interest_fen = min(amount_fen, self._accrued_unpaid(on))
        principal_fen = amount_fen - interest_fen
        paid += Parts(interest_fen=interest_fen, principal_fen=principal_fen)
        if not principal_fen:
            mine = allocated(interest_fen, [due.unpaid for due in tail], ("interest_fen",))
            tail = tuple(due.less(part) for due, part in zip(tail, mine, strict=True))
            return Repaid(replace(self, dues=(*head, *tail)), paid, replanned=False)
        early = self._early_row(tail[0].row, on, principal_fen)
        settled = Due(early, Parts(), on)
        rest = self._replanned([due.row for due in tail], early)
        dues = (*head, settled, *(Due.of(row) for row in rest))
        return Repaid(replace(self, dues=_numbered(dues)), paid, replanned=True)

    def _early_row(self, running: Instalment, on: date, principal_fen: int) -> Instalment:
        """The early repayment as a line of the plan, so that the lines still add up to the loan."""
        return replace(
            running,
            due_on=on,
            payable_by=on,
            principal_fen=principal_fen,
            interest_fen=self._accrued(on),
            earned_fen=self._earned_in(Due.of(running), on),
            balance_fen=running.balance_fen + running.principal_fen - principal_fen,
        )

    def _replanned(self, rows: Sequence[Instalment], early: Instalment) -> tuple[Instalment, ...]:
        """The lines after an early repayment: the same dates and method, smaller amounts."""
        if not early.balance_fen:
            return ()
        terms = replace(
            self.terms,
            grace_principal=_leading(self._bears_grace(row) for row in rows),
            grace_interest=_leading(row.earned_fen > row.interest_fen for row in rows),
        )
        first = replace(rows[0], from_on=early.due_on)
        grid = self.terms.grid(self.lent_on)
        return filled(terms, grid, early.balance_fen, [first, *rows[1:]])

    def _bears_grace(self, row: Instalment) -> bool:
        return not row.principal_fen and not self.terms.method.principal_at_end


def _leading(flags: Iterable[bool]) -> int:
    """How many are true before the first that is not."""
    return sum(1 for _ in takewhile(bool, flags))


def _numbered(dues: Sequence[Due]) -> tuple[Due, ...]:
    return tuple(replace(due, row=replace(due.row, nr=nr)) for nr, due in enumerate(dues, start=1))
