"""The doors of measures: who may propose, decide and look; documents stay as they were shown."""

from __future__ import annotations

from typing import Any

import pytest

from api_accounts.handler import handler
from nongxin.kernel.identity import Principal, Role
from tests.builders.bank import Bank
from tests.builders.lending import an_officer
from tests.fakes.gateway import Answer, ask

MAKER, CHECKER = an_officer(1), an_officer(2, Role.COUNTY_APPROVER)
ELSEWHERE = an_officer(3, Role.COUNTY_APPROVER, county="610425")
MEASURES = "/v1/accounts/{account_id}/measures"
FREEZE = {
    "action": "freeze",
    "document": {
        "authority": "court",
        "number": "（2026）陕0722执12号",
        "issued_on": "2026-11-24",
        "officers": ["张一 执1", "李二 执2"],
    },
    "amount_fen": 300,
    "until": "2027-05-25",
}


def propose(bank: Bank, by: Principal = MAKER, **changed: Any) -> Answer:
    path = {"account_id": bank.account_id}
    return ask(handler, "POST", MEASURES, path=path, by=by, key="propose-1", body=FREEZE | changed)


def decide(bank: Bank, measure_id: str, by: Principal = CHECKER, key: str = "decide-01") -> Answer:
    path = {"account_id": bank.account_id, "measure_id": measure_id}
    return ask(handler, "POST", MEASURES + "/{measure_id}/decision", path=path, by=by, key=key,
               body={"approves": True})  # fmt: skip


def listed(bank: Bank, by: Principal = CHECKER) -> Answer:
    return ask(handler, "GET", MEASURES, path={"account_id": bank.account_id}, by=by)


def test_a_freeze_is_proposed_decided_and_shown(bank: Bank) -> None:
    told = propose(bank)
    assert (told.status, propose(bank).text) == (201, told.text)
    done = decide(bank, told.body["measure_id"])
    assert (done.status, done.body["state"]) == (201, "executed")
    assert decide(bank, told.body["measure_id"]).text == done.text
    assert decide(bank, told.body["measure_id"], key="decide-02").body["code"] == "measure-decided"
    (row,) = listed(bank).body["measures"]
    assert (row["state"], row["made_by"], row["decided_by"]) == ("executed", MAKER.id, CHECKER.id)
    assert row["officers"] == FREEZE["document"]["officers"]  # type: ignore[index]
    overview = ask(handler, "GET", "/v1/accounts/overview", by=bank.customer)
    (account,) = overview.body["accounts"]
    assert account["holds"] == [
        {"amount_fen": 300, "until": "2027-05-25T16:00:00.000Z", "by_authority": True}
    ]
    assert (account["available_fen"], account["held_fen"]) == (0, 0)


def test_who_may_do_what(bank: Bank) -> None:
    measure_id = propose(bank).body["measure_id"]
    assert propose(bank, bank.customer).status == 403
    assert propose(bank, ELSEWHERE).status == 404
    assert decide(bank, measure_id, MAKER).status == 403
    assert decide(bank, measure_id, ELSEWHERE).status == 404
    assert decide(bank, "fm_610722_01JDHX3Q8Z6V7K2M5N9P4R9999").status == 404
    assert [listed(bank, by).status for by in (bank.customer, ELSEWHERE)] == [403, 404]


def test_nobody_decides_on_their_own(bank: Bank) -> None:
    measure_id = propose(bank, CHECKER).body["measure_id"]
    answer = decide(bank, measure_id)
    assert (answer.status, answer.body["code"]) == (403, "measure-four-eyes")


@pytest.mark.parametrize(
    "changed",
    [
        {"action": "seize"},
        {"amount_fen": 0},
        {"amount_fen": 1.5},
        {"until": "2027-02-30"},
        {"until": 5},
        {"document": {}},
        {"extra": 1},
    ],
)
def test_what_is_no_measure(bank: Bank, changed: dict[str, Any]) -> None:
    assert propose(bank, **changed).status == 400
