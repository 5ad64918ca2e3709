"""Charge-off: interest ends with the day; by the product the dates stay or all falls due.

A contract called due (提前到期) falls due in the same way, and remains a claim.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from nongxin.lending.progressive.account import Account
from nongxin.lending.progressive.as_of import interest_by
from nongxin.lending.progressive.lines import Line
from nongxin.lending.progressive.product import ChargeOff


def apply_charge_off(account: Account, on: date) -> None:
    rule = account.product.charge_off
    if rule is ChargeOff.ZERO_INTEREST:
        _no_more_interest(account, on)
    elif rule is ChargeOff.ACCELERATE:
        call_due(account, on)
    account.charged_off_on = on


def interest_to(account: Account, line: Line, on: date) -> int:
    """Interest of the running line up to the day; where interest is fixed, by its days."""
    if account.bears_interest and line.period is not None:
        return interest_by(account.plan, line.period, on)
    days = (line.due - line.start).days
    part = Fraction(line.left("interest") * (on - line.start).days, days) if days else Fraction(0)
    return account.product.minor(part)


def _no_more_interest(account: Account, on: date) -> None:
    for line in account.normal():
        if line.start <= on < line.due:
            earned = interest_to(account, line, on)
            held = line.charged["interest"] if account.bears_interest else line.left("interest")
            line.charged["principal"] += held - earned
            line.charged["interest"] = earned
        elif line.start > on and line.is_open:
            unpaid = line.left("interest")
            if unpaid > 0:
                line.charged["principal"] += unpaid
                line.charged["interest"] -= unpaid
    _balance_principal(account, on)


def _balance_principal(account: Account, on: date) -> None:
    """The lines from the last one back take the difference to what was lent."""
    gap = account.lent - sum(x.charged["principal"] for x in account.lines if not x.added)
    for line in reversed(account.lines[1:]):
        if not gap:
            break
        if line.added or not line.is_open:
            continue
        held = line.charged["principal"]
        line.charged["principal"] = max(held + gap, 0)
        gap = 0 if abs(gap) <= held else (gap + held if gap < 0 else gap - held)
    for line in account.lines:
        line.check(on)


def call_due(account: Account, on: date) -> None:
    """All of it on the running line, due on the day; after maturity nothing is left to call."""
    running = account.line_of(on)
    if running is None or running.period is None or on >= account.plan.matures_on:
        return
    running.charged["interest"] = interest_to(account, running, on)
    running.due = on
    later = [x for x in account.lines if x.due > on and x is not running]
    own = _charges_of_later_days(account, on, later)
    for line in later:
        for part in ("principal", "fee", "penalty"):
            running.charged[part] += line.charged[part]
            running.paid[part] += line.paid[part]
        running.paid["interest"] += line.paid["interest"]
        running.ahead += line.ahead
    account.lines = [x for x in account.lines if x not in later] + own
    running.check(on)


def _charges_of_later_days(account: Account, on: date, later: list[Line]) -> list[Line]:
    """Single charges that fall due after the day keep it, each day on a line of its own."""
    lines: dict[date, Line] = {}
    for nr, (line, part, amount) in account.charges.items():
        due = account.charged_on[nr]
        if nr >= 0 and due > on and any(line is x for x in later):
            mine = lines.setdefault(due, Line(on, due, added=True))
            for sums in ("charged", "paid", "waived"):
                moved = min(amount, getattr(line, sums)[part])
                getattr(line, sums)[part] -= moved
                getattr(mine, sums)[part] += moved
            account.charges[nr] = (mine, part, amount)
            mine.check(on)
    return [lines[due] for due in sorted(lines)]
