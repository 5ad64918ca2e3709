"""The day's entries of a product in a county, from the sum over its loans: never per loan."""

from __future__ import annotations

from collections import Counter
from datetime import date

from nongxin.kernel.value import value
from nongxin.ledger.posting import Leg, credit, debit, general
from nongxin.lending.aftercare.figures import Figures
from nongxin.lending.aftercare.value_added_tax import rate_of, tax_in


@value
class DaySum:
    """What a day moved, over all loans of a product that an entity has in a county."""

    county: str
    entity: str
    product: str
    day: date
    moved: Figures

    @property
    def vat_fen(self) -> int:
        return tax_in(self.moved.taxed_fen, rate_of(self.entity, self.day))


def legs_of(day_sum: DaySum) -> list[Leg]:
    """Balanced; none if the day moved nothing.

    Income against receivables, the tax out of income, 表外 against its contra, provisions
    against 资产减值损失. What is paid is booked against the receivables when it comes in.
    """
    moved, sums = day_sum.moved, Counter[str]()
    pairs = (
        ("interest_receivable", "interest_income", moved.interest_fen),
        ("penalty_receivable", "penalty_income", moved.late_fen),
        ("interest_income", "vat_payable", day_sum.vat_fen),
        ("interest_off_balance", "off_balance_contra", moved.off_balance_fen),
        ("impairment_loss", "loan_loss_provision", moved.provision_fen),
    )
    for debited, credited, fen in pairs:
        sums[debited] += fen
        sums[credited] -= fen
    return [_leg(day_sum, kind, fen) for kind, fen in sums.items() if fen]


def _leg(day_sum: DaySum, kind: str, fen: int) -> Leg:
    account = general(day_sum.county, day_sum.entity, kind)
    return debit(account, fen) if fen > 0 else credit(account, -fen)
