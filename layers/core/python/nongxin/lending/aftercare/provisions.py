"""Loan loss provisions (贷款损失准备): 银发〔2002〕98号, general and by class."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from nongxin.catalog.aftercare import GENERAL, provision_rates
from nongxin.kernel.errors import Rule
from nongxin.kernel.money import rounded
from nongxin.lending.aftercare.classes import LoanClass


class ProvisionOutOfRange(Rule):
    code = "provision-out-of-range"
    zh = "拨备比例{rate}超出{low}至{high}"
    en = "The provision rate {rate} is outside {low} to {high}"


def provision(
    principal_fen: int, loan_class: LoanClass, on: date, own_rate: Decimal | None = None
) -> int:
    """What must be set aside for a loan, in fen: general and specific, at most all of it.

    `own_rate` is the bank's own for the class, within the range of the rules. Raises
    ProvisionOutOfRange.
    """
    rates = provision_rates(on)
    rule = rates[loan_class.value]
    specific = rule.rate if own_rate is None else own_rate
    if not rule.low <= specific <= rule.high:
        raise ProvisionOutOfRange(rate=str(specific), low=str(rule.low), high=str(rule.high))
    return min(rounded(principal_fen * (rates[GENERAL].rate + specific)), principal_fen)
