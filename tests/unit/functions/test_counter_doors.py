"""Doors of the counter: cash out, classes, customers of other counties, payees' numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api_accounts.handler import handler
from job_settle_interest.handler import handler as settle_all
from nongxin.kernel.errors import Busy
from nongxin.kernel.identity import Principal, Role
from tests.builders.bank import Bank, first_run
from tests.builders.customers import an_id_no
from tests.builders.lending import COUNTY, a_person, an_officer
from tests.fakes.gateway import Answer, ask

TELLER = an_officer(2, Role.TELLER)
NORTH = Principal(
    "st_610425_01JDHX3Q8Z6V7K2M5N9P4R0003", Role.TELLER, "610425", "2724",
    frozenset({"610425"}), "ss_1",
)  # fmt: skip
STRANGER = a_person(id="pn_610722_01JDHX3Q8Z6V7K2M5N9P4R9999")
ONE = "/v1/accounts/{account_id}"


def post(bank: Bank, what: str, body: Any, key: str = "key-00001", by: Any = TELLER) -> Answer:
    path = {"account_id": bank.account_id}
    return ask(handler, "POST", f"{ONE}/{what}", path=path, by=by, key=key, body=body)


def opened(bank: Bank, by: Principal = TELLER, key: str = "open-0001", **body: Any) -> Answer:
    told = {"customer_id": bank.customer.id} | body
    return ask(handler, "POST", "/v1/accounts", by=by, key=key, body=told)


def checked(number: str, by: Principal = TELLER) -> Answer:
    return ask(handler, "GET", "/v1/accounts/payees/{number}", path={"number": number}, by=by)


def test_cash_goes_out_once(bank: Bank) -> None:
    post(bank, "deposits", {"amount_fen": 500})
    first, again = (post(bank, "withdrawals", {"amount_fen": 200}) for _ in range(2))
    assert (first.status, first.text) == (201, again.text)
    assert bank.balance() == 300
    beyond = post(bank, "withdrawals", {"amount_fen": 301}, "key-00002")
    assert (beyond.status, beyond.body["code"]) == (422, "insufficient-funds")
    assert post(bank, "withdrawals", {"amount_fen": 1}, "k" * 9, bank.customer).status == 403


def test_a_second_account_of_class_one_is_refused(bank: Bank) -> None:
    assert opened(bank).body["code"] == "account-tier-full"
    second = opened(bank, tier="II", bound_to=bank.account_id, key="open-0002")
    assert (second.body["kind"], second.body["bound_to"]) == ("demand_deposit_2", bank.account_id)
    assert opened(bank, tier="IV", key="open-0003").status == 400


def test_a_customer_of_another_county_shows_an_id_card(bank: Bank) -> None:
    """And gets an account there, at another legal entity: class I again."""
    assert opened(bank, NORTH).status == 404
    assert opened(bank, NORTH, id_no=an_id_no("610425"), key="open-0002").status == 404
    told = opened(bank, NORTH, id_no=an_id_no(COUNTY), key="open-0003")
    assert (told.status, told.body["entity"], told.body["account_id"][3:9]) == (
        201, "2724", "610425",
    )  # fmt: skip
    path = {"account_id": told.body["account_id"]}
    seen = [ask(handler, "GET", ONE, path=path, by=by).status for by in
            (NORTH, bank.customer, TELLER)]  # fmt: skip
    assert seen == [200, 200, 404]


def test_a_payees_number_is_checked_before_it_is_used(bank: Bank) -> None:
    number = bank.p.accounts.of_owner(bank.customer.id)[0].number
    told = checked(number)
    assert (told.status, told.body["name"], told.body["entity"]) == (200, "王**", "2758")
    assert checked(number[:-1] + str(9 - int(number[-1]))).body["code"] == "account-number-invalid"


@pytest.mark.parametrize("place", range(19))
def test_one_wrong_digit_is_always_found(bank: Bank, place: int) -> None:
    number = bank.p.accounts.of_owner(bank.customer.id)[0].number
    slip = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert checked(slip).status == 422


def overview(by: Principal, **query: str) -> Answer:
    return ask(handler, "GET", "/v1/accounts/overview", by=by, query=query)


def test_one_view_of_a_person_over_counties_and_banks(bank: Bank) -> None:
    post(bank, "deposits", {"amount_fen": 500})
    bank.p.fixed.pass_time(timedelta(days=1))
    opened(bank, NORTH, id_no=an_id_no(COUNTY))
    told = overview(bank.customer).body
    assert [(a["entity"], a["state"], a["balance_fen"]) for a in told["accounts"]] == [
        ("2758", "open", 500), ("2724", "open", 0),
    ]  # fmt: skip
    assert told["silent_counties"] == []
    who = {"customer_id": bank.customer.id}
    seen = [[a["entity"] for a in overview(by, **who).body["accounts"]] for by in (TELLER, NORTH)]
    assert seen == [["2758"], ["2724"]]
    nobody = an_officer(5, Role.OFFICER, county="610727")
    assert overview(nobody, **who).status == 404
    assert overview(STRANGER, **who).status == 404


def test_a_county_that_does_not_answer_is_named(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(bank, NORTH, id_no=an_id_no(COUNTY))
    listed = bank.p.accounts.of_owner

    def sick(owner: str, county: str = "") -> Any:
        if county == "610425":
            raise Busy()
        return listed(owner, county)

    monkeypatch.setattr(bank.p.accounts, "of_owner", sick)
    told = overview(bank.customer).body
    assert [a["entity"] for a in told["accounts"]] == ["2758"]
    assert told["silent_counties"] == ["610425"]


def test_an_account_is_closed_once(bank: Bank) -> None:
    post(bank, "deposits", {"amount_fen": 500})
    first, again = (post(bank, "closing", {}, "close-001") for _ in range(2))
    assert (first.status, first.body["paid_fen"], first.text) == (201, 500, again.text)
    assert post(bank, "closing", {}, "close-002").body["code"] == "account-not-open"
    assert [a["state"] for a in overview(bank.customer).body["accounts"]] == ["closed"]


def test_the_job_settles_counties_whose_day_is_over(bank: Bank) -> None:
    post(bank, "deposits", {"amount_fen": 100_000_000})
    assert settle_all({}, None)["settled"] == 0
    bank.p.fixed.pass_time(timedelta(days=26))  # 21 December
    first, again = settle_all({}, None), settle_all({}, None)
    assert (first["settled"], first["interest_fen"]) == (1, 3_611)  # 26 days at 0.05 %
    assert (again["settled"], again["counties"]) == (0, [])
    assert settle_all({"county": COUNTY}, None)["counties"] == [COUNTY]
    assert bank.balance() == 100_003_611


def test_an_account_that_a_signed_loan_will_be_paid_into_stays_open(bank: Bank) -> None:
    run = first_run(bank, bank.submit())
    run.decide()
    run.step("Offer")
    bank.sign(run.application_id)
    assert post(bank, "closing", {}, "close-001").body["code"] == "account-repays-loan"
    assert run.step("Disburse") == "disbursed"
    assert post(bank, "closing", {}, "close-002").body["code"] == "account-repays-loan"
