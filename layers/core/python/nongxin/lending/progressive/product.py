"""What a product fixes for the mathematics of its loans: rhythm, interest, rounding, order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from fractions import Fraction

from nongxin.kernel.money import Rounding, rounded
from nongxin.kernel.value import value
from nongxin.lending.reckoning.due_dates import Every


class Repay(Enum):
    """How principal comes back."""

    LEVEL = "level"  # 等额本息: equal instalments on the declining balance
    LINEAR = "linear"  # 等额本金: equal principal
    FLAT = "flat"  # 等本等息: interest on what was lent, throughout
    AT_END = "at_end"  # 先息后本 and, with one instalment, 一次性还本付息


class YearDays(Enum):
    """The days of a year; ACTUAL is 365 or 366, FEB29 366 only for a period with a 29 February."""

    ACTUAL = 0
    FEB29 = 1
    D360 = 360
    D364 = 364
    D365 = 365


class Future(Enum):
    """Which instalments a payment beyond what is due goes to."""

    NEXT = "next_installment"  # to the next: the term gets shorter
    LAST = "last_installment"  # to the last
    SPREAD = "reamortization"  # evenly over all: each instalment gets smaller
    NEXT_LAST = "next_last_installment"  # the running one first, then the last


class ChargeOff(Enum):
    """What a charge-off does to the plan."""

    REGULAR = "regular"
    ZERO_INTEREST = "zero_interest"  # the dates stay, no more interest
    ACCELERATE = "accelerate_maturity"  # all falls due on the day


@value
class Recalculation:
    """How early and late payments change interest; without it interest is fixed when lent.

    `daily` rests: the balance of each day bears interest, else that of each period. `to_rest`:
    who pays early owes the running period in full. `on_past_due`: overdue principal bears it too.
    """

    daily: bool = True
    to_rest: bool = False
    on_past_due: bool = True


@value
class Allocation:
    """Parts in the order in which a payment fills them, for what is late, due and not yet due."""

    past_due: tuple[str, ...]
    due: tuple[str, ...]
    in_advance: tuple[str, ...]
    future: Future = Future.NEXT


# products.json, common.repay_order: fee, compound, penalty, interest, principal.
_USUAL = ("fee", "penalty", "interest", "principal")
USUAL = Allocation(_USUAL, _USUAL, _USUAL, Future.NEXT)


@value
class Product:
    """Amounts in minor units (fen), `rate` the annual fraction.

    `month_days_30` counts each month of the rhythm as 30 days; `by_period` takes a twelfth of the
    year per month (a 52nd per week) whatever its days, and then `partial_period` tells whether
    days within a period count at all. `multiple` is what a level instalment is rounded to,
    by `level_rounding` if that is another; `level_by_month` plans it as if all months were alike.
    `money_multiple` what every amount is, `cents` hundredths in a minor unit. `cumulative` plans
    stand from the day the money is lent and payments move no interest.
    """

    rate: Fraction
    every: Every
    instalments: int
    repay: Repay = Repay.LEVEL
    year_days: YearDays = YearDays.D360
    month_days_30: bool = False
    by_period: bool = False
    partial_period: bool = True
    rounding: Rounding = Rounding.HALF_UP
    multiple: int = 0
    level_rounding: Rounding | None = None
    level_by_month: bool = False
    money_multiple: int = 0
    cents: int = 1
    grace_principal: int = 0
    grace_interest: int = 0
    interest_free: int = 0
    recalculation: Recalculation | None = None
    allocation: Allocation = USUAL
    allocations: Mapping[str, Allocation] = field(default_factory=dict)
    vertical: bool = False
    down_payment: Fraction = Fraction(0)
    charge_off: ChargeOff = ChargeOff.REGULAR
    cumulative: bool = False

    def minor(self, amount: Fraction) -> int:
        """An exact amount as whole minor units, by the product's rounding."""
        if self.money_multiple > 1 and amount > 0:
            return rounded(amount / self.money_multiple) * self.money_multiple
        return rounded(amount, self.rounding)

    def minor_part(self, above: int, below: int) -> int:
        """The same for `above` / `below`, without making a fraction of them."""
        if self.money_multiple > 1 or self.rounding is not Rounding.HALF_EVEN or above < 0:
            return self.minor(Fraction(above, below))
        whole, rest = divmod(above, below)
        return whole + (2 * rest > below or (2 * rest == below and whole % 2 == 1))

    def level(self, amount: int) -> int:
        """A level instalment at the product's multiple, unless that would round it away."""
        if self.multiple <= 1:
            return amount
        rounding = self.level_rounding or self.rounding
        return rounded(Fraction(amount, self.multiple), rounding) * self.multiple or amount

    def allocation_of(self, kind: str) -> Allocation:
        return self.allocations.get(kind, self.allocation)
