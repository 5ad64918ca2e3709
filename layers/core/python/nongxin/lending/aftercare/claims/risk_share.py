"""Who bears a loss of 精准扶贫贷: the county's risk-compensation fund (风险补偿金) and the bank."""

from __future__ import annotations

from datetime import date

from nongxin.catalog.aftercare import risk_fund
from nongxin.kernel.money import split
from nongxin.kernel.value import value


@value
class LossShares:
    """In fen; the fund pays once it is asked, the bank goes on collecting for both."""

    fund_fen: int
    bank_fen: int


def shares_of(
    product: str, county: str, overdue_fen: int, overdue_days: int, on: date
) -> LossShares:
    """How overdue principal and interest are borne on a day; before the fund's day by the bank."""
    fund = risk_fund(product, county, on)
    if fund is None or overdue_days < fund.dpd_from:
        return LossShares(0, overdue_fen)
    return LossShares(*split(overdue_fen, [fund.fund_percent, fund.bank_percent]))
