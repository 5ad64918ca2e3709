"""What payouts of subsidies publish. Amounts in fen."""

from __future__ import annotations

from nongxin.kernel.events import Event
from nongxin.kernel.value import value


@value(kw_only=True)
class SubsidiesReleased(Event):
    """The money of a payout file is off the bureau's account."""

    file_id: str
    account_id: str
    lines: int
    amount_fen: int


@value(kw_only=True)
class SubsidiesPaid(Event):
    """Every line of a payout file is paid or failed; what failed went back."""

    file_id: str
    account_id: str
    paid_lines: int
    paid_fen: int
    failed_lines: int
    returned_fen: int
