"""Money held at a counter: in parts, lifted, ended by the clock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from api_accounts.handler import handler
from nongxin.kernel.clock import stamp
from nongxin.kernel.identity import Principal, Role
from tests.builders.books import check_books
from tests.builders.interbank import Desk, available, send
from tests.builders.lending import an_officer
from tests.builders.payers import NORTH, Payer, look, pay
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

TELLER = an_officer(1, Role.TELLER)
HOLDS = "/v1/accounts/{account_id}/counter-holds"


@pytest.fixture
def desk(p: FakeParts) -> Desk:
    return Desk(p)


def hold(desk: Desk, payer: Payer, fen: Any, by: Principal = TELLER, **changed: Any) -> Answer:
    ends_at = stamp(desk.p.fixed.now() + timedelta(days=30))
    body = {"amount_fen": fen, "purpose": "earnest", "ends_at": ends_at} | changed
    return ask(handler, "POST", HOLDS, path={"account_id": payer.account_id}, by=by,
               key="hold-00001", body=body)  # fmt: skip


def pay_out(
    payer: Payer, hold_id: str, payee: Payer, fen: int, named: str = "part-0001", **more: Any
) -> Answer:
    body = {"payee_number": payee.number, "payee_name": payee.name, "amount_fen": fen} | more
    path = {"account_id": payer.account_id, "hold_id": hold_id}
    return ask(handler, "POST", f"{HOLDS}/{{hold_id}}/payments", path=path, by=TELLER, key=named,
               body=body)  # fmt: skip


def lift(payer: Payer, hold_id: str, by: Principal = TELLER, named: str = "lift-0001") -> Answer:
    path = {"account_id": payer.account_id, "hold_id": hold_id}
    return ask(handler, "POST", f"{HOLDS}/{{hold_id}}/release", path=path, by=by, key=named)


def test_held_money_is_paid_in_parts_and_the_rest_is_free(desk: Desk) -> None:
    payer, payee = desk.person(1_000), desk.person(county=NORTH)
    hold_id = hold(desk, payer, 800).body["hold_id"]
    assert available(desk, payer) == 200
    assert pay(payer, payee, 201).body["code"] == "insufficient-funds"
    assert pay_out(payer, hold_id, payee, 300).status == 201
    assert pay_out(payer, hold_id, payee, 501, "part-0002").body["code"] == "hold-exceeded"
    assert look(payer, "/counter-holds").body["holds"][0]["left_fen"] == 500
    assert pay_out(payer, hold_id, payee, 100, "part-0003", last=True).status == 201
    assert (available(desk, payer), desk.balance(payee)) == (600, 400)
    assert pay_out(payer, hold_id, payee, 1, "part-0004").body["code"] == "hold-not-active"
    assert look(payee, "/entries").body["entries"][0]["slip"]["party_name"] == payer.name
    check_books(desk.p.memory)


def test_it_ends_by_the_clock_without_any_job(desk: Desk) -> None:
    payer, payee = desk.person(1_000), desk.person()
    hold_id = hold(desk, payer, 1_000).body["hold_id"]
    desk.p.fixed.pass_time(timedelta(days=30))
    assert available(desk, payer) == 1_000
    assert pay_out(payer, hold_id, payee, 1).body["code"] == "hold-not-active"
    assert lift(payer, hold_id).body["code"] == "hold-not-active"
    assert look(payer, "/counter-holds").body["holds"][0]["left_fen"] == 0
    assert pay(payer, payee, 1_000).status == 201


def test_a_certificates_hold_is_never_paid_and_can_be_lifted_once(desk: Desk) -> None:
    payer, payee = desk.person(1_000), desk.person()
    hold_id = hold(desk, payer, 600, purpose="certificate").body["hold_id"]
    assert pay_out(payer, hold_id, payee, 1).body["code"] == "hold-not-payable"
    first = lift(payer, hold_id)
    assert first.body["released_fen"] == 600
    assert lift(payer, hold_id).text == first.text
    assert lift(payer, hold_id, named="lift-0002").body["code"] == "hold-not-active"
    assert available(desk, payer) == 1_000


def test_other_holds_are_not_the_counters(desk: Desk) -> None:
    payer, payee = desk.person(1_000), desk.person()
    send(payer, 400)
    (under_way,) = desk.p.ledger.get(payer.account_id).holds
    assert lift(payer, under_way.id).status == 404
    assert pay_out(payer, under_way.id, payee, 1).status == 404
    assert available(desk, payer) == 600


def test_parts_racing_never_pay_more_than_is_held(desk: Desk) -> None:
    payer, payee = desk.person(1_000), desk.person()
    hold_id = hold(desk, payer, 500).body["hold_id"]
    with ThreadPoolExecutor(4) as pool:
        told = list(
            pool.map(lambda n: pay_out(payer, hold_id, payee, 100, f"part-{n:04d}"), range(8))
        )
    assert sorted(a.status for a in told) == [201] * 5 + [409] * 3
    assert (desk.balance(payer), available(desk, payer)) == (500, 500)


@pytest.mark.parametrize(
    ("fen", "changed", "code"),
    [
        (0, {}, "invalid-body"),
        (1.5, {}, "invalid-body"),
        (1_001, {}, "insufficient-funds"),
        (1, {"purpose": "x"}, "invalid-body"),
        (1, {"ends_at": "2026-11-25T01:59:59Z"}, "hold-end-invalid"),
        (1, {"ends_at": "2026-12-25T00:00:00"}, "hold-end-invalid"),
        (1, {"ends_at": "2027-12-25T00:00:00Z"}, "hold-end-invalid"),
        (1, {"ends_at": "tomorrow"}, "hold-end-invalid"),
    ],
)
def test_what_is_no_hold(desk: Desk, fen: Any, changed: dict[str, Any], code: str) -> None:
    payer = desk.person(1_000)
    assert hold(desk, payer, fen, **changed).body["code"] == code
    assert available(desk, payer) == 1_000


def test_who_may(desk: Desk) -> None:
    payer = desk.person(1_000)
    assert hold(desk, payer, 1, payer.who).status == 403
    north = an_officer(2, Role.TELLER, county=NORTH)
    assert hold(desk, payer, 1, north).status == 404
    hold_id = hold(desk, payer, 1).body["hold_id"]
    assert lift(payer, hold_id, north).status == 404
    assert look(payer, "/counter-holds", north).status == 404
