"""The terms frozen into a contract: everything that the schedule and the servicing follow from."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import ClassVar

from nongxin.kernel.dates import add_months
from nongxin.kernel.errors import Rule
from nongxin.kernel.money import Rounding
from nongxin.kernel.value import value
from nongxin.kernel.wording import Words
from nongxin.lending.reckoning.allocation import DEFAULT_ORDERS, Orders
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.due_dates import (
    MONTHLY,
    QUARTERLY,
    Every,
    Grid,
    HolidayRule,
    Unit,
)
from nongxin.lending.reckoning.floating import Floating

MAX_INSTALMENTS = 600


class Method(Enum):
    """How a loan is repaid; the value is the code used by doors, records and products."""

    EQUAL_INSTALMENT = "equal_instalment"
    EQUAL_PRINCIPAL = "equal_principal"
    INTEREST_MONTHLY = "interest_monthly"
    INTEREST_QUARTERLY = "interest_quarterly"
    BULLET = "bullet"
    REVOLVING = "revolving"
    FLAT = "flat"

    @property
    def zh(self) -> str:
        return _ZH[self]

    @property
    def every(self) -> Every | None:
        """The rhythm of its due dates; None is a single due date, at maturity."""
        return _EVERY[self]

    @property
    def principal_at_end(self) -> bool:
        return self in _AT_END


_ZH = {
    Method.EQUAL_INSTALMENT: "等额本息",
    Method.EQUAL_PRINCIPAL: "等额本金",
    Method.INTEREST_MONTHLY: "按月付息到期还本",
    Method.INTEREST_QUARTERLY: "按季付息到期还本",
    Method.BULLET: "一次性还本付息",
    Method.REVOLVING: "随借随还",
    Method.FLAT: "等本等息",
}
_EVERY = {
    Method.EQUAL_INSTALMENT: MONTHLY,
    Method.EQUAL_PRINCIPAL: MONTHLY,
    Method.INTEREST_MONTHLY: MONTHLY,
    Method.INTEREST_QUARTERLY: QUARTERLY,
    Method.BULLET: None,
    Method.REVOLVING: None,
    Method.FLAT: MONTHLY,
}
_AT_END = frozenset(
    {
        Method.INTEREST_MONTHLY,
        Method.INTEREST_QUARTERLY,
        Method.BULLET,
        Method.REVOLVING,
    }
)


class TermsRefused(Rule):
    """The parent of every refusal of terms that make no loan."""


class PrincipalNotPositive(TermsRefused):
    code = "principal-not-positive"
    zh = "贷款金额必须大于零"
    en = "The amount lent must be above zero"


class RateOutOfRange(TermsRefused):
    code = "rate-out-of-range"
    zh = "年利率{rate}超出允许范围（0至{ceiling}）"
    en = "The annual rate {rate} is outside 0 to {ceiling}"


class TermNotUsable(TermsRefused):
    code = "term-not-usable"
    zh = "贷款期限不成立：{reason}"
    en = "These terms make no plan: {reason}"
    words: ClassVar[Words] = {
        "reason": {
            "length": (
                "月数、天数、期数须且只能填一项",
                "give a term in months, a term in days, or a number of instalments",
            ),
            "negative": ("期限不得为负", "a term is not negative"),
            "due-day": ("还款日须为每月1至31日", "the due day is a day of the month"),
            "due-day-rhythm": (
                "还款日只用于按月还款，且不与指定首期同用",
                "a due day goes with months, and not with a chosen first date",
            ),
            "rhythm": (
                "按月的期限须按月还款，按天的期限须按天还款",
                "a term in months goes with a rhythm of months, one in days with days",
            ),
            "down-payment": (
                "首付须低于本金，取整单位至少为一分",
                "the down payment is below the principal, a multiple at least one fen",
            ),
            "instalments": (
                f"还款计划最多{MAX_INSTALMENTS}期",
                f"a plan has at most {MAX_INSTALMENTS} instalments",
            ),
            "grace-negative": ("宽限不得为负", "grace is not negative"),
            "grace": ("宽限后须至少剩一期", "grace leaves at least one instalment"),
        }
    }


class FirstDueTooEarly(TermsRefused):
    code = "first-due-too-early"
    zh = "首次还款日{first_due}不得早于放款日{lent_on}"
    en = "The first due date {first_due} is before the loan is lent on {lent_on}"


class LastBeforeFirst(TermsRefused):
    code = "last-due-before-first"
    zh = "到期日{maturity}早于首次还款日{first_due}"
    en = "Maturity {maturity} lies before the first due date {first_due}"


@value
class LoanTerms:
    """Amounts in fen, rates as annual fractions, terms in months (or days, for order loans).

    `due_day` is the day of the month on which dues fall (21 after a 结息日 on the 20th), with the
    last at maturity; `first_due_on` is a chosen first date from which the others are reckoned;
    with neither, dues are reckoned from the day the money is lent. `every` and `instalments`
    replace what follows from method and term; `progressive` evens out level instalments as Apache
    Fineract's progressive engine does, for loans that come from it.

    `committed_fen` is the contract's amount where only `principal_fen` of it goes out at first: the
    rest may follow in so many `tranches` within so many months of lending.

    Penalties: 银发〔2003〕251号 (overdue +30–50 %, diverted use +50–100 %; the heavier of the two,
    never both).
    """

    principal_fen: int
    rate_annual: Decimal
    method: Method
    term_months: int = 0
    term_days: int = 0
    every: Every | None = None
    instalments: int = 0
    first_due_on: date | None = None
    due_day: int | None = None
    day_count: DayCount = DayCount.ACT_360
    rounding: Rounding = Rounding.HALF_UP
    instalment_multiple_fen: int = 1
    progressive: bool = False
    grace_principal: int = 0
    grace_interest: int = 0
    down_payment_fen: int = 0
    holidays: HolidayRule = HolidayRule.GRACE
    grace_days: int = 0
    rate_ceiling: Decimal = Decimal("0.24")
    penalty_uplift: Decimal = Decimal("0.5")
    diverted_uplift: Decimal = Decimal("1.0")
    compound: bool = True
    floating: Floating | None = None
    committed_fen: int = 0
    tranches: int = 0
    tranche_months: int = 0
    orders: Orders = DEFAULT_ORDERS

    def __post_init__(self) -> None:
        if self.principal_fen <= 0:
            raise PrincipalNotPositive()
        if self.rate_annual.is_nan() or not 0 <= self.rate_annual <= self.rate_ceiling:
            raise RateOutOfRange(rate=str(self.rate_annual), ceiling=str(self.rate_ceiling))
        if reason := self._fault():
            raise TermNotUsable(reason=reason)

    def _fault(self) -> str:
        if (self.term_months > 0) + (self.term_days > 0) + (self.instalments > 0) != 1:
            return "length"
        if min(self.term_months, self.term_days, self.instalments) < 0:
            return "negative"
        if self.due_day is not None and not 1 <= self.due_day <= 31:
            return "due-day"
        again = self.every or self.method.every  # a single due date is at maturity
        if self.due_day is not None and (self.first_due_on or not (again and again.months)):
            return "due-day-rhythm"
        if (self.term_days and not self.rhythm.days) or (self.term_months and self.rhythm.days):
            return "rhythm"
        if not 0 <= self.down_payment_fen < self.principal_fen or self.instalment_multiple_fen < 1:
            return "down-payment"
        if self.rhythm.count < 1 or self.count > MAX_INSTALMENTS:
            return "instalments"
        if min(self.grace_principal, self.grace_interest) < 0 or self.grace_days < 0:
            return "grace-negative"
        if max(self.grace_principal, self.grace_interest) >= self.count:
            return "grace"
        return ""

    @property
    def agreed_fen(self) -> int:
        """The contract's amount, whether all of it is lent or not."""
        return self.committed_fen or self.principal_fen

    @property
    def rate_penalty(self) -> Decimal:
        """The annual rate on overdue principal, in place of the contract's."""
        return self.rate_annual * (1 + self.penalty_uplift)

    @property
    def rate_diverted(self) -> Decimal:
        """The annual rate on what was used for something else."""
        return self.rate_annual * (1 + self.diverted_uplift)

    @property
    def rhythm(self) -> Every:
        """How often dues fall; a loan with a single due date has its whole term for a step."""
        fixed = self.every or self.method.every
        if fixed is not None:
            return fixed
        return Every(self.term_days, Unit.DAY) if self.term_days else Every(self.term_months or 1)

    @property
    def count(self) -> int:
        """The number of steps within the term; a remainder shorter than a step is one more."""
        if self.instalments:
            return self.instalments
        if self.term_days:
            return -(-self.term_days // self.rhythm.days)
        return -(-self.term_months // self.rhythm.months)

    @property
    def first_step(self) -> int:
        """Where on its grid the first due lies: a chosen date is the grid's own anchor."""
        return 0 if self.first_due_on or self.due_day else 1

    def maturity(self, lent_on: date) -> date:
        """The last due date when the loan is lent on this day.

        A chosen first date keeps the number of instalments and so moves the last. Raises
        FirstDueTooEarly, LastBeforeFirst.
        """
        if self.first_due_on is not None:
            self._check_first(self.first_due_on, lent_on)
        elif not self.instalments:
            return self._term_end(lent_on)
        return self.grid(lent_on).at(self.count - 1 + self.first_step)

    def _check_first(self, first_due: date, lent_on: date) -> None:
        if first_due < lent_on:
            raise FirstDueTooEarly(first_due=first_due.isoformat(), lent_on=lent_on.isoformat())
        maturity = self._term_end(lent_on)
        if not self.instalments and maturity < first_due:
            raise LastBeforeFirst(maturity=maturity.isoformat(), first_due=first_due.isoformat())

    def _term_end(self, lent_on: date) -> date:
        if self.term_days:
            return lent_on + timedelta(days=self.term_days)
        return add_months(lent_on, self.term_months)

    def grid(self, lent_on: date) -> Grid:
        """The dates that the dues are reckoned on; part-months are measured on it too."""
        if self.first_due_on is not None:
            return Grid(self.first_due_on, self.rhythm)
        if self.due_day is None:
            return Grid(lent_on, self.rhythm)
        first = _first_on_day(lent_on, self.due_day, self.rhythm.months)
        return Grid(first, self.rhythm, self.due_day)


def _first_on_day(lent_on: date, due_day: int, months: int) -> date:
    """The first `due_day` after lending; quarters end in March, June, September and December, and
    so with all that divides a year; every five months, say, begin in any month.
    """
    for ahead in range(months + 1):
        day = add_months(lent_on, ahead, due_day)
        if day > lent_on and (12 % months or day.month % months == 0):
            return day
    raise AssertionError("a rhythm of months meets every due day")
