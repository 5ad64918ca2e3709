"""The events of a case as a history of the engine, and the book that is kept of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from devkit.reference.book import Book
from devkit.reference.inputs import dues_of, minor, product_fees, product_of
from nongxin.lending.engine.account import Account
from nongxin.lending.engine.accrual import earned_by
from nongxin.lending.engine.events import (
    CalledDue,
    ChargedOff,
    Disbursed,
    DueMoved,
    Event,
    Extended,
    FeePerInstalment,
    InterestGivenBack,
    Paid,
    Paused,
    RateChanged,
    Refunded,
    Respread,
    Reversed,
    WrittenOff,
)
from nongxin.lending.engine.product import Future
from nongxin.lending.engine.quote import payoff
from nongxin.lending.engine.replay import replay

Step = dict[str, Any]


# Products that post what each line earned without saying so in their name: a fact of the
# reference's own list of products (apache/fineract, LoanProductGlobalInitializerStep,
# enableAccrualActivityPosting), not read off the figures of a case.
_TELLING = ("LP2_ADV_CUSTOM_PMT_ALLOC_PROGRESSIVE_LOAN_SCHEDULE_HORIZONTAL",)


class History:
    def __init__(self, case: dict[str, Any]) -> None:
        self.case, self.inputs = case, case["inputs"]
        self.product = product_of(self.inputs)
        self.events: list[Event] = []
        self.book = Book(
            activity=_tells_activity(self.inputs.get("product", "")),
            accrues=self.inputs.get("accounting") == "accrual_periodic",
            cumulative=self.product.cumulative,
            # Also told by the name of the product alone: interest recognised from disbursement.
            first_day="RECOGNITION" in self.inputs.get("product", ""),
        )
        self.today = date.min
        self.start: date | None = None
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
        key = (tuple(self.events), self.today, id(self.product))
        if self.stands is None or self.stands[0] != key:
            now = replay(self.product, self.start, self.dues, self.events, self.today)
            self.stands = (key, now)
        return self.stands[1]

    def _add(self, kind: type[Event], on: date, *details: Any) -> None:
        was_open = bool(self.events) and bool(self.account().owed)
        self.events.append(kind(len(self.events), on, self.today, *details))
        account = self.account()
        self.book.update(account, self._reversed(), self.today)
        if kind is ChargedOff:
            self.book.take_back_accruals(on)
        if stopped_on := account.charged_off_on or account.called_due_on:
            self._accrue_to_stop(stopped_on)
        if not account.owed and (was_open or kind is not Reversed):
            self.book.settle(account, self.today)

    def _reversed(self) -> set[int]:
        return {e.of for e in self.events if isinstance(e, Reversed)}

    def _accrue_to_stop(self, on: date) -> None:
        """Interest only: up to where it stops, by the loan as it was without that."""
        assert self.start is not None
        events = [e for e in self.events if not isinstance(e, (ChargedOff, CalledDue))]
        before = replay(self.product, self.start, self.dues, events, self.today)
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
        events: list[Event] = [
            FeePerInstalment(nr, start, self.today, *fee) for nr, fee in enumerate(fees)
        ]
        events += [
            Disbursed(nr, date.fromisoformat(t["on"]), self.today, minor(self.inputs, t["amount"]))
            for nr, t in enumerate(tranches, start=len(fees))
        ]
        return replay(self.product, start, dues_of(self.inputs, start, None), events, self.today)

    def _charge_setting(self, step: Step) -> None:
        self.fee = (step["calculation"], Fraction(step["rate_or_amount"]))
        self.fee_each_time = "TRANCHE" in step["kind"]

    def _fee_of(self, amount: int) -> int:
        """The fee that is kept back when money goes out: the first time, or of every tranche."""
        if self.fee is None or not self.inputs.get("charge_at_creation"):
            return 0
        if not self.fee_each_time and sum(isinstance(e, Disbursed) for e in self.events) > 1:
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
        self._add(Paid, on, minor(self.inputs, step["amount"]), "charge_adjustment")

    def _preview(self, step: Step) -> None:
        usual = [{"on": step["on"], "amount": self.inputs["principal"]}]
        for tranche in self.inputs.get("expected_tranches") or usual:
            self._disburse({**step, **tranche})

    def _disburse(self, step: Step) -> None:
        on = date.fromisoformat(step["on"])
        if self.start is None:
            first = step.get("first_due")
            self.start = self._first_day(on)
            self.dues = dues_of(
                self.inputs, self.start, date.fromisoformat(first) if first else None
            )
            for each in product_fees(self.inputs):
                self._add(FeePerInstalment, self.start, *each)
        amount = minor(self.inputs, step["amount"])
        self._add(Disbursed, on, amount)
        if fee := self._fee_of(amount):
            self.events.pop()
            self.book.rows.clear()
            self._add(Disbursed, on, amount, fee)
        down = self.inputs.get("down_payment") or {}
        if step["event"] == "disburse" and step.get("auto_down_payment", down.get("auto")):
            part = self.product.level(self.product.minor(amount * self.product.down_payment))
            self._add(Paid, on, part, "down_payment")

    def _first_day(self, on: date) -> date:
        told = self.inputs.get("first_period_from")
        if told:
            return date.fromisoformat(told)
        if self.inputs.get("repayment_start_from") == "submitted":
            return date.fromisoformat(self.inputs["submitted"])
        return on

    def _repayment(self, step: Step) -> None:
        self._add(Paid, date.fromisoformat(step["on"]), minor(self.inputs, step["amount"]))

    def _pay_off(self, step: Step) -> None:
        on = date.fromisoformat(step["on"])
        assert self.start is not None
        self._add(Paid, on, payoff(self.product, self.start, self.dues, self.events, on))

    def _close_of_business(self, step: Step) -> None:
        if self.events:
            self.book.close_days(self.account(), self.today)

    def _reschedule(self, step: Step) -> None:
        since = date.fromisoformat(step["from"])
        if "new_due_date" in step:
            self._add(DueMoved, since, date.fromisoformat(step["new_due_date"]))
        if "extra_instalments" in step:
            self._add(Extended, since, int(step["extra_instalments"]))
        if "new_annual_rate_percent" in step:
            self._add(RateChanged, since, Fraction(step["new_annual_rate_percent"]) / 100)

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
        self._add(Paid, on, amount, step["kind"].lower())
        if step["kind"] in refunded and step.get("interest_refund", True):
            self._add(InterestGivenBack, on, tuple(kind.lower() for kind in refunded))

    _prepayment = _advance_payment = _repayment

    def _charge_off(self, step: Step) -> None:
        self.fraud = "fraud" in str(step.get("reason", "")).lower()
        self._add(ChargedOff, date.fromisoformat(step["on"]))

    def _undo_charge_off(self, step: Step) -> None:
        self._reverse([e.nr for e in self.events if isinstance(e, ChargedOff)][-1])

    def _contract_termination(self, step: Step) -> None:
        self._add(CalledDue, self.today)

    def _undo_contract_termination(self, step: Step) -> None:
        self._reverse([e.nr for e in self.events if isinstance(e, CalledDue)][-1])

    def _re_amortise(self, step: Step) -> None:
        handling = step.get("interest_handling", "DEFAULT")
        split = {"DEFAULT": False, "EQUAL_AMORTIZATION_INTEREST_SPLIT": True}[handling]
        self._add(Respread, self.today, split)

    def _undo_re_amortise(self, step: Step) -> None:
        self._reverse([e.nr for e in self.events if isinstance(e, Respread)][-1])

    def _write_off(self, step: Step) -> None:
        self._add(WrittenOff, date.fromisoformat(step["on"]))

    def _credit_balance_refund(self, step: Step) -> None:
        self._add(Refunded, date.fromisoformat(step["on"]), minor(self.inputs, step["amount"]))

    def _interest_pause(self, step: Step) -> None:
        self._add(Paused, date.fromisoformat(step["from"]), date.fromisoformat(step["to"]))

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
        follower = next((e for e in self.events if e.nr == (row.nr or 0) + 1), None)
        if isinstance(follower, InterestGivenBack):
            both = Reversed(len(self.events), self.today, self.today, follower.nr)
            self.events.append(both)
        self._reverse(row.nr)

    def _reverse(self, nr: int | None) -> None:
        self._add(Reversed, self.today, nr)


def _tells_activity(product: str) -> bool:
    """Whether a product posts what each line earned: the inputs lack the setting; the reference
    names its products after their features, and "accrual" (activity) in a name is this one.
    """
    return "ACCRUAL" in product or product in _TELLING
