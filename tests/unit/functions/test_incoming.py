"""What other banks send: payments to our accounts, and ours coming back."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from nongxin.accounts.interbank import settle_interbank
from nongxin.accounts.interbank.gateways import Incoming
from nongxin.accounts.interbank.take_incoming import take_incoming
from nongxin.kernel.errors import KeyReused
from nongxin.ledger.account import AccountState
from tests.builders.books import check_books
from tests.builders.interbank import GOOD, Desk, Died, Killer, run, send, status, turn
from tests.builders.payers import NORTH, look
from tests.fakes.parts import FakeParts


@pytest.fixture
def desk(p: FakeParts) -> Desk:
    return Desk(p)


def test_a_settled_payment_may_come_back_days_later_once(desk: Desk) -> None:
    payer = desk.person(1_000)
    order_id = send(payer, 400).body["order_id"]
    run(desk)
    back = {"kind": "return", "original_no": order_id}
    desk.message("r-1", payer, 400, **back)
    desk.message("r-2", payer, 400, **back)
    desk.message("r-3", payer, 399, **back)
    run(desk)
    run(desk)
    assert (status(payer), desk.balance(payer)) == ("returned", 1_000)
    assert desk.gl("central_bank") == 0
    receipts = desk.partner.desk("GET", "receipts")["receipts"]
    assert [receipts[f"r-{n}"]["accepted"] for n in (1, 2, 3)] == [True, False, False]
    check_books(desk.p.memory)


def test_a_return_that_overtakes_the_answer(desk: Desk) -> None:
    payer = desk.person(1_000)
    desk.partner.mode = "lost"
    order_id = send(payer, 400).body["order_id"]
    run(desk)
    assert status(payer) == "unknown"
    desk.message("r-1", payer, 400, kind="return", original_no=order_id)
    desk.partner.desk("POST", "outcomes", payee_number=GOOD, outcome="wait")
    desk.partner.mode = "none"
    run(desk)
    assert (status(payer), desk.balance(payer)) == ("returned", 1_000)
    assert (desk.gl("interbank_clearing"), desk.gl("central_bank")) == (0, 0)


def test_what_comes_in_is_taken_once_however_often_it_is_told(desk: Desk) -> None:
    payee = desk.person()
    desk.message("m-1", payee, 700)
    desk.partner.mode = "lost"
    run(desk)
    desk.partner.mode = "none"
    run(desk)
    run(desk)
    assert desk.balance(payee) == 700
    (told,) = desk.p.memory.published("InterbankReceived")
    assert told.data["owner"] == payee.who.id
    slip = look(payee, "/entries").body["entries"][0]["slip"]
    assert (slip["party_name"], slip["remark"]) == ("工厂", "工资")


@pytest.mark.parametrize("at", range(6))
def test_death_while_something_is_taken(desk: Desk, at: int) -> None:
    payee = desk.person()
    desk.message("m-1", payee, 700)
    killer = Killer(desk, at)
    with suppress(Died):
        run(desk)
    killer.disarm()
    run(desk)
    assert desk.balance(payee) == 700
    assert desk.partner.desk("GET", "receipts")["receipts"]["m-1"]["accepted"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"payee_name": "李大明"}, "payee-not-matched"),
        ({"payee_number": "6222020200112233"}, "account-number-invalid"),
        ({"payee_number": "0" * 19}, "payee-not-matched"),
        ({"amount_fen": 0}, "posting-amount-invalid"),
        ({"amount_fen": "7"}, "posting-amount-invalid"),
        ({"kind": "return", "original_no": "io_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T"}, "not-found"),
        ({"kind": "return", "original_no": "x"}, "not-found"),
    ],
)
def test_what_is_not_ours_goes_back(desk: Desk, changed: dict[str, Any], reason: str) -> None:
    payee = desk.person()
    desk.message("m-1", payee, **({"amount_fen": 700} | changed))
    run(desk)
    assert desk.partner.desk("GET", "receipts")["receipts"]["m-1"] == {
        "accepted": False, "reason": reason,
    }  # fmt: skip
    assert (desk.balance(payee), desk.gl("central_bank")) == (0, 0)


def test_a_number_is_one_message_in_every_county(desk: Desk) -> None:
    """The key lives where the payee does: another payee must not make it another message."""
    south, north = desk.person(), desk.person(county=NORTH)
    messages = [
        Incoming("m-1", "payment", 700, "", payee.name, payee.number, "工厂", GOOD, "")
        for payee in (south, north)
    ]
    assert take_incoming(messages[0], desk.p.network)["accepted"]
    with pytest.raises(KeyReused):
        take_incoming(messages[1], desk.p.network)
    assert take_incoming(messages[0], desk.p.network)["accepted"]
    assert (desk.balance(south), desk.balance(north)) == (700, 0)


def test_an_account_that_closes_while_its_money_comes_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The return is not refused for ever: it is decided anew and waits in suspense."""
    payer = desk.person(400)
    order_id = send(payer, 400).body["order_id"]
    run(desk)
    look_once = iter([True])
    known = settle_interbank.takes_money
    monkeypatch.setattr(
        settle_interbank, "takes_money", lambda account: next(look_once, False) or known(account)
    )
    turn(desk, payer, AccountState.CLOSED)
    desk.message("r-1", payer, 400, kind="return", original_no=order_id)
    run(desk)
    assert desk.partner.desk("GET", "receipts")["receipts"]["r-1"]["accepted"]
    assert (desk.gl("suspense"), desk.gl("central_bank")) == (400, 0)
