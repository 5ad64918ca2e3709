"""The lines of a repayment plan as they stand: what falls due, what was paid of it and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

PARTS = ("principal", "interest", "fee", "penalty")


@dataclass
class Line:
    """Amounts in minor units, by part. `period` is the index in the plan, None for a down payment
    and for a line added after maturity. `ahead` and `late` are what was paid before and after the
    due date, `met_on` the day on which nothing was left, `payments` (day, part, amount).
    """

    start: date
    due: date
    period: int | None = None
    down: bool = False
    added: bool = False
    charged: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    paid: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    waived: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    written_off: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    ahead: int = 0
    late: int = 0
    met_on: date | None = None
    payments: list[tuple[date, str, int]] = field(default_factory=list)

    def left(self, part: str) -> int:
        gone = self.paid[part] + self.waived[part] + self.written_off[part]
        return self.charged[part] - gone

    @property
    def due_total(self) -> int:
        return sum(self.charged.values())

    @property
    def paid_total(self) -> int:
        return sum(self.paid.values())

    @property
    def open_total(self) -> int:
        return sum(self.left(part) for part in PARTS)

    @property
    def is_open(self) -> bool:
        return self.met_on is None

    def pay(self, part: str, amount: int, on: date) -> int:
        """What of the amount the part takes."""
        taken = max(min(amount, self.left(part)), 0)
        self.paid[part] += taken
        if taken:
            self.payments.append((on, part, taken))
        if on < self.due:
            self.ahead += taken
        elif on > self.due:
            self.late += taken
        self.check(on)
        return taken

    def check(self, on: date) -> None:
        """Marks the line as met on the day, or as open again."""
        if self.open_total:
            self.met_on = None
        elif self.met_on is None:
            self.met_on = on

    def holds(self, day: date, *, first: bool) -> bool:
        return self.start < day <= self.due or (first and self.start == day)
