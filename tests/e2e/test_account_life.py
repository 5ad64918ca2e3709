"""An account's life through the doors: classes and limits, a freeze and a deduction by two, a time
deposit, the closing.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from nongxin.kernel.clock import SystemClock
from nongxin.kernel.identity import Role
from tests.fixtures.behind import entries, told_about, trial_balance
from tests.fixtures.caller import Caller, must_be
from tests.fixtures.deployment import until
from tests.fixtures.town import HARVEST_FEN, NORTH

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Farmer, Town


def _measure(town: Town, account_id: str, key: str, **told: object) -> str:
    """Proposed by an officer, decided by an approver; answers the measure's id."""
    document = {
        "authority": "court", "number": "（2026）陕0425执88号", "issued_on": "2026-01-05",
        "officers": ["张一 执1", "李二 执2"],
    }  # fmt: skip
    officer, approver = town.staff(Role.OFFICER), town.staff(Role.COUNTY_APPROVER)
    path = f"/accounts/{account_id}/measures"
    asked = officer.ask("POST", path, {"document": document} | told, key=f"{key}-ask")
    measure_id = str(must_be(asked, 201)["measure_id"])
    decision = f"{path}/{measure_id}/decision"
    answers = [
        approver.ask("POST", decision, {"approves": True}, key=f"{key}-do") for _ in range(2)
    ]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].text == answers[1].text
    return measure_id


def test_a_frozen_part_is_deducted_and_the_rest_is_the_owners(
    deployment: Deployment, town: Town
) -> None:
    farmer = town.farmer()
    account_id, teller = farmer.account_id, town.staff(Role.TELLER)
    freeze = _measure(
        town, account_id, "freeze-01", action="freeze", amount_fen=5_000_000, until=_in_a_month()
    )
    beyond = {"amount_fen": HARVEST_FEN - 5_000_000 + 1}
    path = f"/accounts/{account_id}/withdrawals"
    must_be(teller.ask("POST", path, beyond, key="beyond-1"), 422, "insufficient-funds")
    _measure(town, account_id, "deduct-01", action="deduct", amount_fen=2_000_000, freeze_id=freeze)
    _measure(town, account_id, "lift-0001", action="lift", freeze_id=freeze)
    must_be(teller.ask("POST", path, beyond, key="within-1"), 201)
    lines = [line for line in entries(deployment, account_id) if line[2]]
    assert [(text, fen) for text, _, fen, _ in lines] == [
        ("CASH_DEPOSIT", HARVEST_FEN),
        ("DEDUCTION", 2_000_000),
        ("CASH_WITHDRAWAL", beyond["amount_fen"]),
    ]
    told = until(lambda: _told(deployment, account_id, "MeasureExecuted", 3))
    assert told == 3
    assert trial_balance(deployment) == 0


def test_classes_a_time_deposit_and_the_closing(deployment: Deployment, town: Town) -> None:
    farmer, teller = town.farmer(), town.staff(Role.TELLER)
    first = {"customer_id": farmer.customer_id}
    must_be(teller.ask("POST", "/accounts", first, key="again-01"), 409, "account-tier-full")
    bound = first | {"tier": "III", "bound_to": farmer.account_id}
    third = must_be(teller.ask("POST", "/accounts", bound, key="third-01"), 201)["account_id"]
    paid = {"amount_fen": 200_001}
    answer = teller.ask("POST", f"/accounts/{third}/deposits", paid, key="paid-001")
    must_be(answer, 422, "account-tier-balance")
    deposit_id = _time_deposit(farmer)
    seen = must_be(farmer.caller.ask("GET", "/accounts/overview"), 200)["accounts"]
    assert {a["account_id"]: a["balance_fen"] for a in seen} == {
        farmer.account_id: HARVEST_FEN - 1_000_000, third: 0, deposit_id: 1_000_000,
    }  # fmt: skip
    paid_out = farmer.caller.ask("POST", f"/accounts/{deposit_id}/payouts", {}, key="payout-1")
    assert must_be(paid_out, 201)["principal_fen"] == 1_000_000
    closing = f"/accounts/{farmer.account_id}/closing"
    closed = must_be(teller.ask("POST", closing, {}, key="close-01"), 201)
    assert closed["paid_fen"] == HARVEST_FEN
    seen = must_be(farmer.caller.ask("GET", "/accounts/overview"), 200)["accounts"]
    assert [a["state"] for a in seen if a["account_id"] != third] == ["closed", "closed"]
    assert trial_balance(deployment) == 0


def test_a_borrower_keeps_the_account_that_the_loan_is_repaid_from(town: Town) -> None:
    farmer, teller = town.borrower(NORTH).farmer, town.staff(Role.TELLER)
    answer = teller.ask("POST", f"/accounts/{farmer.account_id}/closing", {}, key="close-02")
    must_be(answer, 409, "account-repays-loan")


def test_the_jobs_go_through_the_counties(deployment: Deployment) -> None:
    """They have the rights that they need, and find nothing to do on a day like any other."""
    tended = _run(deployment, "job_tend_accounts", {"county": NORTH})
    settled = _run(deployment, "job_settle_interest", {"county": NORTH})
    assert tended["counties"] == settled["counties"] == [NORTH]
    assert _run(deployment, "job_count_insured", {"entity": "2724"})["covered_fen"] > 0


def _run(deployment: Deployment, folder: str, event: dict[str, str]) -> dict[str, Any]:
    answer = deployment.client("lambda").invoke(
        FunctionName=f"nongxin-local-{folder}:live", Payload=json.dumps(event).encode()
    )
    assert "FunctionError" not in answer, answer["Payload"].read()
    told: dict[str, Any] = json.loads(answer["Payload"].read())
    return told


def _time_deposit(farmer: Farmer) -> str:
    me: Caller = farmer.caller
    told = {"product": "TD1Y", "amount_fen": 1_000_000, "renews": True}
    answer = me.ask("POST", f"/accounts/{farmer.account_id}/time-deposits", told, key="time-001")
    return str(must_be(answer, 201)["account_id"])


def _told(deployment: Deployment, subject: str, kind: str, wanted: int) -> int | None:
    count = told_about(deployment, subject).get(kind, 0)
    return count if count >= wanted else None


def _in_a_month() -> str:
    return (SystemClock().today() + timedelta(days=30)).isoformat()
