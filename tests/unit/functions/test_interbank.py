"""Payments to other banks: every state, every loss, death at each point."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api_accounts.handler import handler
from job_resolve_interbank.handler import OrdersOverdue
from nongxin.accounts.interbank.bank_code import is_checked
from nongxin.catalog.clearing import banks, payment_systems, system_for
from nongxin.kernel.identity import Role
from nongxin.ledger.account import AccountState
from tests.builders.bank import deliver
from tests.builders.books import check_books
from tests.builders.interbank import (
    GOOD,
    ICBC,
    ONE,
    SLOW,
    WRONG,
    Desk,
    Died,
    Killer,
    available,
    cancel,
    run,
    send,
    status,
    turn,
)
from tests.builders.lending import an_officer
from tests.builders.payers import look, pay
from tests.fakes.gateway import ask
from tests.fakes.parts import FakeParts


@pytest.fixture
def desk(p: FakeParts) -> Desk:
    return Desk(p)


def test_held_then_gone(desk: Desk) -> None:
    payer = desk.person(1_000)
    told = send(payer, 400)
    assert (told.status, told.body["status"]) == (201, "requested")
    assert (desk.balance(payer), available(desk, payer)) == (1_000, 600)
    run(desk)
    assert status(payer) == "settled"
    assert (desk.balance(payer), available(desk, payer)) == (600, 600)
    assert (desk.gl("interbank_clearing"), desk.gl("central_bank")) == (0, 400)
    (paid,) = desk.partner.payments
    assert (paid["amount_fen"], paid["times"], paid["payer_name"]) == (400, 1, payer.name)
    assert look(payer, "/entries").body["entries"][0]["slip"]["party_name"] == "张三丰"
    check_books(desk.p.memory)


def test_the_event_sends_it_at_once_and_a_second_delivery_does_nothing(desk: Desk) -> None:
    payer = desk.person(1_000)
    send(payer, 400)
    bank: Any = desk
    for _ in range(2):
        assert deliver(bank, "on_interbank_requested", "InterbankRequested") == {
            "batchItemFailures": []
        }
    assert (status(payer), desk.balance(payer)) == ("settled", 600)
    assert desk.partner.payments[0]["times"] == 1
    assert len(desk.p.memory.published("InterbankSettled")) == 1


def test_what_the_other_bank_does_not_know_comes_back(desk: Desk) -> None:
    payer = desk.person(1_000)
    send(payer, 400, WRONG)
    run(desk)
    (order,) = look(payer, "/interbank-transfers").body["orders"]
    assert (order["status"], order["reason"]) == ("returned", "账号户名不符")
    assert (desk.balance(payer), desk.gl("interbank_clearing")) == (1_000, 0)
    assert [e["text"] for e in look(payer, "/entries").body["entries"]][:2] == [
        "INTERBANK_RETURNED", "INTERBANK_SENT",
    ]  # fmt: skip
    run(desk)
    assert desk.balance(payer) == 1_000
    check_books(desk.p.memory)


@pytest.mark.parametrize("mode", ["error", "lost"])
def test_silence_is_unknown_until_the_network_is_asked(desk: Desk, mode: str) -> None:
    payer = desk.person(1_000)
    send(payer, 400)
    desk.partner.mode = mode
    run(desk)
    assert status(payer) == "unknown"
    assert (desk.balance(payer), desk.gl("interbank_clearing")) == (600, 400)
    run(desk)
    assert status(payer) == "unknown"
    desk.partner.mode = "none"
    run(desk)
    assert (status(payer), desk.balance(payer)) == ("settled", 600)
    assert len(desk.partner.payments) == 1


def test_the_network_takes_its_time(desk: Desk) -> None:
    payer = desk.person(1_000)
    send(payer, 400, SLOW)
    run(desk)
    run(desk)
    assert status(payer) == "in_transit"
    desk.p.fixed.pass_time(timedelta(days=1, minutes=1))
    with pytest.raises(OrdersOverdue):
        run(desk)
    desk.partner.desk("POST", "outcomes", payee_number=SLOW, outcome="settle")
    run(desk)
    assert status(payer) == "settled"


@pytest.mark.parametrize("number", [GOOD, WRONG])
@pytest.mark.parametrize("at", range(14))
def test_death_at_each_point_moves_the_money_once(desk: Desk, number: str, at: int) -> None:
    payer = desk.person(1_000)
    killer = Killer(desk, at)
    try:
        send(payer, 400, number)
        run(desk)
    except Died:
        pass
    killer.disarm()
    assert send(payer, 400, number).status == 201
    run(desk)
    run(desk)
    assert len(desk.partner.payments) == 1
    assert desk.partner.payments[0]["amount_fen"] == 400
    expected = ("settled", 600, 400) if number == GOOD else ("returned", 1_000, 0)
    assert (status(payer), desk.balance(payer), desk.gl("central_bank")) == expected
    assert (desk.gl("interbank_clearing"), available(desk, payer)) == (0, desk.balance(payer))
    assert len(look(payer, "/interbank-transfers").body["orders"]) == 1
    check_books(desk.p.memory)


def test_it_can_be_cancelled_until_it_is_sent(desk: Desk) -> None:
    payer, other = desk.person(200_000_000), desk.person()
    # 26 November, seven in the evening: the large-value system is closed until the morning.
    desk.p.fixed.instant = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
    big = system_for(100_000_001)
    assert (big.code, big.is_open(desk.p.clock.now())) == ("HVPS", False)
    first = send(payer, 400)
    order_id = first.body["order_id"]
    assert cancel(payer, order_id, other.who).status == 404
    assert cancel(payer, order_id).body["status"] == "cancelled"
    assert available(desk, payer) == 200_000_000
    run(desk)
    assert (status(payer), desk.partner.payments) == ("cancelled", [])
    second = send(payer, 500, named="out-00002").body["order_id"]
    run(desk)
    late = ask(handler, "POST", f"{ONE}/{{order_id}}/cancellation", by=payer.who, key="cancel-02",
               path={"account_id": payer.account_id, "order_id": second})  # fmt: skip
    assert (late.status, late.body["code"]) == (409, "payment-already-sent")


def test_a_closed_system_is_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    payer = desk.person(1_000)
    evening = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)  # a Friday
    desk.p.fixed.instant = evening
    hvps = payment_systems()["HVPS"]
    monkeypatch.setattr("nongxin.accounts.interbank.request_interbank.system_for", lambda _: hvps)
    send(payer, 400)
    for days in (0, 1):
        desk.p.fixed.instant = evening + timedelta(days=days)
        run(desk)
        assert status(payer) == "requested"
    desk.p.fixed.instant = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)  # Monday, nine o'clock
    run(desk)
    assert status(payer) == "settled"


def test_an_account_frozen_meanwhile_sends_nothing(desk: Desk) -> None:
    payer = desk.person(1_000)
    send(payer, 400)
    turn(desk, payer, AccountState.FROZEN)
    run(desk)
    (order,) = look(payer, "/interbank-transfers").body["orders"]
    assert (order["status"], order["reason"]) == ("cancelled", "account-not-open")
    assert desk.partner.payments == []
    assert desk.balance(payer) == 1_000


def test_a_return_to_an_account_that_takes_nothing_waits_in_suspense(desk: Desk) -> None:
    payer = desk.person(1_000)
    desk.partner.mode = "lost"
    send(payer, 400, WRONG)
    run(desk)
    turn(desk, payer, AccountState.FROZEN)
    desk.partner.mode = "none"
    run(desk)
    assert (status(payer), desk.balance(payer), desk.gl("suspense")) == ("returned", 600, 400)
    (told,) = desk.p.memory.published("InterbankReturned")
    assert told.data["reached_account"] is False


@pytest.mark.parametrize(
    ("changed", "status_", "code"),
    [
        ({"payee_bank": "102100099995"}, 422, "bank-code-invalid"),
        ({"payee_bank": "1021"}, 422, "bank-code-invalid"),
        ({"payee_bank": "102100099996 "}, 201, ""),
        ({"payee_bank": "313791000015"}, 422, "bank-unknown"),
        ({"payee_bank": "402791000010"}, 422, "bank-is-ours"),
        ({"payee_number": "123"}, 400, "invalid-body"),
        ({"amount_fen": 0}, 400, "invalid-body"),
        ({"amount_fen": 1_001}, 422, "insufficient-funds"),
        ({"amount_fen": 20_000_001}, 422, "payment-above-single-limit"),
        ({"remark": "一\n二"}, 422, "remark-invalid"),
    ],
)
def test_what_cannot_be_sent(desk: Desk, changed: dict[str, Any], status_: int, code: str) -> None:
    payer = desk.person(1_000)
    body = {"amount_fen": 1} | changed
    told = send(payer, body.pop("amount_fen"), **body)
    assert (told.status, told.body.get("code", "")) == (status_, code)
    assert desk.balance(payer) == 1_000


def test_both_ways_of_paying_out_share_the_days_limit_and_the_step_up(desk: Desk) -> None:
    payer, payee = desk.person(100_000_000), desk.person()
    for number in range(5):
        assert send(payer, 500_000, named=f"out-{number:05d}").status == 201
        assert pay(payer, payee, 500_000, f"pay-{number:05d}").status == 201
    assert send(payer, 1, named="out-00009").body["code"] == "not-confirmed"
    body = {"payee_bank": ICBC, "payee_name": "张三丰", "payee_number": GOOD, "amount_fen": 1,
            "payment_key": "out-00009"}  # fmt: skip
    seen = ask(handler, "POST", f"{ONE}/preview", path={"account_id": payer.account_id},
               by=payer.who, body=body).body  # fmt: skip
    assert (seen["step_up_needed"], seen["system"]) == (True, "BEPS")
    token = f"{payer.who.id}:{seen['digest']}"
    assert send(payer, 1, named="out-00009", step_up_token=token).status == 201


def test_a_repeat_is_one_order(desk: Desk) -> None:
    payer = desk.person(1_000)
    first, again = send(payer, 400), send(payer, 400)
    assert first.text == again.text
    assert available(desk, payer) == 600
    assert send(payer, 401).body["code"] == "idempotency-key-reused"


def test_who_sees_it(desk: Desk) -> None:
    payer, other = desk.person(1_000), desk.person()
    send(payer, 400)
    assert send(payer, 1, by=other.who).status == 404
    assert look(payer, "/interbank-transfers", other.who).status == 404
    (order,) = look(payer, "/interbank-transfers", an_officer(1, Role.AUDITOR)).body["orders"]
    assert order["payee_name"] == "张**"
    stored = str(desk.p.memory.items("accounts")) + str(desk.p.memory.items("ledger"))
    assert "张三丰" not in stored
    assert GOOD not in stored


@pytest.mark.parametrize("code", sorted(banks()))
def test_bank_codes_carry_their_check_digit(code: str) -> None:
    assert is_checked(code)
    for place in range(12):
        wrong = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
        assert not is_checked(wrong)


def test_a_network_that_doubles_every_request_pays_once(desk: Desk) -> None:
    payer = desk.person(1_000)
    desk.partner.mode = "twice"
    send(payer, 400)
    desk.message("m-1", payer, 70)
    run(desk)
    run(desk)
    (payment,) = desk.partner.payments
    assert (status(payer), desk.balance(payer), payment["times"]) == ("settled", 670, 2)
    assert desk.gl("central_bank") == 400 - 70
