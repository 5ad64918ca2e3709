"""What no honest client sends as amount, key, account or body: refused, and nothing written."""

from __future__ import annotations

from typing import Any

import pytest

from api_accounts.handler import handler
from nongxin.kernel.identity import Principal, Role
from tests.builders.lending import an_officer
from tests.builders.payers import Payer, Town, pay
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

TELLER = an_officer(2, Role.TELLER)
ONE = "/v1/accounts/{account_id}"
NO_AMOUNTS = (
    0,
    -1,
    1.5,
    1.0,
    "1",
    "１００",
    True,
    None,
    [],
    {},
    9_000_000_000_000_001,
    2**63,
    1e300,
)
NO_KEYS = ("", "x" * 10_240, "k\n", "键" * 20, "\x00abc123456")


@pytest.fixture
def town(p: FakeParts) -> Town:
    return Town(p)


def post(account_id: str, what: str, body: Any, key: str, by: Principal = TELLER) -> Answer:
    return ask(handler, "POST", f"{ONE}/{what}", path={"account_id": account_id}, by=by, key=key,
               body=body)  # fmt: skip


def asked(payer: Payer, payee: Payer) -> dict[str, tuple[dict[str, Any], Principal]]:
    """Every way of moving money out of, into or on an account, but for the amount."""
    to = {"payee_name": payee.name, "payee_number": payee.number, "remark": ""}
    abroad = to | {"payee_bank": "102100099996", "payee_number": "6222020200112233"}
    return {
        "deposits": ({}, TELLER),
        "withdrawals": ({}, TELLER),
        "transfers": (to, payer.who),
        "interbank-transfers": (abroad, payer.who),
        "time-deposits": ({"product": "TD1Y"}, payer.who),
        "counter-holds": ({"purpose": "earnest", "ends_at": "2027-10-01T00:00:00Z"}, TELLER),
    }


def test_what_is_no_amount_moves_nothing(town: Town) -> None:
    payer, payee = town.person(1_000), town.person()
    before = town.p.memory.items("ledger")
    for bad in NO_AMOUNTS:
        for what, (body, by) in asked(payer, payee).items():
            told = post(payer.account_id, what, body | {"amount_fen": bad}, "amount-001", by)
            code = told.body["code"]
            assert (told.status, code) in {
                (400, "invalid-body"), (400, "json-number-out-of-range"),
            }, (what, bad)  # fmt: skip
    assert town.p.memory.items("ledger") == before


def test_what_is_no_key_moves_nothing(town: Town) -> None:
    payer, payee = town.person(1_000), town.person()
    before = town.p.memory.items("ledger")
    for key in NO_KEYS:
        for what, (body, by) in asked(payer, payee).items():
            told = post(payer.account_id, what, body | {"amount_fen": 1}, key, by)
            assert (told.status, told.body["code"]) == (400, "idempotency-key-needed"), (what, key)
    assert town.p.memory.items("ledger") == before


@pytest.mark.parametrize("more", [{"currency": "USD"}, {"value_date": "2020-01-01"}])
def test_another_currency_or_day_is_nothing_to_ask_for(town: Town, more: dict[str, str]) -> None:
    payer, payee = town.person(1_000), town.person()
    for what, (body, by) in asked(payer, payee).items():
        told = post(payer.account_id, what, body | {"amount_fen": 1} | more, "more-00001", by)
        assert (told.status, told.body["code"]) == (400, "invalid-body"), what
    assert town.balance(payer) == 1_000


@pytest.mark.parametrize(
    "account_id",
    ["x", "../..", "gl_610722_2758_vault_cash", "ac_999999_01JDHX3Q8Z6V7K2M5N9P4R0000"],
)
def test_what_is_no_account_is_not_there(town: Town, account_id: str) -> None:
    payer, payee = town.person(1_000), town.person()
    for what, (body, by) in asked(payer, payee).items():
        assert post(account_id, what, body | {"amount_fen": 1}, "nobody-001", by).status == 404


def test_a_closed_account_gives_and_takes_nothing(town: Town) -> None:
    payer, payee, third = town.person(1_000), town.person(), town.person(10)
    closed = post(payer.account_id, "closing", {}, "close-0001")
    assert (closed.status, closed.body["paid_fen"]) == (201, 1_000)
    for what, (body, by) in asked(payer, payee).items():
        told = post(payer.account_id, what, body | {"amount_fen": 5_000}, "closed-001", by)
        assert told.status == 409, (what, told.body)
    assert pay(third, payer, 1).body["code"] == "payee-not-matched"
    assert post(payer.account_id, "closing", {}, "close-0001").text == closed.text


def test_one_key_is_one_command_of_one_account(town: Town) -> None:
    payer, payee = town.person(), town.person()
    assert post(payer.account_id, "deposits", {"amount_fen": 1}, "same-00001").status == 201
    for account, fen in ((payer, 2), (payee, 1)):
        told = post(account.account_id, "deposits", {"amount_fen": fen}, "same-00001")
        assert (told.status, told.body["code"]) == (422, "idempotency-key-reused")
    assert (town.balance(payer), town.balance(payee)) == (1, 0)
