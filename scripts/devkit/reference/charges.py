"""Fees and penalties of a case, as events."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from devkit.reference.history import History, Step
from devkit.reference.inputs import minor
from nongxin.lending.engine.events import Charged, ChargeWaived, FeePerInstalment


class HistoryWithCharges(History):
    def _instalment_charge(self, step: Step) -> None:
        rate = Fraction(step["rate_or_amount"])
        if step["kind"].endswith("_FLAT"):
            self._add(FeePerInstalment, self.today, minor(self.inputs, step["rate_or_amount"]))
        elif step["kind"].endswith("_PERCENTAGE_INTEREST"):
            self._add(FeePerInstalment, self.today, 0, rate / 100)
        elif step["kind"].endswith("_PERCENTAGE_AMOUNT"):
            self._add(FeePerInstalment, self.today, 0, Fraction(0), Fraction(0), rate / 100)
        else:
            self._add(FeePerInstalment, self.today, 0, Fraction(0), rate / 100)

    def _charge(self, step: Step) -> None:
        due = date.fromisoformat(step.get("due") or step["on"])
        if "amount" in step:
            amount = minor(self.inputs, step["amount"])
        else:
            account = self.account()
            base = sum(x.charged["principal"] + x.charged["interest"] for x in account.lines)
            base = account.principal if step.get("of") == "outstanding principal" else base
            amount = self.product.minor(base * Fraction(step["percent"]) / 100)
        self._add(Charged, due, amount, bool(step.get("penalty")))

    def _waive_charge(self, step: Step) -> None:
        gone = {e.of for e in self.events if isinstance(e, ChargeWaived)} - self._reversed()
        charges = [e for e in self.events if isinstance(e, Charged) and e.nr not in gone]
        by_due = "due-date" in step["which"]
        last = max(charges, key=lambda e: e.on) if by_due else charges[-1]
        self._add(ChargeWaived, self.today, last.nr)

    def _undo_waive_charge(self, step: Step) -> None:
        self._reverse([e.nr for e in self.events if isinstance(e, ChargeWaived)][-1])
