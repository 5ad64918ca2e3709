"""Transfers within the bank, through the door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from nongxin.accounts.number import account_number
from nongxin.accounts.transfers.transfer import TransferMoney
from nongxin.kernel.identity import Role
from nongxin.ledger.account import AccountState
from nongxin.ledger.change_state import ChangeState, change_state
from nongxin.ledger.posting import general
from tests.builders.bank import key
from tests.builders.books import check_books
from tests.builders.lending import an_officer
from tests.builders.payers import NORTH, Payer, Town, look, pay, preview
from tests.fakes.parts import FakeParts


@pytest.fixture
def town(p: FakeParts) -> Town:
    return Town(p)


def turn(town: Town, payer: Payer, state: AccountState) -> None:
    named = key(f"turn-{state.value}-{payer.account_id}")
    command = ChangeState(payer.account_id, state, "TEST")
    town.p.post_money(named, lambda: change_state(command, named, town.p.paying.books))


def confirmed(payer: Payer, payee: Payer, amount_fen: int, named: str, remark: str = "") -> str:
    command = TransferMoney(payer.account_id, payee.number, payee.name, amount_fen, remark, named)
    return f"{payer.who.id}:{command.digest}"


def test_to_a_neighbour_in_the_same_county(town: Town) -> None:
    payer, payee = town.person(50_000), town.person()
    answer = pay(payer, payee, 30_000, remark="化肥款")
    assert answer.status == 201, answer.text
    assert payee.name not in answer.text
    assert (town.balance(payer), town.balance(payee)) == (20_000, 30_000)
    (told,) = town.p.memory.published("TransferMade")
    assert (told.data["payer"], told.data["payee"]) == (payer.who.id, payee.who.id)
    check_books(town.p.memory)


def test_to_another_county_shard_and_legal_entity_through_clearing(town: Town) -> None:
    payer, payee = town.person(50_000), town.person(county=NORTH)
    assert pay(payer, payee, 30_000).status == 201
    assert (town.balance(payer), town.balance(payee)) == (20_000, 30_000)
    sides = {
        (i["account"]["S"], i["side"]["S"]): int(i["amount_fen"]["N"])
        for i in town.p.memory.items("ledger")
        if i.get("kind", {}).get("S") == "clearing"
    }
    south = general("610722", payer.who.entity, "clearing")
    north = general(NORTH, payee.who.entity, "clearing")
    assert sides == {(south, "credit"): 30_000, (north, "debit"): 30_000}
    check_books(town.p.memory)


def test_both_sides_read_who_and_why(town: Town) -> None:
    payer, payee = town.person(50_000), town.person(county=NORTH)
    number = pay(payer, payee, 30_000, remark="还饲料钱").body["number"]
    sent = look(payer, "/entries/{number}", path={"number": str(number)}).body
    taken = look(payee, "/entries").body["entries"][0]
    assert (sent["summary"], sent["slip"]["party_name"]) == ("转账", payee.name)
    assert (taken["slip"]["party_name"], taken["slip"]["remark"]) == (payer.name, "还饲料钱")
    assert sent["slip"]["party_number"] == payee.number[:4] + "*" * 11 + payee.number[-4:]
    seen = look(payer, "/entries/{number}", an_officer(7, Role.AUDITOR), {"number": str(number)})
    assert seen.body["slip"]["party_name"] == payee.name[0] + "*" * (len(payee.name) - 1)


def test_nothing_about_anybody_is_stored_in_clear(town: Town) -> None:
    payer, payee = town.person(50_000), town.person()
    pay(payer, payee, 30_000, remark="给表叔的彩礼")
    for context in ("accounts", "ledger"):
        stored = str(town.p.memory.items(context))
        assert "彩礼" not in stored
        assert payee.name not in stored


def test_a_repeat_is_the_first_answer_to_the_byte(town: Town) -> None:
    payer, payee = town.person(50_000), town.person()
    first, again = pay(payer, payee, 30_000), pay(payer, payee, 30_000)
    assert (again.status, again.text) == (201, first.text)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert town.balance(payee) == 30_000


def test_a_repeat_counts_although_the_payee_is_gone_meanwhile(town: Town) -> None:
    payer, payee = town.person(50_000), town.person()
    first = pay(payer, payee, 30_000)
    turn(town, payee, AccountState.FROZEN)
    turn(town, payer, AccountState.FROZEN)
    assert pay(payer, payee, 30_000).text == first.text


@pytest.mark.parametrize(
    "changed",
    [{"amount_fen": 1}, {"remark": "别的"}, {"payee_name": "王大明"}, {"payee_number": "1" * 19}],
)
def test_a_key_pays_nothing_else(town: Town, changed: dict[str, Any]) -> None:
    payer, payee = town.person(50_000), town.person()
    pay(payer, payee, 30_000)
    answer = pay(payer, payee, 30_000, **changed)
    assert (answer.status, answer.body["code"]) == (422, "idempotency-key-reused")
    assert town.balance(payee) == 30_000


def test_refusals_say_which_of_the_three_it_was(town: Town) -> None:
    payer, payee = town.person(30_000_000), town.person()
    assert pay(payer, payee, 20_000_001, "big-00001").body["code"] == "payment-above-single-limit"
    poor = town.person(100)
    assert pay(poor, payee, 101, "poor-0001").body["code"] == "insufficient-funds"
    turn(town, payer, AccountState.FROZEN)
    frozen = pay(payer, payee, 1, "cold-0001").body
    assert (frozen["code"], frozen["facts"]) == ("account-not-open", {"state": "frozen"})
    turn(town, payee, AccountState.FROZEN)
    told = pay(poor, payee, 1, "cold-0002").body
    assert (told["code"], told["facts"]) == ("payee-cannot-receive", {})
    assert town.balance(payee) == 0


def test_the_day_has_a_limit_and_the_next_day_its_own(town: Town) -> None:
    payer, payee = town.person(100_000_000), town.person()
    for number in range(2):
        named = f"large-{number:04d}"
        token = confirmed(payer, payee, 20_000_000, named)
        assert pay(payer, payee, 20_000_000, named, step_up_token=token).status == 201
    over = pay(payer, payee, 10_000_001, "large-0003")
    assert over.body["facts"] == {"limit_fen": 50_000_000, "left_fen": 10_000_000}
    town.p.fixed.pass_time(timedelta(days=1))
    named = "large-0004"
    token = confirmed(payer, payee, 20_000_000, named)
    assert pay(payer, payee, 20_000_000, named, step_up_token=token).status == 201


def test_ones_own_accounts_have_no_limit_and_need_no_code(town: Town) -> None:
    payer = town.person(60_000_000)
    second = town.account(payer.who, "second", tier="II", bound_to=payer.account_id)
    own = Payer(payer.who, payer.name, second["id"], second["number"])
    assert pay(payer, own, 60_000_000).status == 201
    assert pay(own, own, 1, "self-0001").body["code"] == "same-account"


def test_a_large_payment_is_confirmed_by_its_own_hash(town: Town) -> None:
    payer, payee = town.person(10_000_000), town.person()
    named, amount_fen = "step-0001", 500_001
    seen = preview(payer, payee, amount_fen, named).body
    assert seen["step_up_needed"]
    refused = pay(payer, payee, amount_fen, named)
    assert refused.body["code"] == "not-confirmed"
    for other in (
        confirmed(payer, payee, amount_fen + 1, named),
        confirmed(payer, payee, amount_fen, "step-0002"),
        confirmed(payee, payer, amount_fen, named),
    ):
        assert pay(payer, payee, amount_fen, named, step_up_token=other).status == 403
    assert town.balance(payee) == 0
    token = f"{payer.who.id}:{seen['digest']}"
    assert pay(payer, payee, amount_fen, named, step_up_token=token).status == 201


def test_many_small_payments_need_a_code_once_they_are_much(town: Town) -> None:
    payer, payee = town.person(10_000_000), town.person()
    for number in range(10):
        assert pay(payer, payee, 500_000, f"small-{number:04d}").status == 201
    assert preview(payer, payee, 1, "small-0011").body["step_up_needed"]


def test_a_preview_shows_little_and_a_wrong_name_nothing(town: Town) -> None:
    payer, payee = town.person(), town.person(county=NORTH)
    seen = preview(payer, payee, 100, "look-0001").body
    assert (seen["payee_name"], seen["is_own_account"]) == (payee.name[0] + "**", False)
    wrong = preview(payer, payee, 100, "look-0001", payee_name="李秀")
    unknown = preview(
        payer, payee, 100, "look-0001", payee_number=account_number("2758", "610722", 99)
    )
    assert wrong.status == unknown.status == 422
    assert wrong.body["code"] == "payee-not-matched"
    assert wrong.text == unknown.text
    assert payee.name not in wrong.text


def test_who_guesses_is_stopped_for_the_day(town: Town) -> None:
    payer, payee = town.person(1_000), town.person()
    first = pay(payer, payee, 1, "good-0001")
    for number in range(10):
        assert preview(payer, payee, 1, "look-0001", payee_name=f"王{'小' * number}").status == 422
    stopped = preview(payer, payee, 1, "look-0001")
    assert (stopped.status, stopped.body["code"]) == (422, "payee-checks-used-up")
    assert pay(payer, payee, 1, "good-0002").status == 422
    assert pay(payer, payee, 1, "good-0001").text == first.text
    town.p.fixed.pass_time(timedelta(days=1))
    assert pay(payer, payee, 1, "good-0002").status == 201


@pytest.mark.parametrize("dot", ["·", "•", "・", "．", " · "])
def test_a_name_may_be_spelt_with_any_dot(town: Town, dot: str) -> None:
    payer, payee = town.person(1_000), town.person(name="阿依古丽·买买提")
    named = payee.name.replace("·", dot)
    assert pay(payer, payee, 1, payee_name=named).status == 201


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"amount_fen": 0}, 400, "invalid-body"),
        ({"amount_fen": -1}, 400, "invalid-body"),
        ({"amount_fen": 1.5}, 400, "invalid-body"),
        ({"amount_fen": "1"}, 400, "invalid-body"),
        ({"amount_fen": True}, 400, "invalid-body"),
        ({"payee_number": ""}, 400, "invalid-body"),
        ({"payee_number": "27586107220000000１２"}, 400, "invalid-body"),
        ({"payee_number": "2758610722000000019"}, 422, "account-number-invalid"),
        ({"payee_name": " "}, 400, "invalid-body"),
        ({"remark": "字" * 61}, 400, "invalid-body"),
        ({"remark": "一\n二"}, 422, "remark-invalid"),
        ({"currency": "USD"}, 400, "invalid-body"),
    ],
)
def test_what_is_no_transfer(town: Town, changed: dict[str, Any], status: int, code: str) -> None:
    payer, payee = town.person(1_000), town.person()
    body = {"amount_fen": 1} | changed
    answer = pay(payer, payee, body.pop("amount_fen"), **body)
    assert (answer.status, answer.body["code"]) == (status, code)
    assert (town.balance(payer), town.balance(payee)) == (1_000, 0)


def test_nobody_pays_from_another_ones_account(town: Town) -> None:
    payer, payee = town.person(1_000), town.person()
    assert pay(payer, payee, 1, by=payee.who).status == 404
    assert pay(payer, payee, 1, by=an_officer(3, Role.TELLER)).status == 403
    assert town.balance(payee) == 0


def test_what_a_transfer_costs(town: Town) -> None:
    """A guess taken and given back; journal row, an entry and a slip on each side, the payer's day:
    six items of under 1 KB, and clearing between two legal entities.
    """
    payer, payee = town.person(1_000), town.person(county=NORTH)
    before = len(town.p.memory.meter.units)
    pay(payer, payee, 100)
    written = town.p.memory.meter.units[before:]
    assert [cost for _, cost in written] == [1, 1, 16]
