from __future__ import annotations

from typing import Any

import pytest

from api_accounts.handler import handler
from nongxin.accounts.number import account_number
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.numbers import luhn
from tests.builders.bank import Bank
from tests.builders.lending import COUNTY, a_person, an_officer
from tests.fakes.gateway import Answer, ask

TELLER = an_officer(2, Role.TELLER)
ELSEWHERE = an_officer(3, Role.TELLER, county="610425")
STRANGER = a_person(id="pn_610722_01JDHX3Q8Z6V7K2M5N9P4R9999")
ONE = "/v1/accounts/{account_id}"


def deposit(bank: Bank, amount_fen: Any, by: Principal = TELLER, key: str = "key-00001") -> Answer:
    path = {"account_id": bank.account_id}
    return ask(handler, "POST", f"{ONE}/deposits", path=path, by=by, key=key,
               body={"amount_fen": amount_fen})  # fmt: skip


def look(bank: Bank, by: Principal, what: str = "", **query: str) -> Answer:
    return ask(handler, "GET", ONE + what, path={"account_id": bank.account_id}, by=by, query=query)


def test_a_deposit_again_with_its_key_is_the_same_to_the_byte(bank: Bank) -> None:
    first, again = deposit(bank, 5_000), deposit(bank, 5_000)
    assert (first.status, again.status) == (201, 201)
    assert first.text == again.text
    assert again.headers["Idempotent-Replayed"] == "true"
    assert bank.balance() == 5_000


def test_a_key_does_not_move_another_amount(bank: Bank) -> None:
    deposit(bank, 5_000)
    answer = deposit(bank, 5_001)
    assert (answer.status, answer.body["code"]) == (422, "idempotency-key-reused")
    assert deposit(bank, 1, by=an_officer(4, Role.TELLER)).status == 201
    assert bank.balance() == 5_001


@pytest.mark.parametrize("amount_fen", [0, -1, 1.5, "5", None, True, 10_000_000_001])
def test_what_is_no_deposit(bank: Bank, amount_fen: Any) -> None:
    assert deposit(bank, amount_fen).status == 400
    assert bank.balance() == 0


def test_who_may_pay_in(bank: Bank) -> None:
    assert deposit(bank, 1, by=bank.customer).status == 403
    assert deposit(bank, 1, by=ELSEWHERE).status == 404
    assert bank.balance() == 0


@pytest.mark.parametrize("what", ["", "/entries"])
def test_who_may_look(bank: Bank, what: str) -> None:
    told = [look(bank, by, what).status for by in (bank.customer, TELLER, STRANGER, ELSEWHERE)]
    assert told == [200, 200, 404, 404]


def test_a_statement_turns_its_pages(bank: Bank) -> None:
    for number in range(1, 4):
        deposit(bank, number, key=f"key-{number:05d}")
    first = look(bank, bank.customer, "/entries", limit="2").body
    rest = look(bank, bank.customer, "/entries", cursor=first["cursor"]).body
    lines = first["entries"] + rest["entries"]
    assert [e["amount_fen"] for e in lines] == [3, 2, 1, 0]
    assert [e["balance_fen"] for e in lines] == [6, 3, 1, 0]
    assert rest["cursor"] is None


def test_a_foreign_cursor_is_refused(bank: Bank) -> None:
    deposit(bank, 1)
    deposit(bank, 2, key="key-00002")
    cursor = look(bank, bank.customer, "/entries", limit="1").body["cursor"]
    other = open_account(bank, key="open-0002").body["account_id"]
    answer = ask(handler, "GET", ONE + "/entries", path={"account_id": other}, by=bank.customer,
                 query={"cursor": cursor})  # fmt: skip
    assert (answer.status, answer.body["code"]) == (400, "bad-page")


@pytest.mark.parametrize("account_id", ["x", "ac_610722_0", "pn_610722_01JDHX3Q8Z6V7K2M5N9P4R9999"])
def test_a_text_that_is_no_account_is_not_found(bank: Bank, account_id: str) -> None:
    for by in (bank.customer, TELLER):
        answer = ask(handler, "GET", ONE, path={"account_id": account_id}, by=by)
        assert answer.status == 404


def open_account(
    bank: Bank, by: Principal = TELLER, key: str = "open-0001", who: str = "", tier: str = "II"
) -> Answer:
    body = {"customer_id": who or bank.customer.id, "tier": tier}
    return ask(handler, "POST", "/v1/accounts", by=by, key=key, body=body)


def test_an_account_is_opened_once_per_key(bank: Bank) -> None:
    first, again = open_account(bank), open_account(bank)
    assert first.status == 201
    assert first.text == again.text
    listed = ask(handler, "GET", "/v1/accounts", by=bank.customer).body["accounts"]
    assert [a["account_id"] for a in listed] == [bank.account_id, first.body["account_id"]]
    assert len({a["number"] for a in listed}) == 2
    assert bank.p.directory.owner("account", bank.p.vault.blind("account", first.body["number"]))


def test_accounts_are_opened_for_ones_own_customers_only(bank: Bank) -> None:
    assert open_account(bank, by=ELSEWHERE).status == 404
    assert open_account(bank, who=STRANGER.id).status == 404
    assert open_account(bank, by=bank.customer).status == 403


def test_staff_list_a_customers_accounts_and_strangers_do_not(bank: Bank) -> None:
    query = {"customer_id": bank.customer.id}
    told = [
        ask(handler, "GET", "/v1/accounts", by=by, query=query).status
        for by in (TELLER, ELSEWHERE, STRANGER)
    ]
    assert told == [200, 404, 404]
    assert ask(handler, "GET", "/v1/accounts", by=TELLER).status == 404


def test_an_account_number_ends_in_its_check_digit() -> None:
    number = account_number("2758", COUNTY, 7)
    assert (len(number), number[:18]) == (19, f"2758{COUNTY}00000007")
    assert number[-1] == luhn(number[:-1])
