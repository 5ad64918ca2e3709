"""Fees and penalties of a case, as entries."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from devkit.reference.changes import HistoryWithChanges
from devkit.reference.history import Step
from devkit.reference.inputs import minor
from nongxin.lending.loans.entries import Charge, ChargeWaiver, InstalmentFee


class HistoryWithCharges(HistoryWithChanges):
    def _instalment_charge(self, step: Step) -> None:
        rate = Fraction(step["rate_or_amount"])
        if step["kind"].endswith("_FLAT"):
            self._add(InstalmentFee, self.today, minor(self.inputs, step["rate_or_amount"]))
        elif step["kind"].endswith("_PERCENTAGE_INTEREST"):
            self._add(InstalmentFee, self.today, 0, rate / 100)
        elif step["kind"].endswith("_PERCENTAGE_AMOUNT"):
            self._add(InstalmentFee, self.today, 0, Fraction(0), Fraction(0), rate / 100)
        else:
            self._add(InstalmentFee, self.today, 0, Fraction(0), rate / 100)

    def _charge(self, step: Step) -> None:
        due = date.fromisoformat(step.get("due") or step["on"])
        if "amount" in step:
            amount = minor(self.inputs, step["amount"])
        else:
            account = self.account()
            base = sum(x.charged["principal"] + x.charged["interest"] for x in account.lines)
            base = account.principal if step.get("of") == "outstanding principal" else base
            amount = self.product.minor(base * Fraction(step["percent"]) / 100)
        self._add(Charge, due, amount, bool(step.get("penalty")))

    def _waive_charge(self, step: Step) -> None:
        waived = {e.of for e in self.entries if isinstance(e, ChargeWaiver)} - self._reversed()
        charges = [
            (e.on, nr)
            for nr, e in enumerate(self.entries, start=1)
            if isinstance(e, Charge) and nr not in waived
        ]
        by_due = "due-date" in step["which"]
        last = max(charges, key=lambda pair: pair[0]) if by_due else charges[-1]
        self._add(ChargeWaiver, self.today, last[1])

    def _undo_waive_charge(self, step: Step) -> None:
        self._reverse(self._last(ChargeWaiver))
