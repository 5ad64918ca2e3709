"""Five-class risk classification (五级分类), provisions and the tax in interest, by dated rows.

Days are days overdue. Since 2023-07-01: 商业银行金融资产风险分类办法 (CBIRC and PBOC Order 2023
No. 1); before: 银监发〔2007〕54号 as explained in practice. Provisions: 银发〔2002〕98号. Value added
tax: 财税〔2016〕36号 (6 %), 财税〔2016〕46号 (3 % for rural credit); day bands and shares are recalled.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from nongxin.kernel.money import rounded


class AssetClass(StrEnum):
    NORMAL = "normal"  # 正常
    WATCHED = "watched"  # 关注
    SUBSTANDARD = "substandard"  # 次级
    DOUBTFUL = "doubtful"  # 可疑
    LOSS = "loss"  # 损失


# From the day on: (days overdue from which the class is at least this, class), the worst first.
_BANDS = (
    (date(2023, 7, 1), ((361, AssetClass.LOSS), (271, AssetClass.DOUBTFUL),
                        (91, AssetClass.SUBSTANDARD), (1, AssetClass.WATCHED))),
    (date(2007, 1, 1), ((181, AssetClass.DOUBTFUL), (91, AssetClass.SUBSTANDARD),
                        (1, AssetClass.WATCHED))),
)  # fmt: skip
_PROVISION = {
    AssetClass.NORMAL: Decimal("0.01"),
    AssetClass.WATCHED: Decimal("0.02"),
    AssetClass.SUBSTANDARD: Decimal("0.25"),
    AssetClass.DOUBTFUL: Decimal("0.5"),
    AssetClass.LOSS: Decimal("1"),
}
NON_ACCRUAL_DAYS = 90
RURAL_TAX = Decimal("0.03")


def asset_class(days_overdue: int, on: date) -> AssetClass:
    """The best class that the days overdue allow; a person may always choose a worse one."""
    bands = next(rows for since, rows in _BANDS if on >= since)
    return next((name for days, name in bands if days_overdue >= days), AssetClass.NORMAL)


def provision_fen(balance_fen: int, name: AssetClass) -> int:
    """What must be set aside for a balance of the class; general 1 % for a normal one."""
    return rounded(balance_fen * _PROVISION[name])


def accrues(days_overdue: int) -> bool:
    """应计 up to 90 days overdue; after that interest is kept off the balance sheet (非应计)."""
    return days_overdue <= NON_ACCRUAL_DAYS


def tax_in(interest_fen: int, rate: Decimal = RURAL_TAX) -> tuple[int, int]:
    """Interest that includes value added tax, as (income, tax); they add up to it."""
    tax = rounded(interest_fen * rate / (1 + rate))
    return interest_fen - tax, tax
