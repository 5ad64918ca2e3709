"""Deposit insurance (存款保险): what the fund would pay the depositors of one legal entity."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from typing import Any

from nongxin.accounts.interest.interest import half_up
from nongxin.catalog.protection import most_insured_fen, premium_rate_yearly
from nongxin.kernel.value import value


@value
class InsuranceReport:
    """Amounts in fen. `deposits_fen`: principal and interest of all deposits that are insured, the
    base of the premium (保费基数); `covered_fen`: what is paid at most in all.
    """

    entity: str
    on: date
    accounts: int
    depositors: int
    wholly_covered: int
    deposits_fen: int
    covered_fen: int

    @property
    def premium_fen(self) -> int:
        """Of half a year on today's base (保费, paid every six months; 存款保险条例 recalled)."""
        yearly = self.deposits_fen * Fraction(premium_rate_yearly(self.on))
        return half_up(yearly / 2)

    @property
    def told(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self) | {"on": self.on.isoformat(), "premium_fen": self.premium_fen}


def insured(entity: str, on: date, accounts: int, by_owner: Counter[str]) -> InsuranceReport:
    """存款保险条例第五条: all accounts of one depositor at one bank count together.

    `by_owner` are principal and interest in fen.
    """
    most_fen = most_insured_fen(on)
    return InsuranceReport(
        entity=entity,
        on=on,
        accounts=accounts,
        depositors=len(by_owner),
        wholly_covered=sum(fen <= most_fen for fen in by_owner.values()),
        deposits_fen=by_owner.total(),
        covered_fen=sum(min(fen, most_fen) for fen in by_owner.values()),
    )
