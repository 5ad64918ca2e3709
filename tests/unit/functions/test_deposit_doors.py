"""Doors of time deposits, waking and insurance; the jobs behind them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api_accounts.handler import handler
from job_accrue_deposits.handler import handler as accrue
from job_count_insured.handler import handler as count
from job_tend_accounts.handler import handler as tend
from nongxin.kernel.identity import Role
from tests.builders.bank import Bank
from tests.builders.customers import an_id_no
from tests.builders.lending import COUNTY, ENTITY, a_person, an_officer
from tests.fakes.gateway import Answer, ask

TELLER = an_officer(2, Role.TELLER)
STRANGER = a_person(id="pn_610722_01JDHX3Q8Z6V7K2M5N9P4R9999")
ONE = "/v1/accounts/{account_id}"


def post(account_id: str, what: str, body: Any, by: Any = TELLER, key: str = "key-00001") -> Answer:
    return ask(handler, "POST", f"{ONE}/{what}", path={"account_id": account_id}, by=by, key=key,
               body=body)  # fmt: skip


@pytest.fixture
def rich(bank: Bank) -> Bank:
    post(bank.account_id, "deposits", {"amount_fen": 100_000_000})
    return bank


def opened(bank: Bank, **told: Any) -> Answer:
    body = {"product": "TD1Y", "amount_fen": 1_000_000} | told
    return post(bank.account_id, "time-deposits", body, bank.customer, "deposit-1")


def test_a_customer_opens_and_takes_out_a_time_deposit(rich: Bank) -> None:
    first, again = opened(rich), opened(rich)
    assert (first.status, first.text) == (201, again.text)
    told = first.body
    assert (told["kind"], told["rate_annual"], told["matures_on"]) == (
        "time_deposit", "0.0095", "2027-11-25",
    )  # fmt: skip
    terms = ask(handler, "GET", f"{ONE}/terms", path=told, by=rich.customer).body
    assert (terms["certificate"], terms["principal_fen"]) == (told["certificate"], 1_000_000)
    rich.p.fixed.pass_time(timedelta(days=365))
    paid = post(told["account_id"], "payouts", {}, rich.customer)
    assert (paid.status, paid.body["interest_fen"]) == (201, 9_500)
    assert post(told["account_id"], "payouts", {}, rich.customer).text == paid.text
    assert rich.balance() == 100_009_500
    assert ask(handler, "GET", f"{ONE}/terms", path={"account_id": rich.account_id},
               by=rich.customer).status == 404  # fmt: skip


def test_strangers_see_and_take_nothing(rich: Bank) -> None:
    account_id = opened(rich).body["account_id"]
    for what, body in (("payouts", {}), ("notices", {"amount_fen": 1}),
                       ("time-deposits", {"product": "TD1Y", "amount_fen": 5_000})):  # fmt: skip
        assert post(account_id, what, body, STRANGER).status == 404
    assert post(account_id, "waking", {"id_no": "1" * 18}, STRANGER).status == 403


def test_a_renewal_that_is_late_is_done_before_the_payout(rich: Bank) -> None:
    account_id = opened(rich, product="TD3M", renews=True).body["account_id"]
    rich.p.fixed.pass_time(timedelta(days=100))
    paid = post(account_id, "payouts", {}, rich.customer).body
    assert paid["principal_fen"] == 1_001_625
    assert tend({}, None)["renewed"] == 0


def test_what_is_owed_on_deposits_is_accrued_every_day(rich: Bank) -> None:
    opened(rich)
    assert accrue({}, None)["counties"][COUNTY]["payable_fen"] == {}
    rich.p.fixed.pass_time(timedelta(days=36))
    told = accrue({"county": COUNTY}, None)["counties"]
    assert told == {COUNTY: {"day": "2026-12-30", "payable_fen": {
        "demand_deposit": 4_950, "time_deposit": 950,
    }}}  # fmt: skip


def test_a_notice_is_given_and_kept(rich: Bank) -> None:
    account_id = opened(rich, product="ND1", amount_fen=20_000_000).body["account_id"]
    told = post(account_id, "notices", {"amount_fen": 6_000_000}, rich.customer)
    assert (told.status, told.body["on"]) == (201, "2026-11-26")


def test_an_unused_account_rests_until_its_owner_comes(bank: Bank) -> None:
    bank.p.fixed.pass_time(timedelta(days=366))
    first, again = tend({}, None), tend({}, None)
    assert (first["rested"], again["counties"]) == (1, [])
    refused = post(bank.account_id, "waking", {"id_no": an_id_no("610425")})
    assert refused.body["code"] == "not-the-owner"
    woken = post(bank.account_id, "waking", {"id_no": an_id_no(COUNTY)}, key="key-00002")
    assert (woken.status, woken.body["state"]) == (201, "open")


def test_the_insurance_report_is_for_those_of_the_entity(rich: Bank) -> None:
    told = count({"entity": ENTITY}, None)
    assert told["covered_fen"] == 50_000_000
    route, query = "/v1/accounts/insurance", {"entity": ENTITY}
    ops, elsewhere = an_officer(7, Role.OPS), an_officer(8, Role.AUDITOR)
    seen = ask(handler, "GET", route, by=ops, query=query)
    assert (seen.status, seen.body) == (200, told)
    assert ask(handler, "GET", route, by=elsewhere, query={"entity": "2724"}).status == 404
    assert ask(handler, "GET", route, by=ops, query={"entity": "x"}).status == 404
    assert ask(handler, "GET", route, by=TELLER, query=query).status == 403
