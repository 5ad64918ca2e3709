"""A loan as it stands: what is owed on a day, and what a payment does to it.

The quote and the allocation are the same reckoning, so a quote paid on its day closes the loan
to the fen. What else happens to a loan is in `changes`; its whole story in `history`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.money import rounded
from nongxin.kernel.value import value
from nongxin.lending.reckoning.allocation import NOTHING, Parts, allocated, total
from nongxin.lending.reckoning.due import Due
from nongxin.lending.reckoning.due_dates import IsWorkingDay, every_day_works
from nongxin.lending.reckoning.pricing import PLAIN, Pricing, RateHistory
from nongxin.lending.reckoning.replan import Ahead, relaid
from nongxin.lending.reckoning.schedule import DueDate, Instalment, Schedule, dates_of, laid_out
from nongxin.lending.reckoning.terms import LoanTerms, Method


class LoanStatus(StrEnum):
    """WRITTEN_OFF: out of the books, still owed (账销案存)."""

    ACTIVE = "active"
    CLOSED = "closed"
    WRITTEN_OFF = "written_off"


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


@value
class LoanIdentity:
    """Who owes whom, and on which contract."""

    id: str
    application_id: str
    county: str
    entity: str
    borrower_id: str
    account_id: str
    contract_sha256: str
    product: str = ""  # not on the items of the first releases


@value
class Repaid:
    """The loan after a payment and what the payment paid; `replanned` if dues have changed."""

    loan: Loan
    paid: Parts
    replanned: bool


@value
class Loan:
    """`dues` are the lines of the current plan, paid ones too; `last_on` the last entry's day.

    `dates` are the due dates as they were fixed when the money went out.
    `anchor_on` is the due date from which the rhythm goes on since it was moved.
    `received` is what payments have paid until now, `recovered_fen` the principal among it that
    came after the write-off, `written_off_fen` the principal written off, `credit_fen` what the
    borrower has paid too much and may have back.
    """

    identity: LoanIdentity
    terms: LoanTerms
    lent_on: date
    dues: tuple[Due, ...]
    last_on: date
    version: int = 1
    dates: tuple[DueDate, ...] = ()
    anchor_on: date | None = None
    rates: RateHistory = PLAIN
    received: Parts = NOTHING
    credit_fen: int = 0
    charged_off_on: date | None = None
    written_off_on: date | None = None
    written_off_fen: int = 0
    recovered_fen: int = 0

    @staticmethod
    def disbursed(
        identity: LoanIdentity,
        terms: LoanTerms,
        lent_on: date,
        works: IsWorkingDay = every_day_works,
    ) -> Loan:
        """The loan as the money goes out. Raises what `schedule_of` raises."""
        return Loan.on_dates(identity, terms, lent_on, dates_of(terms, lent_on, works))

    @staticmethod
    def on_dates(
        identity: LoanIdentity, terms: LoanTerms, lent_on: date, dates: Sequence[DueDate]
    ) -> Loan:
        """The same on dates that were fixed then, whatever holidays have been announced since."""
        rows = laid_out(terms, lent_on, dates).rows
        dues = tuple(map(Due.of, rows))
        return Loan(identity, terms, lent_on, dues, lent_on, dates=tuple(dates))

    @property
    def schedule(self) -> Schedule:
        """The plan as it stands now (after an early repayment not the one that was signed)."""
        return Schedule(self.lent_on, self.terms.principal_fen, tuple(d.row for d in self.dues))

    @property
    def claim_fen(self) -> int:
        """The principal that is owed, due or not, written off or not."""
        return sum(due.unpaid.principal_fen for due in self.dues)

    @property
    def principal_fen(self) -> int:
        """The principal outstanding in the books."""
        return 0 if self.written_off_on else self.claim_fen

    @property
    def status(self) -> LoanStatus:
        if not any(due.is_open for due in self.dues):
            return LoanStatus.CLOSED
        return LoanStatus.WRITTEN_OFF if self.written_off_on else LoanStatus.ACTIVE

    @property
    def matures_on(self) -> date:
        return self.dues[-1].row.due_on

    @property
    def pricing(self) -> Pricing:
        return Pricing(self.terms, self.terms.grid(self.lent_on), self.rates, self.matures_on)

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
        return sum(self.earned_in(due.row, day) for due in self.dues)

    def repay(self, amount_fen: int, on: date, ahead: Ahead = Ahead.REDUCE_INSTALMENT) -> Repaid:
        """A payment on a day: what is due first, in the order of the rules, then ahead of time.

        What is paid ahead settles interest to the day, then principal, and the plan is re-reckoned
        as `ahead` says. Raises LoanClosed, RepaymentNotPositive, RepaymentOutOfOrder,
        RepaymentAboveDebt.
        """
        if self.status is LoanStatus.CLOSED:
            raise LoanClosed()
        if amount_fen <= 0:
            raise RepaymentNotPositive()
        if on < self.last_on:
            raise RepaymentOutOfOrder(on=on.isoformat(), last_on=self.last_on.isoformat())
        payoff_fen = self.payoff_on(on).total_fen
        if amount_fen > payoff_fen:
            raise RepaymentAboveDebt(payoff_fen=payoff_fen)
        return self.take(amount_fen, on, ahead)

    def take(self, amount_fen: int, on: date, ahead: Ahead = Ahead.REDUCE_INSTALMENT) -> Repaid:
        """The same without refusals: what the loan does not take is the borrower's credit."""
        mine_fen = min(amount_fen, self.payoff_on(on).total_fen)
        dues, split = self.charged(on), self.split(on)
        ripe, order = dues[:split], self.terms.orders.on(self.overdue_days(on))
        paid = allocated(mine_fen, [due.unpaid for due in ripe], order)
        left = tuple(due.less(mine) for due, mine in zip(ripe, paid, strict=True))
        after = replace(self, dues=(*left, *dues[split:]), last_on=on, version=self.version + 1)
        done = Repaid(after, total(paid), replanned=False)
        if mine_fen > done.paid.total_fen:
            done = after._ahead(mine_fen - done.paid.total_fen, on, done.paid, ahead)
        return replace(done, loan=done.loan._received(done.paid, amount_fen - mine_fen))

    def split(self, day: date) -> int:
        """The number of lines that are due on the day or before; those after it are to come."""
        return sum(due.row.due_on <= day for due in self.dues)

    def charged(self, day: date) -> tuple[Due, ...]:
        """The lines with what lateness costs up to the day."""
        pricing = self.pricing
        return tuple(due.charged(day, pricing) for due in self.dues)

    def earned_in(self, row: Instalment, day: date) -> int:
        """Interest of a line's own days before the day; whole lines as they were planned."""
        if day >= row.due_on:
            return row.earned_fen
        if day <= row.from_on:
            return 0
        if self.terms.method is Method.FLAT:
            so_far = (day - row.from_on).days
            return rounded(Decimal(row.earned_fen * so_far) / row.days, self.terms.rounding)
        return self.pricing.interest(row.balance_fen + row.principal_fen, row.from_on, day)

    def _accrued(self, day: date) -> int:
        """Interest earned before the day that the plan makes due only after it."""
        due_already = sum(due.row.interest_fen for due in self.dues if due.row.due_on <= day)
        return max(self.earned_by(day) - due_already, 0)

    def _accrued_unpaid(self, day: date) -> int:
        later = [due for due in self.dues if due.row.due_on > day]
        prepaid = sum(due.row.interest_fen - due.unpaid.interest_fen for due in later)
        return max(self._accrued(day) - prepaid, 0)

    def _received(self, paid: Parts, credit_fen: int) -> Loan:
        recovered = paid.principal_fen if self.written_off_on else 0
        return replace(
            self,
            received=self.received + paid,
            recovered_fen=self.recovered_fen + recovered,
            credit_fen=self.credit_fen + credit_fen,
        )

    def _ahead(self, amount_fen: int, on: date, paid: Parts, ahead: Ahead) -> Repaid:
        """Money beyond what is due: interest to the day first, then principal and a new plan."""
        split = self.split(on)
        head, tail = self.dues[:split], self.dues[split:]
        interest_fen = min(amount_fen, self._accrued_unpaid(on))
        principal_fen = amount_fen - interest_fen
        paid += Parts(interest_fen=interest_fen, principal_fen=principal_fen)
        if not principal_fen:
            mine = allocated(interest_fen, [due.unpaid for due in tail], ("interest_fen",))
            tail = tuple(due.less(part) for due, part in zip(tail, mine, strict=True))
            return Repaid(replace(self, dues=(*head, *tail)), paid, replanned=False)
        early = self._early_row(tail[0].row, on, principal_fen)
        rows = [replace(tail[0].row, from_on=on), *(due.row for due in tail[1:])]
        rest = relaid(self.pricing, rows, early.balance_fen, ahead=ahead)
        dues = (*head, Due.settled(early), *map(Due.of, rest))
        return Repaid(replace(self, dues=numbered(dues)), paid, replanned=True)

    def _early_row(self, running: Instalment, on: date, principal_fen: int) -> Instalment:
        """The early repayment as a line of the plan, so that the lines still add up to the loan."""
        return replace(
            running,
            due_on=on,
            payable_by=on,
            principal_fen=principal_fen,
            interest_fen=self._accrued(on),
            earned_fen=self.earned_in(running, on),
            balance_fen=running.balance_fen + running.principal_fen - principal_fen,
        )


def numbered(dues: Sequence[Due]) -> tuple[Due, ...]:
    return tuple(replace(due, row=replace(due.row, nr=nr)) for nr, due in enumerate(dues, start=1))
