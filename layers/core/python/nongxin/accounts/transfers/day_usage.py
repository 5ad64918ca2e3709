"""What a person has paid out today, against the limits of the channel (日累计限额、笔数)."""

from __future__ import annotations

from dataclasses import replace

from nongxin.catalog.payments import PaymentLimits
from nongxin.kernel.errors import Rule
from nongxin.kernel.value import value


class PaymentTooLarge(Rule):
    code = "payment-above-single-limit"
    zh = "超过单笔限额{limit_yuan}元"
    en = "Above the limit of a single payment, CNY {limit_yuan}"


class DayLimitExceeded(Rule):
    code = "day-limit-exceeded"
    zh = "超过当日累计限额{limit_yuan}元，今日尚可支付{left_yuan}元"
    en = "Above the day's limit of CNY {limit_yuan}: CNY {left_yuan} are left today"


class DayCountExceeded(Rule):
    code = "day-count-exceeded"
    zh = "超过当日笔数上限{most}笔"
    en = "The day's {most} payments are used up"


@value
class DayUsage:
    """Of one person on one calendar day; transfers among one's own accounts do not count.

    A payment that comes back (reversed, returned) still counts: limits bound what is tried.
    """

    person_id: str
    day: str
    sum_fen: int = 0
    count: int = 0
    version: int = 0

    def with_payment(self, amount_fen: int, limits: PaymentLimits) -> DayUsage:
        """Raises PaymentTooLarge, DayLimitExceeded, DayCountExceeded."""
        if amount_fen > limits.single_fen:
            raise PaymentTooLarge(limit_fen=limits.single_fen)
        if self.count >= limits.day_count:
            raise DayCountExceeded(most=limits.day_count)
        left_fen = limits.day_fen - self.sum_fen
        if amount_fen > left_fen:
            raise DayLimitExceeded(limit_fen=limits.day_fen, left_fen=left_fen)
        return replace(self, sum_fen=self.sum_fen + amount_fen, count=self.count + 1)

    def needs_step_up(self, amount_fen: int, limits: PaymentLimits) -> bool:
        """Whether a payment on top of this usage has to be confirmed by a second factor."""
        over_single = amount_fen > limits.step_up_single_fen
        return over_single or self.sum_fen + amount_fen > limits.step_up_day_fen
