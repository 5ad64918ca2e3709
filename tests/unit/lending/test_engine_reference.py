"""The reference cases that agree to the cent, counted file by file: the count must not sink."""

from __future__ import annotations

from pathlib import Path

import pytest

from devkit.reference.cases import outcome_of, read

HOME = Path(__file__).parents[2] / "reference"
AGREEING = {
    "fineract-EMICalculation": 27,
    "fineract-Loan": 2,
    "fineract-LoanAccrualActivity": 7,
    "fineract-LoanChargeOff": 12,
    "fineract-LoanChargesDisbursement": 7,
    "fineract-LoanChargesInstallmentFee": 2,
    "fineract-LoanChargesProgressiveLoan": 5,
    "fineract-LoanDownPayment": 1,
    "fineract-LoanInterestPause": 6,
    "fineract-LoanInterestPaymentWaiver": 7,
    "fineract-LoanInterestRateChange": 7,
    "fineract-LoanReAging": 1,
    "fineract-LoanRepayment": 5,
    "fineract-LoanRepaymentSchedule": 3,
    "fineract-LoanReschedule": 4,
    "fineract-LoanWriteOff": 3,
    "fineract-emi-calculator-unit": 40,
    "fineract-integration-and-newest": 10,
    "fineract-schedules": 151,
}


@pytest.mark.parametrize("name", sorted(AGREEING))
def test_as_many_cases_agree_as_ever(name: str) -> None:
    outcomes = [outcome_of(case) for case in read(HOME / f"{name}.json")]
    failing = [o.id for o in outcomes if o.status == "failed"]
    agreeing = sum(o.status == "passed" for o in outcomes)
    assert agreeing >= AGREEING[name], failing


def test_a_wrong_figure_is_found() -> None:
    case = next(iter(read(HOME / "fineract-schedules.json")))
    row = next(r for s in case["steps"] for r in s.get("rows", ()) if r["kind"] == "instalment")
    row["principal"] = "1.23"
    (fault,) = (f for f in outcome_of(case).faults if f.field == "principal" and f.row)
    assert fault.expected == "1.23"
