"""Money in suspense: where it comes from, who may pay it out, and that it is paid once."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from api_accounts.handler import handler
from nongxin.kernel.identity import Principal, Role
from nongxin.ledger.account import AccountState
from tests.builders.books import check_books
from tests.builders.counter import at_once
from tests.builders.interbank import WRONG, Desk, run, send, turn
from tests.builders.lending import COUNTY, an_officer
from tests.builders.payers import NORTH, Payer
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

TELLER, CHECKER = an_officer(1, Role.TELLER), an_officer(2, Role.COUNTY_APPROVER)
PAYOUT = "/v1/accounts/suspense/{item_id}/payout"


@pytest.fixture
def desk(p: FakeParts) -> Desk:
    return Desk(p)


@pytest.fixture
def payer(desk: Desk) -> Payer:
    """400 fen came back from another bank to an account that takes nothing any more."""
    payer = desk.person(1_000)
    desk.partner.mode = "lost"
    send(payer, 400, WRONG)
    run(desk)
    turn(desk, payer, AccountState.FROZEN)
    desk.partner.mode = "none"
    run(desk)
    return payer


def listed(by: Principal = CHECKER, county: str = COUNTY) -> Any:
    return ask(handler, "GET", "/v1/accounts/suspense", by=by, query={"county": county})


def item_id() -> str:
    (item,) = listed().body["items"]
    return str(item["item_id"])


def payout(item: str, by: Principal = TELLER, named: str = "payout-01", **body: Any) -> Answer:
    return ask(handler, "POST", PAYOUT, path={"item_id": item}, by=by, key=named, body=body)


def decide(item: str, by: Principal = CHECKER, named: str = "decide-01", approves: bool = True
           ) -> Answer:  # fmt: skip
    return ask(handler, "POST", f"{PAYOUT}/decision", path={"item_id": item}, by=by, key=named,
               body={"approves": approves})  # fmt: skip


def test_it_is_paid_in_cash_once(desk: Desk, payer: Payer) -> None:
    item = item_id()
    (line,) = listed().body["items"]
    assert (line["amount_fen"], line["account_id"], line["status"]) == (
        400, payer.account_id, "waiting",
    )  # fmt: skip
    assert decide(item).body["code"] == "suspense-state"  # nobody asked
    assert payout(item).body["status"] == "asked"
    assert payout(item, named="payout-02").body["code"] == "suspense-state"
    first, again = decide(item), decide(item)
    assert (first.status, first.body["status"], first.text) == (201, "paid", again.text)
    assert decide(item, named="decide-02").body["code"] == "suspense-state"
    assert (desk.gl("suspense"), listed().body["items"]) == (0, [])
    assert [told.data["amount_fen"] for told in desk.p.memory.published("CashWithdrawn")] == [400]
    check_books(desk.p.memory)


def test_many_decide_at_once_and_it_is_paid_once(desk: Desk, payer: Payer) -> None:
    item = item_id()
    payout(item)
    approvers = [an_officer(10 + n, Role.COUNTY_APPROVER) for n in range(6)]
    answers: list[Answer] = []
    at_once([partial(lambda by: answers.append(decide(item, by)), by) for by in approvers])
    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert desk.gl("suspense") == 0


def test_into_an_account_of_its_owner_only(desk: Desk, payer: Payer) -> None:
    item, other = item_id(), desk.person()
    second = desk.account(payer.who, "second", tier="II")["id"]
    assert payout(item, pay_to=other.account_id).body["code"] == "suspense-payee-invalid"
    assert payout(item, pay_to=second).status == 201
    assert decide(item, approves=False).body["status"] == "waiting"
    assert desk.gl("suspense") == 400
    assert payout(item, named="payout-02", pay_to=second).status == 201
    assert decide(item, named="decide-02").body["status"] == "paid"
    assert (desk.p.ledger.get(second).balance_fen, desk.gl("suspense")) == (400, 0)
    assert desk.p.memory.published("CashWithdrawn") == []
    check_books(desk.p.memory)


def test_an_account_that_closes_before_the_decision(desk: Desk, payer: Payer) -> None:
    item = item_id()
    second = desk.account(payer.who, "second", tier="II")
    payout(item, pay_to=second["id"])
    turn(desk, Payer(payer.who, payer.name, second["id"], second["number"]), AccountState.CLOSED)
    assert decide(item).body["code"] == "account-not-open"
    assert decide(item, named="decide-02", approves=False).body["status"] == "waiting"
    assert desk.gl("suspense") == 400


def test_who_may(desk: Desk, payer: Payer) -> None:
    item = item_id()
    far = an_officer(1, Role.TELLER, county=NORTH)
    assert (payout(item, far).status, payout(item, payer.who).status) == (404, 403)
    assert (payout("su_x").status, listed(payer.who).status) == (404, 403)
    assert (listed(county=NORTH).status, listed(an_officer(3, Role.AUDITOR)).status) == (404, 200)
    payout(item)
    same_hands = an_officer(1, Role.COUNTY_APPROVER)  # who was a teller when asking
    assert decide(item, same_hands).body["code"] == "suspense-four-eyes"
    assert decide(item, TELLER).status == 403
