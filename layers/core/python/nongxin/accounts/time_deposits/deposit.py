"""Time deposits (整存整取、通知存款): what they earn at maturity, before it, and after it.

储蓄管理条例 (recalled): the rate of the opening day holds for the term (第二十二条); what is taken before
maturity earns the demand rate of that day (第二十四条), and so does every day after maturity, unless it
was agreed to renew (第二十三条). Whole months count 1/12 of a year, days 1/360 (银发〔2005〕129号).
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from nongxin.accounts.interest.interest import half_up
from nongxin.catalog.deposits import TimeProduct, demand_rate, time_products
from nongxin.kernel.dates import add_months
from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.rates import DAYS_IN_YEAR_FOR_RATES
from nongxin.kernel.value import value


class UnknownProduct(Rule):
    code = "time-deposit-unknown"
    zh = "没有存款产品{product}"
    en = "There is no deposit product {product}"


class BelowLeast(Rule):
    code = "time-deposit-below-least"
    zh = "存入、支取或留存金额不得低于起点金额{least_yuan}元"
    en = "At least CNY {least_yuan} are paid in, taken out or left"


class PartTakenBefore(Conflict):
    code = "time-deposit-part-taken"
    zh = "定期存款部分提前支取只能办理一次"
    en = "A part of a time deposit is taken before maturity once only"


class WholeOnly(Rule):
    code = "time-deposit-whole-only"
    zh = "存款已到期，须全部支取"
    en = "The deposit has matured: it is taken whole"


class MoreThanDeposited(Rule):
    code = "time-deposit-exceeded"
    zh = "支取金额超过存款余额{balance_yuan}元"
    en = "More than the CNY {balance_yuan} that are deposited"


class NoNoticeNeeded(Rule):
    code = "time-deposit-no-notice"
    zh = "该存款不需要通知"
    en = "This deposit needs no notice"


class RenewalDue(Conflict):
    """Not for people: the renewal is done first, then what was asked for."""

    code = "time-deposit-renewal-due"
    zh = "存款已到期，须先办理转存"
    en = "The deposit has matured and is renewed first"


@value
class Deposit:
    """`rate` is that of the day on which the term began; `pays_to` gets what is paid out.

    `matures_on` None: a notice deposit. `notice_fen` may be taken on `notice_on` at its rate.
    """

    account_id: str
    product: str
    certificate: str
    starts_on: date
    matures_on: date | None
    rate: Decimal
    renews: bool
    pays_to: str
    part_taken: bool = False
    notice_fen: int = 0
    notice_on: date | None = None
    record_version: int = field(default=0, compare=False)

    @property
    def terms(self) -> TimeProduct:
        return product_named(self.product)

    def is_due(self, today: date) -> bool:
        """Whether it is to be renewed before anything else is done with it."""
        return self.renews and self.matures_on is not None and self.matures_on <= today

    def full_term_fen(self, principal_fen: int) -> int:
        """The interest of a whole term."""
        return half_up(_by_months(principal_fen, self.rate, self.terms.months))

    def renewed(self) -> Deposit:
        """From maturity on, for as long again, at that day's rate (自动转存)."""
        assert self.matures_on is not None
        start = self.matures_on
        return replace(
            self,
            starts_on=start,
            matures_on=add_months(start, self.terms.months),
            rate=self.terms.rate_on(start),
            part_taken=False,
        )

    def earned(self, amount_fen: int, today: date) -> int:
        """The interest in fen of a part (or all) that is taken today."""
        if self.matures_on is None:
            return half_up(self._with_notice(amount_fen, today))
        if today < self.matures_on:
            return half_up(_by_days(amount_fen, demand_rate(today), self.starts_on, today))
        term = _by_months(amount_fen, self.rate, self.terms.months)
        return half_up(term + _by_days(amount_fen, demand_rate(today), self.matures_on, today))

    def accrued(self, principal_fen: int, today: date) -> int:
        """What the bank owes so far for the days before today, in fen: at the agreed rate, by
        actual days of 360, up to the whole term's (assumed: the contract is kept to its end).
        """
        if self.matures_on is None:
            return self.earned(principal_fen, today)
        if today >= self.matures_on:
            return self.earned(principal_fen, today)
        so_far = half_up(_by_days(principal_fen, self.rate, self.starts_on, today))
        return min(so_far, self.full_term_fen(principal_fen))

    def taken(self, amount_fen: int, principal_fen: int, today: date) -> Deposit:
        """After a part or all of it was taken. Raises what forbids it: MoreThanDeposited,
        BelowLeast, PartTakenBefore, WholeOnly, RenewalDue.
        """
        if self.is_due(today):
            raise RenewalDue()
        left_fen = principal_fen - amount_fen
        if left_fen < 0:
            raise MoreThanDeposited(balance_fen=principal_fen)
        if not left_fen:
            return self
        if self.matures_on is None:
            check_least(self.terms, min(amount_fen, left_fen))
            return replace(self, notice_fen=0, notice_on=None)
        if today >= self.matures_on:
            raise WholeOnly()
        if self.part_taken:
            raise PartTakenBefore()
        check_least(self.terms, left_fen)
        return replace(self, part_taken=True)

    def noticed(self, amount_fen: int, today: date) -> Deposit:
        """That so much will be taken after the days of notice.

        Raises NoNoticeNeeded, BelowLeast.
        """
        if self.matures_on is not None:
            raise NoNoticeNeeded()
        check_least(self.terms, amount_fen)
        on = today + timedelta(days=self.terms.notice_days)
        return replace(self, notice_fen=amount_fen, notice_on=on)

    def _with_notice(self, amount_fen: int, today: date) -> Fraction:
        """What was not announced for this very day, or beyond what was, earns as on demand."""
        announced = min(amount_fen, self.notice_fen) if self.notice_on == today else 0
        rate, demand = self.terms.rate_on(today), demand_rate(today)
        rest = _by_days(amount_fen - announced, demand, self.starts_on, today)
        return _by_days(announced, rate, self.starts_on, today) + rest


def product_named(code: str) -> TimeProduct:
    """Raises UnknownProduct."""
    found = time_products().get(code)
    if found is None:
        raise UnknownProduct(product=code[:12])
    return found


def check_least(product: TimeProduct, amount_fen: int) -> None:
    """Raises BelowLeast."""
    if amount_fen < product.least_fen:
        raise BelowLeast(least_fen=product.least_fen)


def begun(product: TimeProduct, account_id: str, certificate: str, today: date) -> Deposit:
    """A deposit of today that is not renewed and pays to nobody yet."""
    return Deposit(
        account_id=account_id,
        product=product.code,
        certificate=certificate,
        starts_on=today,
        matures_on=add_months(today, product.months) if product.months else None,
        rate=product.rate_on(today),
        renews=False,
        pays_to="",
    )


def _by_months(fen: int, rate: Decimal, months: int) -> Fraction:
    return fen * Fraction(rate) * Fraction(months, 12)


def _by_days(fen: int, rate: Decimal, start: date, end: date) -> Fraction:
    return fen * Fraction(rate) * Fraction((end - start).days, DAYS_IN_YEAR_FOR_RATES)
