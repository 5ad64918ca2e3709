"""Interest and charges earned by a day (权责发生制): derived, never kept day by day per loan."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from nongxin.lending.progressive.account import Account
from nongxin.lending.progressive.as_of import interest_by
from nongxin.lending.progressive.lines import Line


def earned_by(account: Account, day: date) -> dict[str, int]:
    """What had been earned by the end of the day, by part; all of it once the loan is paid off."""
    interest = sum(_interest(account, line, day) for line in account.lines)
    parts = {"interest": interest, "fee": 0, "penalty": 0}
    for due, part, amount, waived in account.charge_book:
        if due <= day:
            parts[part] += amount - waived
    return parts


def earned_in_all(account: Account) -> dict[str, int]:
    """What the loan earns in all as it stands: every line, less what was let off."""
    return {
        part: sum(line.charged[part] - line.waived[part] for line in account.lines)
        for part in ("interest", "fee", "penalty")
    }


def _interest(account: Account, line: Line, day: date) -> int:
    if line.down:
        return 0
    planned = account.has_interest and not account.product.cumulative
    if account.bears_interest and line.period is not None and line.due == day:
        return max(account.plan.periods[line.period].earned, line.charged["interest"])
    if line.due <= day:
        return line.charged["interest"]
    if line.start >= day or line.period is None:
        return 0
    if planned and account.charged_off_on is None:
        return interest_by(account.plan, line.period, day)
    whole = line.charged["interest"]
    days = (line.due - line.start).days
    return account.product.minor(Fraction(whole * (day - line.start).days, days)) if days else 0
