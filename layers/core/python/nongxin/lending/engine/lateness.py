"""罚息 and 复利, derived from due dates and value dates alone, so that replay cannot lose them.

银发〔2003〕251号: overdue principal bears the contract's rate + 30 to 50 % in place of it (diverted
use + 50 to 100 %; the heavier of the two, never both); unpaid interest bears compound interest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from nongxin.kernel.money import Rounding
from nongxin.lending.engine.lines import Line
from nongxin.lending.engine.product import round_fraction


@dataclass(frozen=True)
class LateRule:
    """Annual rates on what is late, over `year_days`; `parts` are the parts that bear it.

    A payment within `grace_days` of the due date is in time; after them it is late from the due
    date itself.
    """

    rate: Fraction
    parts: tuple[str, ...] = ("principal",)
    year_days: int = 360
    grace_days: int = 0
    rounding: Rounding = Rounding.HALF_UP


def late_charge(line: Line, rule: LateRule, day: date) -> int:
    """What the line's lateness costs up to (not including) the day, in minor units."""
    paid = [p for p in line.payments if p[1] in rule.parts]
    open_sum = sum(line.charged[part] for part in rule.parts)
    open_sum -= sum(amount for on, _, amount in paid if on <= line.due)
    exact, since = 0, line.due
    for on, _, amount in sorted(p for p in paid if p[0] > line.due):
        until = min(on, day)
        exact += open_sum * max((until - since).days, 0) * _late(line, rule, on)
        open_sum, since = open_sum - amount, max(since, until)
    exact += open_sum * max((day - since).days, 0) * _late(line, rule, day)
    return round_fraction(exact * rule.rate / rule.year_days, rule.rounding)


def _late(line: Line, rule: LateRule, on: date) -> int:
    return int((on - line.due).days > rule.grace_days)


def late_charges(lines: Iterable[Line], rule: LateRule, day: date) -> int:
    return sum(late_charge(line, rule, day) for line in lines)


def days_late(lines: Sequence[Line], day: date) -> int:
    """Days since the oldest due date with anything open; 0 when nothing is late."""
    return max(((day - x.due).days for x in lines if x.due < day and _open_on(x, day)), default=0)


def _open_on(line: Line, day: date) -> bool:
    paid = sum(amount for on, _, amount in line.payments if on <= day)
    gone = sum(line.waived.values()) + sum(line.written_off.values())
    return line.due_total - paid - gone > 0
