"""The reference cases counted file by file: what agrees to the cent, and what does not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from devkit.reference.cases import files_of, outcome_of, read
from devkit.reference.figures import compare
from devkit.reference.unsupported import rule_against
from nongxin.lending.loans import loan
from nongxin.lending.reckoning.schedule import Schedule, laid_out
from nongxin.lending.reckoning.terms import LoanTerms

HOME = Path(__file__).parents[2] / "reference"
# Passed, failed and unsupported cases of every file.
COUNTS = {
    "fineract-EMICalculation": (37, 0, 0),
    "fineract-Loan": (4, 2, 0),
    "fineract-LoanAccrualActivity": (8, 5, 1),
    "fineract-LoanAccrualTransaction": (1, 2, 0),
    "fineract-LoanCBR": (1, 0, 0),
    "fineract-LoanChargeOff": (22, 2, 0),
    "fineract-LoanChargeback": (0, 0, 13),
    "fineract-LoanChargesDisbursement": (8, 0, 0),
    "fineract-LoanChargesInstallmentFee": (6, 0, 0),
    "fineract-LoanChargesProgressiveLoan": (5, 1, 0),
    "fineract-LoanContractTermination": (3, 0, 1),
    "fineract-LoanDelinquency": (0, 1, 0),
    "fineract-LoanDownPayment": (1, 0, 0),
    "fineract-LoanInterestPause": (8, 1, 0),
    "fineract-LoanInterestPaymentWaiver": (9, 1, 0),
    "fineract-LoanInterestRateChange": (7, 0, 0),
    "fineract-LoanMerchantIssuedRefund": (4, 0, 0),
    "fineract-LoanMigration": (1, 0, 0),
    "fineract-LoanReAging": (1, 0, 13),
    "fineract-LoanReAgingEqualAmortization": (0, 0, 1),
    "fineract-LoanReAmortization": (8, 2, 0),
    "fineract-LoanRepayment": (13, 2, 4),
    "fineract-LoanRepaymentSchedule": (3, 0, 0),
    "fineract-LoanReschedule": (4, 0, 1),
    "fineract-LoanWriteOff": (3, 0, 0),
    "fineract-emi-calculator-unit": (41, 2, 2),
    "fineract-integration-and-newest": (11, 0, 0),
    "fineract-schedules": (153, 2, 0),
    "frappe-lending": (12, 1, 7),
}


@pytest.mark.parametrize("name", [file.stem for file in files_of(HOME)])
def test_as_many_cases_agree_as_ever(name: str) -> None:
    outcomes = [outcome_of(case) for case in read(HOME / f"{name}.json")]
    counts = Counter(o.status for o in outcomes)
    failing = [o.id for o in outcomes if o.status == "failed"]
    told = tuple(counts[status] for status in ("passed", "failed", "unsupported"))
    assert told == COUNTS[name], failing


def test_a_wrong_figure_is_found() -> None:
    case = next(iter(read(HOME / "fineract-schedules.json")))
    row = next(r for s in case["steps"] for r in s.get("rows", ()) if r["kind"] == "instalment")
    row["principal"] = "1.23"
    faults = [f for f in outcome_of(case).faults if f.field == "principal"]
    assert {f.expected for f in faults if "nr" in f.row} == {"1.23"}


def test_the_plans_of_contracts_are_held_against_the_tables_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A maker of contracts' plans that is wrong by a fen fails them, whatever else agrees."""

    def wrong(terms: LoanTerms, *rest: Any) -> Schedule:
        return laid_out(replace(terms, principal_fen=terms.principal_fen + 1), *rest)

    monkeypatch.setattr(loan, "laid_out", wrong)
    outcomes = [outcome_of(case) for case in read(HOME / "fineract-schedules.json")]
    found = [o for o in outcomes if any("contract's" in f.row for f in o.faults)]
    assert len(found) == 143


@pytest.mark.parametrize("flag", ["reversed", "replayed"])
def test_a_flag_set_where_the_case_does_not_set_it_is_found(flag: str) -> None:
    expected, got = {"type": "Repayment"}, {"type": "Repayment", flag: True}
    assert [f.field for f in compare("row", expected, got)] == [flag]


def test_what_is_unsupported_is_told_by_the_case_and_not_by_its_name() -> None:
    cases = [case for file in files_of(HOME) for case in read(file)]
    rules = [rule_against(case) for case in cases]
    assert rules == [rule_against({**case, "id": "another"}) for case in cases]
    assert any(rules)
