"""Money held at a counter (圈存): for a certificate of deposit, or as earnest for somebody.

Only these holds are a teller's to pay from or to lift: payments under way and authorities have
holds of their own on the same account.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

from nongxin.kernel.errors import Rule
from nongxin.kernel.value import value

LONGEST = timedelta(days=366)  # assumed


class HoldPurpose(Enum):
    """CERTIFICATE (存款证明): shown to somebody, never paid. EARNEST (保证金): paid in parts."""

    CERTIFICATE = "certificate"
    EARNEST = "earnest"


class HoldEndInvalid(Rule):
    code = "hold-end-invalid"
    zh = "到期时间须带时区，晚于当前时间且不超过366天"
    en = "A hold ends at an instant with its zone, later than now and within 366 days"


class NotPayable(Rule):
    code = "hold-not-payable"
    zh = "存款证明的冻结不能用于付款"
    en = "A certificate's hold cannot be paid from"


@value
class PaymentHold:
    """What was held; what is left of it stands on the account's latest entry."""

    id: str
    account_id: str
    amount_fen: int
    purpose: HoldPurpose
    ends_at: datetime
    placed_by: str


def check_end(ends_at: datetime, now: datetime) -> None:
    """Raises HoldEndInvalid."""
    if ends_at.tzinfo is None or not now < ends_at <= now + LONGEST:
        raise HoldEndInvalid()
