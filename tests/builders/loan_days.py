"""Loans over tables in memory, whose days are closed; and what must come out, reckoned anew."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from nongxin.kernel.commands import CommandKey, Outcome, fingerprint, perform
from nongxin.kernel.ids import sibling
from nongxin.ledger.day_store import DynamoDays
from nongxin.ledger.post import Books, book
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.ledger.store import JournalRecord
from nongxin.lending.adjustments.further_dates import dates_from
from nongxin.lending.aftercare.care import Care
from nongxin.lending.aftercare.care_store import DynamoCares
from nongxin.lending.aftercare.claims.claim_store import DynamoFundClaims, DynamoSubsidyClaims
from nongxin.lending.aftercare.close_loan import CareParts, debit_key
from nongxin.lending.aftercare.close_loans import (
    LOANS_CLOSED,
    CountyParts,
    CountyRun,
    close_loans,
)
from nongxin.lending.aftercare.day_sum_store import DynamoDaySums
from nongxin.lending.aftercare.figures import Figures, total
from nongxin.lending.aftercare.reporting.credit_row_store import DynamoCreditRows
from nongxin.lending.aftercare.standing import standing_of
from nongxin.lending.loans.book_entry import book_entry, make
from nongxin.lending.loans.entries import Entry, NewPlan, Reversal
from nongxin.lending.loans.loan import Loan
from tests.builders.books import check_books, journal
from tests.builders.lending import (
    ACCOUNT,
    COUNTY,
    ENTITY,
    LendingWorld,
    a_signed,
    an_offer,
    application_id,
)
from tests.fakes.storage import MemoryStorage

METHODS = ("interest_monthly", "equal_instalment", "bullet", "equal_principal")


class LoanDays:
    """Loans number 1, 2, … of one borrower, all repaid from one account."""

    def __init__(self, storage: MemoryStorage | None = None) -> None:
        self.world = LendingWorld(storage)
        self.storage = self.world.storage
        self.cares = DynamoCares(self.storage)
        self.credit_rows = DynamoCreditRows(self.storage)
        self.books = Books(self.world.ledger, self.world.calendar)
        self.must_stop: Callable[[], bool] = lambda: False
        self.count = 0

    @property
    def parts(self) -> CountyParts:
        care = CareParts(
            storage=self.storage,
            cares=self.cares,
            credit_rows=self.credit_rows,
            applications=self.world.applications,
            servicing=self.world.servicing,
            fund_claims=DynamoFundClaims(self.storage),
            subsidy_claims=DynamoSubsidyClaims(self.storage),
            post=lambda key, act: perform(act, key, JournalRecord, self.storage),
            clock=self.world.clock,
        )
        days, sums = DynamoDays(self.storage), DynamoDaySums(self.storage)
        return CountyParts(days, sums, care, self.books, lambda: self.must_stop())

    @property
    def today(self) -> date:
        return self.world.clock.today()

    def lend(self, amount_fen: int = 4_000_000, method: str = "interest_monthly",
             months: int = 12, product: str = "YND") -> str:  # fmt: skip
        self.count += 1
        signed = a_signed(self.count)
        offer = an_offer(amount_fen=amount_fen, method=method, term_months=months)
        wish = replace(signed.wish, product=product)
        self.world.lay(replace(signed, offer=offer, wish=wish))
        self.world.disburse(self.count)
        return self.loan_ids[-1]

    @property
    def loan_ids(self) -> list[str]:
        return [sibling(application_id(nr), "ln") for nr in range(1, self.count + 1)]

    def loan(self, loan_id: str) -> Loan:
        return self.world.loans.get(loan_id, consistent=True)

    def care(self, loan_id: str) -> Care:
        found = self.cares.get(loan_id)
        assert found is not None
        return found

    def balance_fen(self) -> int:
        return self.world.ledger.get(ACCOUNT).balance_fen

    def leave(self, fen: int) -> None:
        """The borrower takes out or pays in as much as leaves so much on the account."""
        self.fund(ACCOUNT, fen - self.balance_fen())

    def fund(self, account: str, fen: int) -> None:
        """Cash is paid in, or below 0 taken out."""
        cash = general(COUNTY, ENTITY, "vault_cash")
        if not fen:
            return
        legs = [debit(cash, fen), credit(account, fen)]
        if fen < 0:
            legs = [debit(account, -fen), credit(cash, -fen)]
        name = f"cash {self.today} {self.world.ledger.get(account).balance_fen} {fen}"
        key = CommandKey("test.cash", account, COUNTY, name, fingerprint(name))
        perform(lambda: self._cash(legs, key), key, JournalRecord, self.storage)

    def _cash(self, legs: list, key: CommandKey) -> Outcome:  # type: ignore[type-arg]
        return book(Posting("CASH", None, None, legs), key, self.books).outcome({})

    def take_back(self, loan_id: str, nr: int) -> None:
        """An entry is reversed, today."""
        self.enter(loan_id, Reversal(self.today, self.today, "st_1", nr))

    def move_due_date(self, loan_id: str, first_due: date) -> None:
        """The next due date is another one, and those after it with it."""
        dates = dates_from(self.loan(loan_id), first_due, self.world.servicing.works)
        self.enter(loan_id, NewPlan(self.today, self.today, "st_1", "due_date", dates))

    def enter(self, loan_id: str, entry: Entry) -> None:
        """Whatever staff may enter, booked."""
        servicing = self.world.servicing
        name = f"{loan_id} {self.world.loans.history(loan_id).version}"
        key = CommandKey("test.enter", "st_1", COUNTY, name, fingerprint(name))

        def entered() -> Outcome:
            history = servicing.loans.history(loan_id)
            made = make(history, entry)
            return book_entry(history, made, key, servicing)

        perform(entered, key, JournalRecord, self.storage)

    def go_to(self, day: date) -> None:
        self.world.clock.pass_time(timedelta(days=(day - self.today).days))

    def close(self) -> CountyRun:
        return close_loans(COUNTY, ENTITY, self.parts)

    def close_all(self) -> CountyRun:
        """Calls until the day is whole."""
        while not (run := self.close()).is_whole:
            pass
        return run

    def balance(self, kind: str) -> int:
        """Of a general-ledger kind, debit positive, from the journal."""
        account = general(COUNTY, ENTITY, kind)
        legs = [leg for row in journal(self.storage) for leg in row if leg[0] == account]
        return sum(fen if side == "debit" else -fen for _, side, fen in legs)

    def booked(self) -> dict[tuple[str, str], Figures]:
        """What was booked per day and product, from the answers in the journal."""
        found = {}
        for item in self.storage.items("ledger"):
            if item.get("text", {}).get("S") == LOANS_CLOSED and "answer" in item:
                told = json.loads(item["answer"]["S"])
                found[item["value_date"]["S"], told["product"]] = Figures(*told["moved"])
        return found

    def debits(self) -> Counter[tuple[str, date]]:
        """Automatic debits by loan and day, in fen."""
        found: Counter[tuple[str, date]] = Counter()
        rows = {i["pk"]["S"]: i for i in self.storage.items("ledger") if i["sk"]["S"] == "KEY"}
        for loan_id in self.loan_ids:
            lent_on = self.loan(loan_id).lent_on
            for ahead in range(400):
                day = lent_on + timedelta(days=ahead)
                row = rows.get(f"{COUNTY}#K#{debit_key(loan_id, day).digest}")
                if row is not None:
                    found[loan_id, day] = json.loads(row["answer"]["S"])["amount_fen"]
        return found


class Oracle:
    """Each loan replayed by itself: no store, no pages, no retries."""

    def __init__(self, days: LoanDays) -> None:
        self._days = days
        self.loans = {loan_id: days.loan(loan_id) for loan_id in days.loan_ids}
        self.cares: dict[str, Care] = {}
        self.moved: dict[tuple[str, str], Figures] = defaultdict(Figures)

    def close(self, day: date, held_fen: int | None) -> None:
        """A day after it was closed for real; `held_fen` is what the account held before it, None
        if midnight came before all was taken that is due.
        """
        debits = self._days.debits()
        taken_fen = 0
        for loan_id, loan in self.loans.items():
            due_fen, paid_fen = loan.due_on(day).total_fen, debits[loan_id, day]
            taken_fen += paid_fen
            assert paid_fen <= due_fen
            if paid_fen:
                loan = self.loans[loan_id] = loan.repay(paid_fen, day).loan
            self._look(loan_id, loan, day)
        if held_fen is None:
            return
        due_fen = sum(loan.due_on(day).total_fen for loan in self.loans.values())
        assert taken_fen <= held_fen
        assert not due_fen or taken_fen == held_fen, "money was there and was not taken"

    def _look(self, loan_id: str, loan: Loan, day: date) -> None:
        before = self.cares.get(loan_id)
        if before is None:
            before = Care(self._days.care(loan_id).borrowing, loan.lent_on)
        if before.is_closed:
            return
        after = before.after(standing_of(loan, day))
        self.cares[loan_id] = after
        self.moved[str(day), after.borrowing.product] += after.moved

    def check(self) -> None:
        """Loans, cares and books are what they must be, to the fen."""
        days = self._days
        for loan_id, care in self.cares.items():
            assert days.loan(loan_id) == self.loans[loan_id]
            assert replace(days.care(loan_id), version=0) == replace(care, version=0)
        moved = {key: figures for key, figures in self.moved.items() if any(figures.row)}
        assert days.booked() == moved
        self._check_books()
        check_books(days.storage)

    def _check_books(self) -> None:
        days, cares = self._days, self.cares.values()
        whole = total(care.figures for care in cares)
        used_fen = sum(loan.written_off_fen - loan.recovered_fen for loan in self.loans.values())
        owed = {
            loan_id: standing_of(self.loans[loan_id], care.day)
            for loan_id, care in self.cares.items()
            if care.accrues
        }
        assert days.balance("interest_receivable") == sum(
            each.unpaid.interest_fen for each in owed.values()
        )
        assert days.balance("penalty_receivable") == sum(
            each.unpaid_late_fen for each in owed.values()
        )
        assert -days.balance("interest_income") - days.balance("vat_payable") == whole.interest_fen
        assert -days.balance("penalty_income") == whole.late_fen
        assert days.balance("interest_off_balance") == whole.off_balance_fen
        assert -days.balance("loan_loss_provision") == whole.provision_fen - used_fen
