"""The reference cases that agree to the cent, counted file by file: the count must not sink."""

from __future__ import annotations

from pathlib import Path

import pytest

from devkit.reference.cases import outcome_of, read

HOME = Path(__file__).parents[2] / "reference"
# Left to scripts/reference for their length: LoanChargeOff (13 agree), LoanRepayment (13).
AGREEING = {
    "fineract-EMICalculation": 36,
    "fineract-Loan": 3,
    "fineract-LoanAccrualActivity": 9,
    "fineract-LoanAccrualTransaction": 1,
    "fineract-LoanCBR": 1,
    "fineract-LoanChargesDisbursement": 7,
    "fineract-LoanChargesInstallmentFee": 3,
    "fineract-LoanChargesProgressiveLoan": 5,
    "fineract-LoanDownPayment": 1,
    "fineract-LoanInterestPause": 8,
    "fineract-LoanInterestPaymentWaiver": 8,
    "fineract-LoanInterestRateChange": 7,
    "fineract-LoanMerchantIssuedRefund": 4,
    "fineract-LoanMigration": 1,
    "fineract-LoanReAging": 1,
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
