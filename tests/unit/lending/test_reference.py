"""Schedules that another project asserts, row by row; see reference/README.md."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nongxin.kernel.money import Rounding, rounded, to_fen, yuan
from nongxin.kernel.rates import percent
from nongxin.lending.day_count import DayCount
from nongxin.lending.due_dates import Every, Unit
from nongxin.lending.schedule import schedule_of
from nongxin.lending.terms import LoanTerms, Method

CASES = json.loads((Path(__file__).parent / "reference" / "fineract.json").read_text("utf-8"))
ACTUAL = {
    "360": DayCount.ACT_360,
    "364": DayCount.ACT_364,
    "365": DayCount.ACT_365,
    "actual": DayCount.ACT_ACT,
}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_plan_agrees_row_by_row(case: dict[str, Any]) -> None:
    plan = schedule_of(terms_of(case), date.fromisoformat(case["lent_on"]))
    rows = [
        [
            row.due_on.isoformat(),
            yuan(row.balance_fen),
            yuan(row.principal_fen),
            yuan(row.interest_fen),
        ]
        for row in plan.rows
    ]
    assert rows == case["rows"]


def terms_of(case: dict[str, Any]) -> LoanTerms:
    inputs, lent_fen = case["inputs"], to_fen(case["lent"])
    first_due = case.get("first_due")
    down = Decimal(inputs.get("down_payment", {}).get("percent", 0)) / 100
    return LoanTerms(
        principal_fen=lent_fen,
        rate_annual=rate_of(inputs),
        method=method_of(inputs),
        instalments=inputs["instalments"],
        every=Every(inputs["every"], Unit(inputs["frequency"])),
        first_due_on=date.fromisoformat(first_due) if first_due else None,
        day_count=day_count_of(inputs),
        rounding=Rounding.HALF_EVEN,
        instalment_multiple_fen=to_fen(inputs.get("instalment_in_multiples_of", "0.01")),
        progressive=inputs["schedule_type"] == "progressive",
        grace_principal=inputs.get("grace_principal", 0),
        grace_interest=inputs.get("grace_interest_payment", 0),
        down_payment_fen=rounded(lent_fen * down, Rounding.HALF_EVEN),
        rate_ceiling=Decimal(100),
    )


def rate_of(inputs: dict[str, Any]) -> Decimal:
    rate: Decimal = percent(inputs["rate_percent"])
    if inputs["rate_period"] == "month":
        return rate * 12
    if inputs["rate_period"] == "whole_term":
        months: int = inputs["instalments"] * inputs["every"]
        return rate * 12 / months
    return rate


def method_of(inputs: dict[str, Any]) -> Method:
    if inputs["interest_method"] == "flat":
        return Method.FLAT
    equal_principal = inputs["amortisation"] == "equal_principal_payments"
    return Method.EQUAL_PRINCIPAL if equal_principal else Method.EQUAL_INSTALMENT


def day_count_of(inputs: dict[str, Any]) -> DayCount:
    """Interest "by repayment period" is a twelfth a month; the older engine knows no leap year."""
    by_period = inputs["interest_calculation_period"] == "same_as_repayment_period"
    by_month = by_period and inputs["frequency"] == "month"
    if by_month or inputs.get("days_in_month", "30") == "30":
        return DayCount.THIRTY_360
    if "days_in_year_custom" in inputs:
        return DayCount.ACT_ACT_FEB29
    if inputs["days_in_year"] == "actual" and inputs["schedule_type"] == "cumulative":
        return DayCount.ACT_365
    return ACTUAL[inputs["days_in_year"]]
