"""Provisions, funds, collection and 增值税 by the catalogue's rows."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from nongxin.ledger.kinds import Side
from nongxin.lending.aftercare.claims.risk_share import LossShares, shares_of
from nongxin.lending.aftercare.classes import LoanClass
from nongxin.lending.aftercare.collection import may_call, step_for
from nongxin.lending.aftercare.figures import Figures
from nongxin.lending.aftercare.provisions import ProvisionOutOfRange, provision
from nongxin.lending.aftercare.signals import Signal, signals_of
from nongxin.lending.aftercare.sums import DaySum, legs_of
from nongxin.lending.aftercare.value_added_tax import is_taxed, rate_of, tax_in

DAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("loan_class", "fen"),
    [
        (LoanClass.NORMAL, 1_000),
        (LoanClass.SPECIAL_MENTION, 3_000),
        (LoanClass.SUBSTANDARD, 26_000),
        (LoanClass.DOUBTFUL, 51_000),
        (LoanClass.LOSS, 100_000),
    ],
)
def test_provisions_by_class(loan_class: LoanClass, fen: int) -> None:
    assert provision(100_000, loan_class, DAY) == fen


def test_a_bank_may_go_a_fifth_up_or_down() -> None:
    assert provision(100_000, LoanClass.SUBSTANDARD, DAY, Decimal("0.2")) == 21_000
    with pytest.raises(ProvisionOutOfRange):
        provision(100_000, LoanClass.SUBSTANDARD, DAY, Decimal("0.19"))


def test_the_fund_bears_seven_tenths_of_a_poverty_loan() -> None:
    assert shares_of("FPD", "610722", 1_001, 91, DAY) == LossShares(701, 300)
    assert shares_of("FPD", "610722", 1_001, 90, DAY) == LossShares(0, 1_001)
    assert shares_of("YND", "610722", 1_001, 400, DAY) == LossShares(0, 1_001)


def test_collection_by_days_score_and_balance() -> None:
    assert step_for(0, 700, 10_000_000) == ""
    assert step_for(7, 700, 9_999_999) == "sms"
    assert step_for(7, 700, 10_000_000) == "call"
    assert step_for(8, 399, 1) == "visit"
    assert step_for(1_000, 0, 1) == "legal"
    assert [may_call(time(hour)) for hour in (7, 8, 19, 20)] == [False, True, True, False]


def test_relief_up_to_a_million_and_to_the_end_of_2027() -> None:
    million = 100_000_000
    assert not is_taxed("YND", million, DAY)
    assert is_taxed("YND", million + 1, DAY)
    assert is_taxed("YND", million, date(2028, 1, 1))
    assert is_taxed("YND", 10_000_001, date(2017, 11, 30))
    assert is_taxed("XFD", 1, DAY)


def test_three_percent_in_counties_and_six_in_cities() -> None:
    assert (rate_of("2758", DAY), rate_of("2701", DAY)) == (Decimal("0.03"), Decimal("0.06"))
    assert tax_in(10_300, Decimal("0.03")) == 300
    assert tax_in(10_600, Decimal("0.06")) == 600


def test_a_day_is_one_balanced_posting() -> None:
    moved = Figures(10_300, 500, 42, 10_300, 10_300, -7)
    legs = {leg.account[15:]: leg for leg in legs_of(DaySum("610722", "2758", "XFD", DAY, moved))}
    assert {name: (leg.side.value, leg.amount_fen) for name, leg in legs.items()} == {
        "interest_receivable": ("debit", 10_300),
        "interest_income": ("credit", 10_000),
        "vat_payable": ("credit", 300),
        "penalty_receivable": ("debit", 500),
        "penalty_income": ("credit", 500),
        "interest_off_balance": ("debit", 42),
        "off_balance_contra": ("credit", 42),
        "impairment_loss": ("credit", 7),
        "loan_loss_provision": ("debit", 7),
    }
    debits = sum(leg.amount_fen for leg in legs.values() if leg.side is Side.DEBIT)
    assert debits * 2 == sum(leg.amount_fen for leg in legs.values())


def test_a_day_that_moves_nothing_has_no_entries() -> None:
    assert legs_of(DaySum("610722", "2758", "XFD", DAY, Figures())) == []


def test_signals_follow_the_rules_of_monitoring() -> None:
    found = signals_of("YND", "2758", {"inflow_drop": Decimal(60), "bal_short": False}, DAY)
    assert found == (Signal("WRN001", "WARN", "inflow_drop"),)
    stops = signals_of("FPD", "2758", {"village_od": Decimal(8)}, DAY)
    assert stops == (Signal("WRN016", "STOP", "village_od"),)
    assert signals_of("YND", "2758", {}, DAY) == ()
