"""The state of a loan while its events are replayed: plan, lines, credit balance, postings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from nongxin.lending.loans.entries import ChargeWaiver, Entry, InstalmentFee
from nongxin.lending.loans.order import Numbered
from nongxin.lending.progressive.lines import PARTS, Line
from nongxin.lending.progressive.plan import Plan
from nongxin.lending.progressive.product import Product


@dataclass
class Posting:
    """What the entry number `nr` did: parts paid (or lent, charged off), and what was left over."""

    nr: int
    entry: Entry
    kind: str
    on: date
    amount: int
    parts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    overpaid: int = 0


@dataclass
class Account:
    """`nr` is the number of the entry that is being replayed."""

    product: Product
    start: date
    plan: Plan
    lines: list[Line]
    overpaid: int = 0
    charged_off_on: date | None = None
    written_off_on: date | None = None
    called_due_on: date | None = None
    postings: list[Posting] = field(default_factory=list)
    charges: dict[int, tuple[Line, str, int]] = field(default_factory=dict)
    charged_on: dict[int, date] = field(default_factory=dict)
    history: list[Numbered] = field(default_factory=list)
    fee_rules: list[tuple[int, InstalmentFee]] = field(default_factory=list)
    nr: int = 0

    @staticmethod
    def opened(product: Product, start: date, dues: Sequence[date]) -> Account:
        plan = Plan.of(product, start, dues)
        lines = [Line(p.start, p.due, nr) for nr, p in enumerate(plan.periods)]
        return Account(product, start, plan, lines)

    @property
    def has_interest(self) -> bool:
        return bool(self.product.rate) or bool(self.plan.rates)

    @property
    def recalculates(self) -> bool:
        fixed = self.product.cumulative or self.product.recalculation is None
        return self.has_interest and not fixed

    @property
    def bears_interest(self) -> bool:
        """Whether payments still change interest."""
        return self.recalculates and self.charged_off_on is None and self.called_due_on is None

    @property
    def charge_book(self) -> list[tuple[date, str, int, int]]:
        """Charges with their due date, part, amount and what was waived of each."""
        waived = {p.entry.of: p.amount for p in self.postings if isinstance(p.entry, ChargeWaiver)}
        return [
            (self.charged_on[nr], part, amount, waived.get(nr, 0))
            for nr, (_, part, amount) in self.charges.items()
        ]

    def normal(self) -> Iterator[Line]:
        return (line for line in self.lines if line.period is not None)

    def left(self, part: str) -> int:
        return sum(line.left(part) for line in self.lines)

    @property
    def owed(self) -> int:
        return sum(self.left(part) for part in PARTS)

    @property
    def lent(self) -> int:
        return sum(p.amount for p in self.postings if p.kind == "disbursement")

    @property
    def down_paid(self) -> int:
        return sum(line.charged["principal"] for line in self.lines if line.down)

    @property
    def principal(self) -> int:
        """Principal outstanding."""
        return self.left("principal")

    def post(self, entry: Entry, kind: str, amount: int, **parts: int) -> Posting:
        posting = Posting(self.nr, entry, kind, entry.on, amount)
        posting.parts.update(parts)
        self.postings.append(posting)
        return posting

    def line_of(self, day: date) -> Line | None:
        """The line in whose period the day lies."""
        first = next(self.normal(), None)
        for line in self.lines:
            if not line.down and line.holds(day, first=line is first):
                return line
        return None

    def sync(self, on: date, *, since: date | None = None) -> None:
        """Takes principal and interest of the lines from the plan."""
        for line in self.normal():
            if since is None or line.due >= since:
                period = self.plan.periods[line.period or 0]
                line.charged["principal"] = period.principal
                line.charged["interest"] = period.interest
                line.start, line.due = period.start, period.due
                line.check(on)

    def share_out(self, amount: int, on: date) -> None:
        """Principal of an interest-free loan, in equal parts over the lines still to come."""
        lines = [line for line in self.normal() if line.due > on]
        part, left = self.product.minor(Fraction(amount, len(lines))), amount
        for line in lines:
            new = self.product.level(line.charged["principal"] + part)
            left -= new - line.charged["principal"]
            line.charged["principal"] = new
            line.check(on)
        lines[-1].charged["principal"] += left
        lines[-1].check(on)
