"""What a platform's order adds to an application (订单贷款): the loan pays its seller, for days.

贷款通则 and 个人贷款管理办法 (受托支付): the bank pays the counterparty, not the borrower.
"""

from __future__ import annotations

from collections.abc import Sequence

from nongxin.kernel.errors import Rule
from nongxin.kernel.value import value

LEAST_DAYS, MOST_DAYS = 7, 90
_DAYS_IN_MONTH = 30


class OrderTermOutOfRange(Rule):
    code = "order-term-out-of-range"
    zh = f"订单贷款期限须为{LEAST_DAYS}至{MOST_DAYS}天"
    en = f"An order loan runs for {LEAST_DAYS} to {MOST_DAYS} days"


def begun_months(term_days: int) -> int:
    """Months of thirty days: what an order loan's limit, price and ages are reckoned by."""
    return -(-term_days // _DAYS_IN_MONTH)


@value
class Checkout:
    """`partner` is the platform's id with us, `merchant` its code for the seller, `payee` the
    seller's account. Raises OrderTermOutOfRange.
    """

    partner: str
    merchant: str
    order: str
    payee: str
    term_days: int

    def __post_init__(self) -> None:
        if not LEAST_DAYS <= self.term_days <= MOST_DAYS:
            raise OrderTermOutOfRange()

    def texts(self) -> tuple[str, ...]:
        """As records and events carry it; `of` reads it back."""
        return self.partner, self.merchant, self.order, self.payee, str(self.term_days)

    @classmethod
    def of(cls, texts: Sequence[str]) -> Checkout | None:
        if not texts:
            return None
        partner, merchant, order, payee, days = texts
        return cls(partner, merchant, order, payee, int(days))
