"""A period of a loan's plan, cut into segments over which the balance stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

_T = TypeVar("_T")


@dataclass
class Segment:
    """`lent`, `moved` and `credited` change the balance at its end; `balance` is its own.

    `stopped` earns nothing (a pause, or days not yet reached in a reckoning as of a day).
    """

    start: date
    end: date
    lent: int = 0
    moved: int = 0
    credited: int = 0
    credited_interest: int = 0
    stopped: bool = False
    balance: int = 0
    lent_by_then: int = 0

    @property
    def days(self) -> int:
        return (self.end - self.start).days


@dataclass
class Period:
    """`deferred` is interest of later, prepaid periods that this one has to carry.

    `fixed` is interest that does not come from the balance, `given_up` interest that other periods
    carry as theirs. Derived by `Plan.reckon`: `earned`
    (all interest of the period), `interest` and `principal` (what falls due), `unplaced` (interest
    for which the instalment has no room; the next period takes it), `balance` after it.
    """

    start: date
    due: date
    segments: list[Segment]
    level: int = 0
    first_level: int = 0
    paid_principal: int = 0
    paid_interest: int = 0
    deferred: int = 0
    fixed: int = 0
    lent_before: int = 0
    moved_up: bool = False
    given_up: int = 0
    interest_grace: bool = False
    earned: int = 0
    interest: int = 0
    principal: int = 0
    unplaced: int = 0
    balance: int = 0

    @property
    def days(self) -> int:
        return (self.due - self.start).days

    @property
    def credited(self) -> int:
        return sum(s.credited + s.credited_interest for s in self.segments)

    @property
    def payable(self) -> int:
        return self.level + self.credited + self.deferred

    @property
    def paid(self) -> int:
        return self.paid_principal + self.paid_interest

    @property
    def is_paid(self) -> bool:
        return self.payable == self.paid

    @property
    def unpaid_principal(self) -> int:
        return max(self.principal - self.paid_principal, 0)

    @property
    def unpaid_interest(self) -> int:
        return max(self.interest - self.paid_interest, 0)

    @property
    def lent(self) -> int:
        return sum(s.lent for s in self.segments)

    def copy(self) -> Period:
        twin = twin_of(self)
        twin.segments = [twin_of(s) for s in self.segments]
        return twin


def split(period: Period, day: date) -> Segment:
    """Cuts the segment of the day in two; the first of them."""
    inside = [s for s in period.segments if s.start < day <= s.end]
    found = inside[-1] if inside else period.segments[0]
    middle = min(max(day, found.start), found.end)
    rest = Segment(middle, found.end, stopped=found.stopped)
    found.end = middle
    period.segments.insert(period.segments.index(found) + 1, rest)
    return found


def twin_of(original: _T) -> _T:
    """A shallow copy; `copy.copy` goes a long way round, and plans are copied all the time."""
    twin: _T = object.__new__(type(original))
    twin.__dict__.update(original.__dict__)
    return twin
