"""The events of a case as entries of a loan, and the book that is kept of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from devkit.reference.book import Book
from devkit.reference.inputs import dues_of, minor, product_fees, product_of
from nongxin.lending.loans.entries import (
    CalledDue,
    ChargeOff,
    Credit,
    Draw,
    Entry,
    InstalmentFee,
    InterestRefund,
    NetDraw,
    Refund,
    Repayment,
    Reversal,
)
from nongxin.lending.loans.order import counted
from nongxin.lending.progressive.account import Account
from nongxin.lending.progressive.accrual import earned_by
from nongxin.lending.progressive.product import Future
from nongxin.lending.progressive.quote import payoff
from nongxin.lending.progressive.replay import replay

Step = dict[str, Any]
BY, BORROWER = "reference", "borrower"
_DAY = timedelta(days=1)


# Products that post what each line earned without saying so in their name: a fact of the
# reference's own list of products (apache/fineract, LoanProductGlobalInitializerStep,
# enableAccrualActivityPosting), not read off the figures of a case.
_TELLING = ("LP2_ADV_CUSTOM_PMT_ALLOC_PROGRESSIVE_LOAN_SCHEDULE_HORIZONTAL",)


class History:
    def __init__(self, case: dict[str, Any]) -> None:
        self.case, self.inputs = case, case["inputs"]
        self.product = product_of(self.inputs)
        self.entries: list[Entry] = []
        self.book = Book(
            activity=_tells_activity(self.inputs.get("product", "")),
            accrues=self.inputs.get("accounting") == "accrual_periodic",
            cumulative=self.product.cumulative,
            # Also told by the name of the product alone: interest recognised from disbursement.
            first_day="RECOGNITION" in self.inputs.get("product", ""),
        )
        self.today = date.min
        self.start: date | None = None
        self.first_due: date | None = None
        self.approved: Step = {}
        self.fee: tuple[str, Fraction] | None = None
        self.fee_each_time = False
        self.fraud = False
        self.dues: list[date] = []
        self.stands: tuple[Any, Account] | None = None

    def _advance(self, step: Step) -> None:
        day = step.get("business_date") or step.get("on") or step.get("submitted")
        if day:
            self.today = max(self.today, date.fromisoformat(day))

    def account(self) -> Account:
        """The loan as it stands; before any money has gone out, as it was approved."""
        if self.start is None:
            return self._approved()
        key = (tuple(self.entries), self.today, id(self.product))
        if self.stands is None or self.stands[0] != key:
            now = replay(self.product, self.start, self.dues, self.entries, self.today)
            self.stands = (key, now)
        return self.stands[1]

    def _add(self, kind: type[Entry], on: date, *details: Any) -> None:
        was_open = bool(self.entries) and bool(self.account().owed)
        self.entries.append(kind(on, self.today, BY, *details))
        account = self.account()
        self.book.update(account, self._reversed(), self.today)
        if kind is ChargeOff:
            self.book.take_back_accruals(on)
        if stopped_on := account.charged_off_on or account.called_due_on:
            self._accrue_to_stop(stopped_on)
        if not account.owed and (was_open or kind is not Reversal):
            self.book.settle(account, self.today)

    def _reversed(self) -> set[int]:
        return {e.of for e in self.entries if isinstance(e, Reversal)}

    def _accrue_to_stop(self, on: date) -> None:
        """Interest only: up to where it stops, by the loan as it was without that."""
        assert self.start is not None
        stops = [n for n, e in self._live() if isinstance(e, (ChargeOff, CalledDue))]
        without = [*self.entries, *(Reversal(self.today, self.today, BY, nr) for nr in stops)]
        before = replay(self.product, self.start, self.dues, without, self.today)
        self.book.accrue(
            {**self.book.booked(), "interest": earned_by(before, on)["interest"]},
            on,
        )

    # events

    def _approve(self, step: Step) -> None:
        self.approved = step

    def _approved(self) -> Account:
        on = self.approved.get("expected_disbursement") or self.inputs["submitted"]
        amount = self.approved.get("amount") or self.inputs["principal"]
        start = self._first_day(date.fromisoformat(on))
        tranches = self.inputs.get("expected_tranches") or [{"on": on, "amount": amount}]
        fees = product_fees(self.inputs)
        entries: list[Entry] = [InstalmentFee(start, self.today, BY, *fee) for fee in fees]
        entries += [self._draw(t) for t in tranches]
        return replay(self.product, start, dues_of(self.inputs, start, None), entries, self.today)

    def _draw(self, tranche: Step) -> Draw:
        amount = minor(self.inputs, tranche["amount"])
        return Draw(date.fromisoformat(tranche["on"]), self.today, BY, amount, BORROWER)

    def _charge_setting(self, step: Step) -> None:
        self.fee = (step["calculation"], Fraction(step["rate_or_amount"]))
        self.fee_each_time = "TRANCHE" in step["kind"]

    def _fee_of(self, amount: int) -> int:
        """The fee that is kept back when money goes out: the first time, or of every tranche."""
        if self.fee is None or not self.inputs.get("charge_at_creation"):
            return 0
        if not self.fee_each_time and sum(isinstance(e, Draw) for e in self.entries) > 1:
            return 0
        calculation, rate = self.fee
        if calculation == "FLAT":
            return self.product.minor(rate * 100)
        interest = self.account().left("interest")
        base = {
            "PERCENTAGE_AMOUNT": amount,
            "PERCENTAGE_DISBURSEMENT_AMOUNT": amount,
            "PERCENTAGE_INTEREST": interest,
            "PERCENTAGE_LOAN_AMOUNT_PLUS_INTEREST": amount + interest,
        }[calculation]
        return self.product.minor(base * rate / 100)

    def _charge_adjustment(self, step: Step) -> None:
        on = date.fromisoformat(step["business_date"]) if "business_date" in step else self.today
        self._add(Credit, on, minor(self.inputs, step["amount"]), "charge_adjustment")

    def _preview(self, step: Step) -> None:
        usual = [{"on": step["on"], "amount": self.inputs["principal"]}]
        for tranche in self.inputs.get("expected_tranches") or usual:
            self._disburse({**step, **tranche})

    def _disburse(self, step: Step) -> None:
        on = date.fromisoformat(step["on"])
        if self.start is None:
            first = step.get("first_due")
            self.first_due = date.fromisoformat(first) if first else None
            self.start = self._first_day(on)
            self.dues = dues_of(self.inputs, self.start, self.first_due)
            for each in product_fees(self.inputs):
                self._add(InstalmentFee, self.start, *each)
        amount = minor(self.inputs, step["amount"])
        self._add(Draw, on, amount, BORROWER)
        if fee := self._fee_of(amount):
            self.entries.pop()
            self.book.rows.clear()
            self._add(NetDraw, on, amount, BORROWER, fee)
        down = self.inputs.get("down_payment") or {}
        if step["event"] == "disburse" and step.get("auto_down_payment", down.get("auto")):
            part = self.product.level(self.product.minor(amount * self.product.down_payment))
            self._add(Credit, on, part, "down_payment")

    def _first_day(self, on: date) -> date:
        told = self.inputs.get("first_period_from")
        if told:
            return date.fromisoformat(told)
        if self.inputs.get("repayment_start_from") == "submitted":
            return date.fromisoformat(self.inputs["submitted"])
        return on

    def _repayment(self, step: Step) -> None:
        amount = minor(self.inputs, step["amount"])
        self._add(Repayment, date.fromisoformat(step["on"]), amount, BORROWER)

    def _pay_off(self, step: Step) -> None:
        on = date.fromisoformat(step["on"])
        assert self.start is not None
        amount = payoff(self.product, self.start, self.dues, self.entries, on)
        self._add(Repayment, on, amount, BORROWER)

    def _close_of_business(self, step: Step) -> None:
        if self.entries:
            self.book.close_days(self.account(), self.today)

    def _product_setting(self, step: Step) -> None:
        future = Future(step["future_instalments"].lower())
        if step["product"] != self.inputs.get("product"):
            return
        kind = step["transaction"].lower()
        if kind == "default":
            rule = replace(self.product.allocation, future=future)
            self.product = replace(self.product, allocation=rule)
            return
        rule = replace(self.product.allocation_of(kind), future=future)
        rules = {**self.product.allocations, kind: rule}
        self.product = replace(self.product, allocations=rules)

    def _credit(self, step: Step) -> None:
        amount = minor(self.inputs, step["amount"])
        on, refunded = (
            date.fromisoformat(step["on"]),
            self.inputs.get("interest_refund_types") or (),
        )
        self._add(Credit, on, amount, step["kind"].lower())
        if step["kind"] in refunded and step.get("interest_refund", True):
            self._add(InterestRefund, on, tuple(kind.lower() for kind in refunded))

    _prepayment = _advance_payment = _repayment

    def _credit_balance_refund(self, step: Step) -> None:
        self._add(
            Refund,
            date.fromisoformat(step["on"]),
            minor(self.inputs, step["amount"]),
            BORROWER,
        )

    def _undo_disbursement(self, step: Step) -> None:
        live = [r.nr for r in self.book.rows if r.type == "Disbursement" and not r.reversed]
        self._reverse(live[-1])
        if live[-1] is not None and len(live) > 1:
            self.book.drop(live[-1])

    def _undo_transaction(self, step: Step) -> None:
        """The nth of a kind on a day, reversed ones counted."""
        on, kind = date.fromisoformat(step["on"]), step["kind"].lower()
        rows = [r for r in self.book.rows if r.nr is not None and r.on == on]
        if kind == "last":
            row = [r for r in rows if not r.reversed][-1]
        else:
            row = [r for r in rows if kind in ("any", r.type.lower())][step.get("nth", 1) - 1]
        assert row.nr is not None
        follower = self.entries[row.nr] if row.nr < len(self.entries) else None
        if isinstance(follower, InterestRefund):
            self.entries.append(Reversal(self.today, self.today, BY, row.nr + 1))
        self._reverse(row.nr)

    def _reverse(self, nr: int | None) -> None:
        self._add(Reversal, self.today, nr)

    def _last(self, kind: type[Entry]) -> int:
        """The number of the last entry of a kind."""
        return [n for n, e in enumerate(self.entries, start=1) if isinstance(e, kind)][-1]

    def _live(self) -> list[tuple[int, Entry]]:
        return counted(self.entries)


def _tells_activity(product: str) -> bool:
    """Whether a product posts what each line earned: the inputs lack the setting; the reference
    names its products after their features, and "accrual" (activity) in a name is this one.
    """
    return "ACCRUAL" in product or product in _TELLING
