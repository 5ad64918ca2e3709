"""How a payment fills the lines: first what is late, then what is due, then what is to come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from nongxin.lending.progressive.account import Account
from nongxin.lending.progressive.as_of import due_when_paid
from nongxin.lending.progressive.changes import pay_interest, pay_principal
from nongxin.lending.progressive.lines import PARTS, Line
from nongxin.lending.progressive.product import Allocation, Future, Repay

_Which = Callable[[Line], bool]


class Filling:
    """One payment on its way through the lines; `parts` is what it has paid so far."""

    def __init__(self, account: Account, on: date, rule: Allocation) -> None:
        self.account, self.on, self.rule = account, on, rule
        self.parts = dict.fromkeys(PARTS, 0)
        self.skipped: list[Line] = []

    def fill(self, amount: int) -> int:
        """What is left of the amount when no line takes more."""
        if self.account.product.vertical:
            return self._vertically(amount)
        amount = self._oldest(amount, self.rule.past_due, lambda line: line.due < self.on)
        amount = self._oldest(amount, self.rule.due, lambda line: line.due == self.on)
        return self._in_advance(amount)

    def _oldest(self, amount: int, order: Sequence[str], wanted: _Which) -> int:
        while amount > 0:
            line = next((x for x in self.account.lines if x.is_open and wanted(x)), None)
            if line is None:
                break
            before = amount
            for part in order:
                amount -= self._pay(line, part, amount)
            if before == amount:
                break
        return amount

    def _in_advance(self, amount: int) -> int:
        """Again and again over the lines to come, while that still places something."""
        self.skipped.clear()
        for _ in range(2 * len(self.account.lines) + 2):
            lines = self._future_lines() if amount > 0 else []
            if not lines or not any(line.is_open for line in self.account.lines):
                break
            before, skipped = amount, len(self.skipped)
            for part in self.rule.in_advance:
                amount = self._spread(amount, lines, part)
            if before == amount and skipped == len(self.skipped) and not self._goes_past(lines):
                break
        return amount

    def _spread(self, amount: int, lines: Sequence[Line], part: str) -> int:
        """Even portions of the amount over the lines; the last takes what rounding left."""
        even = self.account.product.minor(Fraction(amount, len(lines)))
        rest = amount - even * len(lines)
        if even + rest < 0:
            even = amount // len(lines)
            rest = amount - even * len(lines)
        for line in lines:
            portion = even + (rest if line is lines[-1] else 0)
            amount -= self._pay(line, part, portion, ahead=True)
        return amount

    def _future_lines(self) -> list[Line]:
        later = [line for line in self.account.lines if line.due > self.on]
        unpaid = [line for line in later if line.is_open]
        future = self.rule.future
        if self.account.product.repay is Repay.AT_END:
            return self._running_or_last(unpaid)
        if future is Future.SPREAD:
            return unpaid
        if future is Future.NEXT:
            return unpaid[:1]
        if future is Future.NEXT_LAST:
            first = next(self.account.normal(), None)
            running = [
                x for x in unpaid if x.start < self.on or (x.start == self.on and x is first)
            ]
            if running:
                return running
        usable = [x for x in later if x.is_open or not x.due_total]
        return [x for x in usable if not any(x is s for s in self.skipped)][-1:]

    def _running_or_last(self, unpaid: list[Line]) -> list[Line]:
        """先息后本: interest to the day, then principal, which falls due at the end alone."""
        running = [x for x in unpaid if x.start < self.on and not any(x is s for s in self.skipped)]
        return running[:1] or unpaid[-1:]

    def _goes_past(self, lines: list[Line]) -> bool:
        """Whether the running line has its interest and what is left is for the last one."""
        line = lines[0]
        if self.account.product.repay is not Repay.AT_END or line is self.account.lines[-1]:
            return False
        self.skipped.append(line)
        return True

    def _pay(self, line: Line, part: str, amount: int, *, ahead: bool = False) -> int:
        account = self.account
        in_plan = account.bears_interest and line.period is not None
        on = self.on
        if in_plan and ahead:
            on = self._pay_date(line)
            if part in ("principal", "interest"):
                self._reckon_ahead(line, part, on)
        paid = line.pay(part, amount, self.on)
        self.parts[part] += paid
        if in_plan and part in ("principal", "interest"):
            period = account.plan.periods[line.period or 0]
            pay = pay_principal if part == "principal" else pay_interest
            pay(account.plan, period, on, paid)
            account.sync(self.on)
        return paid

    def _pay_date(self, line: Line) -> date:
        """Up to when interest is owed on what is paid ahead of time."""
        rule = self.account.product.recalculation
        to_rest = rule is not None and rule.to_rest
        return line.due if to_rest and line.start < self.on <= line.due else self.on

    def _reckon_ahead(self, line: Line, part: str, on: date) -> None:
        principal, interest = due_when_paid(self.account.plan, line.period or 0, on)
        if not principal and not interest and not any(line is s for s in self.skipped):
            self.skipped.append(line)
        if part == "interest":
            line.charged["interest"] = interest
        if part == "principal":
            line.charged["principal"] = principal

    def _vertically(self, amount: int) -> int:
        """Part by part: all late lines of a part before the next part."""
        for when in ("past_due", "due", "in_advance"):
            for part in getattr(self.rule, when):
                amount = self._part(amount, when, part)
        return amount

    def _part(self, amount: int, when: str, part: str) -> int:
        while amount > 0:
            lines = self._lines_with(when, part)
            if not lines:
                return amount
            before = amount
            amount = self._spread_plain(amount, lines, part, ahead=when == "in_advance")
            if before == amount:
                return amount
        return amount

    def _spread_plain(self, amount: int, lines: list[Line], part: str, *, ahead: bool) -> int:
        if ahead:
            return self._spread(amount, lines, part)
        return amount - self._pay(lines[0], part, amount)

    def _lines_with(self, when: str, part: str) -> list[Line]:
        lines = [line for line in self.account.lines if line.left(part) > 0]
        if when == "past_due":
            return [line for line in lines if line.due < self.on][:1]
        if when == "due":
            return [line for line in lines if line.due == self.on][:1]
        later = [line for line in lines if line.due > self.on]
        if self.rule.future is Future.SPREAD:
            return later
        return later[:1] if self.rule.future is Future.NEXT else later[-1:]
