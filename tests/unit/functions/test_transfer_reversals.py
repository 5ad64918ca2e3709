"""A transfer taken back by staff: four eyes, once."""

from __future__ import annotations

from typing import Any

import pytest

from api_accounts.handler import handler
from nongxin.kernel.identity import Principal, Role
from tests.builders.books import check_books
from tests.builders.lending import an_officer
from tests.builders.payers import NORTH, Payer, Town, look, pay
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

TELLER = an_officer(1, Role.TELLER)
BOSS = an_officer(2, Role.COUNTY_APPROVER)
BACK = "/v1/accounts/{account_id}/entries/{number}/reversal"


@pytest.fixture
def town(p: FakeParts) -> Town:
    return Town(p)


def asked(payer: Payer, number: int, by: Principal = TELLER, named: str = "ask-00001") -> Answer:
    return _sent(BACK, payer, number, by, named, {"reason": "转错账户"})


def decided(
    payer: Payer, number: int, by: Principal = BOSS, named: str = "decide-01", approves: bool = True
) -> Answer:
    return _sent(f"{BACK}/decision", payer, number, by, named, {"approves": approves})


def _sent(route: str, payer: Payer, number: Any, by: Principal, named: str, body: Any) -> Answer:
    path = {"account_id": payer.account_id, "number": str(number)}
    return ask(handler, "POST", route, path=path, by=by, key=named, body=body)


@pytest.fixture
def paid(town: Town) -> tuple[Payer, Payer, int]:
    payer, payee = town.person(50_000), town.person(county=NORTH)
    return payer, payee, pay(payer, payee, 30_000).body["number"]


def test_two_people_take_it_back_and_both_sides_read_why(
    town: Town, paid: tuple[Payer, Payer, int]
) -> None:
    payer, payee, number = paid
    assert asked(payer, number).body["status"] == "asked"
    assert town.balance(payer) == 20_000
    assert "转错账户" not in str(town.p.memory.items("accounts"))  # reasons name people: sealed
    assert decided(payer, number).body["status"] == "reversed"
    assert (town.balance(payer), town.balance(payee)) == (50_000, 0)
    lines = [look(each, "/entries").body["entries"][0] for each in (payer, payee)]
    assert [line["text"] for line in lines] == ["REVERSAL", "REVERSAL"]
    assert [line["slip"]["party_name"] for line in lines] == [payee.name, payer.name]
    assert len(town.p.memory.published("TransferReversed")) == 1
    check_books(town.p.memory)


def test_it_happens_once_whoever_asks_again(town: Town, paid: tuple[Payer, Payer, int]) -> None:
    payer, payee, number = paid
    asked(payer, number)
    first = decided(payer, number)
    assert decided(payer, number).text == first.text
    assert decided(payer, number, named="decide-02").body["code"] == "reversal-decided"
    assert asked(payer, number, named="ask-00002").body["code"] == "reversal-asked"
    assert (town.balance(payer), town.balance(payee)) == (50_000, 0)


def test_nobody_agrees_with_themselves(town: Town, paid: tuple[Payer, Payer, int]) -> None:
    payer, _, number = paid
    one = an_officer(5, Role.OFFICER)
    asked(payer, number, one)
    promoted = an_officer(5, Role.COUNTY_APPROVER)
    assert decided(payer, number, promoted).body["code"] == "reversal-four-eyes"
    assert town.balance(payer) == 20_000


def test_a_refused_one_stays_refused(town: Town, paid: tuple[Payer, Payer, int]) -> None:
    payer, _, number = paid
    asked(payer, number)
    assert decided(payer, number, approves=False).body["status"] == "refused"
    assert decided(payer, number, named="decide-02").status == 409
    assert town.balance(payer) == 20_000


def test_money_that_is_gone_cannot_be_taken_back_and_may_be_tried_later(
    town: Town, paid: tuple[Payer, Payer, int]
) -> None:
    payer, payee, number = paid
    asked(payer, number)
    pay(payee, payer, 30_000)
    assert decided(payer, number).body["code"] == "insufficient-funds"
    town.fund(payee, 30_000)
    assert decided(payer, number, named="decide-02").status == 200
    check_books(town.p.memory)


def test_only_the_paying_side_of_a_transfer_is_one(
    town: Town, paid: tuple[Payer, Payer, int]
) -> None:
    payer, payee, number = paid
    north = an_officer(6, Role.TELLER, county=NORTH)
    assert asked(payer, 0).body["code"] == "entry-is-no-transfer"
    assert asked(payer, 1).body["code"] == "entry-is-no-transfer"
    assert asked(payee, 1, north).body["code"] == "entry-is-no-transfer"
    assert asked(payer, 99).status == 404
    assert _sent(BACK, payer, "x", TELLER, "ask-00001", {"reason": "x"}).status == 404
    assert decided(payer, number).status == 404


def test_who_may(town: Town, paid: tuple[Payer, Payer, int]) -> None:
    payer, _, number = paid
    assert asked(payer, number, payer.who).status == 403
    assert asked(payer, number, an_officer(6, Role.TELLER, county=NORTH)).status == 404
    asked(payer, number)
    assert decided(payer, number, TELLER).status == 403
    elsewhere = an_officer(7, Role.COUNTY_APPROVER, county=NORTH)
    assert decided(payer, number, elsewhere).status == 404


def test_what_waits_is_listed_in_its_county(town: Town, paid: tuple[Payer, Payer, int]) -> None:
    payer, _, number = paid
    asked(payer, number)
    listed = _waiting(BOSS, "610722")
    assert [(r["number"], r["reason"]) for r in listed.body["reversals"]] == [(number, "转错账户")]
    assert _waiting(BOSS, NORTH).status == 404
    decided(payer, number)
    assert _waiting(BOSS, "610722").body["reversals"] == []


def _waiting(by: Principal, county: str) -> Answer:
    return ask(handler, "GET", "/v1/accounts/reversals", by=by, query={"county": county})
