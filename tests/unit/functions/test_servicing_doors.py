"""The doors of a loan's life: quotes, entries, adjustments by two; who may, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api_loans.handler import handler
from nongxin.kernel.identity import Principal, Role
from tests.builders.bank import Bank
from tests.builders.lending import LENT_FEN, an_officer
from tests.fakes.gateway import Answer, ask
from tests.unit.functions.test_api_loans import ELSEWHERE, LOAN, STRANGER, bank_loan, lent

MAKER, CHECKER = an_officer(1), an_officer(2, Role.COUNTY_APPROVER)
NOBODY_S = an_officer(3, Role.COUNTY_APPROVER, county="610425")
EXTENSION = {"kind": "extension", "months": 6, "reason": "春旱减产，申请展期"}  # sealed


@pytest.fixture
def loan(bank: Bank) -> Bank:
    lent(bank)
    return bank


def post(
    bank: Bank, what: str, body: Any, by: Principal | None = None, key: str = "key-00001",
    **path: str,
) -> Answer:  # fmt: skip
    return ask(handler, "POST", LOAN + what, path=bank_loan(bank) | path, by=by or bank.customer,
               key=key, body=body)  # fmt: skip


def get(bank: Bank, what: str = "", by: Principal | None = None) -> Answer:
    return ask(handler, "GET", LOAN + what, path=bank_loan(bank), by=by or bank.customer)


def decide(bank: Bank, adjustment_id: str, by: Principal = CHECKER, key: str = "decide-01",
           approves: bool = True) -> Answer:  # fmt: skip
    return post(bank, "/adjustments/{adjustment_id}/decision", {"approves": approves}, by, key,
                adjustment_id=adjustment_id)  # fmt: skip


def proposed(bank: Bank, **changed: Any) -> str:
    key = f"propose-{len(changed)}-{changed.get('kind', '')}"
    told = post(bank, "/adjustments", EXTENSION | changed, MAKER, key)
    assert told.status == 201, told.body
    return str(told.body["adjustment_id"])


def test_by_quote_and_back(loan: Bank) -> None:
    done = post(loan, "/repayments", {"quote": "payoff"})
    assert (done.status, done.body["status"], done.body["entry"]) == (201, "closed", 1)
    assert post(loan, "/repayments", {"quote": "payoff"}).text == done.text
    back = {"kind": "reversal", "entry": 1, "reason": "误操作"}
    told = post(loan, "/adjustments", back, MAKER)
    done = decide(loan, told.body["adjustment_id"])
    assert (done.status, done.body["state"], done.body["status"]) == (201, "executed", "active")
    rows = get(loan, "/entries").body["entries"]
    assert [(r["nr"], r["kind"], r["reversed"]) for r in rows] == [
        (1, "repayment", True), (2, "reversal", False),
    ]  # fmt: skip
    assert rows[1]["by"] == told.body["adjustment_id"]
    assert get(loan).body["principal_left_fen"] == LENT_FEN
    assert [e.data["kind"] for e in loan.p.memory.published("LoanChanged")] == ["Reversal"]


def test_an_extension_is_proposed_decided_and_shown(loan: Bank) -> None:
    told = post(loan, "/adjustments", EXTENSION, MAKER, "propose-1")
    assert told.body["matures_on"] == "2028-05-25"
    assert get(loan).body["matures_on"] == "2027-11-25"
    made = told.body["adjustment_id"]
    assert decide(loan, made, MAKER).status == 403
    assert decide(loan, made).body["state"] == "executed"
    assert decide(loan, made, key="decide-02").body["code"] == "loan-adjustment-decided"
    assert get(loan).body["matures_on"] == "2028-05-25"
    assert len(get(loan, "/schedule").body["instalments"]) == 18
    (row,) = get(loan, "/adjustments", CHECKER).body["adjustments"]
    assert (row["state"], row["made_by"], row["decided_by"]) == ("executed", MAKER.id, CHECKER.id)
    assert (row["details"], row["entry"]) == ({"months": "6"}, 1)


def test_four_eyes_among_approvers(loan: Bank) -> None:
    told = post(loan, "/adjustments", EXTENSION, CHECKER)
    refused = decide(loan, told.body["adjustment_id"])
    assert (refused.status, refused.body["code"]) == (403, "loan-adjustment-four-eyes")


def test_rejected_nothing_changes(loan: Bank) -> None:
    before = get(loan, "/schedule").body
    done = decide(loan, proposed(loan), approves=False)
    assert (done.body["state"], done.body["entry"]) == ("rejected", None)
    assert get(loan, "/schedule").body == before


def test_what_is_not_one_s_own_is_not_there(loan: Bank) -> None:
    made = proposed(loan)
    assert post(loan, "/draws", {"amount_fen": 1}, STRANGER).status == 404
    assert post(loan, "/refunds", {}, STRANGER).status == 404
    assert get(loan, "/entries", STRANGER).status == 404
    assert post(loan, "/adjustments", EXTENSION, ELSEWHERE).status == 404
    assert decide(loan, made, NOBODY_S).status == 404
    assert get(loan, "/adjustments", NOBODY_S).status == 404
    assert decide(loan, "lj_610722_01JDHX3Q8Z6V7K2M5N9P4R9999").status == 404
    assert post(loan, "/adjustments", EXTENSION).status == 403
    assert get(loan, "/adjustments").status == 403


def test_refused_by_name(loan: Bank) -> None:
    refused = [
        (post(loan, "/draws", {"amount_fen": 1}), 409, "loan-not-revolving"),
        (post(loan, "/draws", {"amount_fen": 0}), 400, "invalid-body"),
        (post(loan, "/refunds", {}), 409, "loan-no-credit"),
        (post(loan, "/repayments", {}), 400, "invalid-body"),
        (post(loan, "/repayments", {"quote": "due"}), 422, "repayment-not-positive"),
        (post(loan, "/repayments", {"quote": "payoff", "amount_fen": 1}), 409, "quote-changed"),
    ]
    wrong: list[tuple[dict[str, Any], int, str]] = [
        ({"months": 13}, 422, "loan-extension-too-long"),
        ({"months": None}, 400, "loan-adjustment-incomplete"),
        ({"kind": "reversal", "months": None, "entry": 7}, 422, "loan-entry-not-reversible"),
        ({"kind": "write_off", "months": None}, 422, "loan-not-bad-enough"),
        ({"kind": "gift"}, 400, "invalid-body"),
        ({"kind": "repayment", "months": None, "on": "2026-11-26", "amount_fen": 5}, 422,
         "loan-entry-in-future"),
        ({"kind": "repayment", "months": None, "on": "2026-11-24", "amount_fen": 5}, 422,
         "loan-entry-too-early"),
    ]  # fmt: skip
    refused += [
        (post(loan, "/adjustments", EXTENSION | changed, MAKER, f"propose-{nr}"), status, code)
        for nr, (changed, status, code) in enumerate(wrong)
    ]
    for answer, status, code in refused:
        assert (answer.status, answer.body["code"]) == (status, code)
    assert get(loan, "/entries").body["entries"] == []


def test_backdated_by_two_the_penalty_is_gone(loan: Bank) -> None:
    loan.p.fixed.pass_time(timedelta(days=40))
    due = get(loan, "/quote").body["due"]
    assert due["compound_fen"] > 0
    fen = due["interest_fen"]
    late = {"kind": "repayment", "months": None, "on": "2026-12-25", "amount_fen": fen}
    assert decide(loan, proposed(loan, **late)).status == 201
    assert get(loan, "/quote").body["due_fen"] == 0
    (row,) = get(loan, "/entries").body["entries"]
    assert (row["on"], row["booked_on"], row["amount_fen"]) == ("2026-12-25", "2027-01-04", fen)
