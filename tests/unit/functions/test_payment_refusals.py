"""What a station may not do: past a limit, with a wrong PIN, badly typed, shut or revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from devkit.device import Device
from nongxin.catalog.services import services
from nongxin.payments.fields import read_fields
from nongxin.payments.take_order import TakeOrder
from tests.builders.books import check_books
from tests.builders.payers import NORTH, Payer
from tests.builders.stations import PIN, WRONG_PIN, Till, code
from tests.fakes.gateway import Answer

DAY_FEN = 200_000  # A03: 2,000 yuan a card and day (CS02)


@pytest.mark.parametrize(
    ("amount_fen", "said"),
    [
        (900, "amount-below-least"),
        (50_500, "amount-not-multiple"),
        (DAY_FEN + 1_000, "above-single-limit"),
        (None, "field-invalid"),
        (500.5, "invalid-body"),
        (-1_000, "invalid-body"),
    ],
)
def test_amounts_that_the_row_forbids(
    till: Till, farmer: Payer, amount_fen: Any, said: str
) -> None:
    assert till.pay("A03", amount_fen, **till.card(farmer)).body["code"] == said
    assert till.town.balance(farmer) == 1_000_000


def test_the_days_limit_counts_every_terminal_and_ends_at_midnight(
    till: Till, farmer: Payer
) -> None:
    other = Till(till.p, till.town, number=1, billers=till.billers)
    assert till.pay("A03", 150_000, **till.card(farmer)).status == 201
    refused = other.pay("A03", 60_000, **other.card(farmer))
    assert code(refused) == (422, "above-day-limit")
    assert refused.body["facts"]["left_fen"] == 50_000
    assert other.pay("B03", 60_000, **other.card(farmer)).status == 201  # another kind of business
    till.p.fixed.pass_time(timedelta(days=1))
    assert other.pay("A03", 60_000, **other.card(farmer)).status == 201


def test_a_second_terminal_at_the_same_instant_does_not_pass_the_limit(
    till: Till, farmer: Payer
) -> None:
    other = Till(till.p, till.town, number=1, billers=till.billers)
    said: list[Answer] = []

    def race() -> None:
        said.append(other.pay("A03", 150_000, **other.card(farmer)))

    till.p.memory.dynamo.before_write = race
    first = till.pay("A03", 150_000, **till.card(farmer))
    assert (code(said[0]), code(first)) == ((201, "done"), (422, "above-day-limit"))
    assert till.town.balance(farmer) == 850_000
    check_books(till.p.memory)


def test_a_remembered_account_does_not_pass_the_limit(till: Till, farmer: Payer) -> None:
    """The ledger decides on what it wrote last; the sum must be of the same entry."""
    for _ in range(4):
        assert till.pay("A03", 50_000, **till.card(farmer)).status == 201
    assert code(till.pay("A03", 1_000, **till.card(farmer))) == (422, "above-day-limit")


def test_a_wrong_pin_is_counted_over_all_terminals(till: Till, farmer: Payer) -> None:
    other = Till(till.p, till.town, number=1, billers=till.billers)
    for left in (4, 3):
        answer = till.pay("A03", 50_000, card_no=farmer.number, pin=WRONG_PIN)
        assert (code(answer), answer.body["facts"]["left"]) == ((422, "pin-wrong"), left)
    for _ in range(3):
        assert other.ask("A01", card_no=farmer.number, pin=WRONG_PIN).status == 422
    assert code(till.pay("A03", 50_000, **till.card(farmer))) == (422, "pin-tries-used-up")
    till.p.fixed.pass_time(timedelta(days=1))
    assert till.pay("A03", 50_000, **till.card(farmer)).status == 201


def test_pin_blocks_are_never_kept(till: Till, farmer: Payer, capsys: Any) -> None:
    till.pay("A03", 50_000, **till.card(farmer, track="TRACKDATA0123456789"))
    till.pay("A03", 50_000, card_no=farmer.number, pin=WRONG_PIN)
    till.pay("D01", 8_000, customer_no="6100000001", period="2026-11", _bill_no="B1",
             **till.card(farmer))  # fmt: skip
    kept = str(till.p.memory.dynamo.tables) + capsys.readouterr().out
    assert PIN in str(till.billers.bodies)
    assert not [each for each in (PIN, WRONG_PIN, "TRACKDATA") if each in kept]


@pytest.mark.parametrize(
    ("service", "fields", "said"),
    [
        ("A03", {"card_no": "1234"}, "field-invalid"),
        ("A03", {"pin": None}, "field-invalid"),
        ("A03", {"phone": "13800000000"}, "field-invalid"),
        ("Z99", {}, "service-unknown"),
        ("A01", {"amount": "5"}, "field-invalid"),
        ("A15", {"id_no": "610722198005171236"}, "field-invalid"),
    ],
)
def test_what_is_typed_wrong_is_named(
    till: Till, farmer: Payer, service: str, fields: dict[str, Any], said: str
) -> None:
    told = {k: v for k, v in (till.card(farmer) | fields).items() if v is not None}
    assert till.pay(service, 50_000, **told).body["code"] == said


def test_a_shut_station_and_a_late_hour_do_no_business(till: Till, farmer: Payer) -> None:
    till.staff("POST", "/status", {"status": "suspended", "reason": "巡检不合格"}, key="shut-0001")
    assert code(till.pay("A03", 50_000, **till.card(farmer))) == (403, "station-shut")
    till.staff("POST", "/status", {"status": "open", "reason": "整改完成"}, key="open-0001")
    till.p.fixed.pass_time(timedelta(hours=12))
    assert code(till.pay("A03", 50_000, **till.card(farmer))) == (422, "station-outside-hours")


def test_another_terminals_number_is_not_there(till: Till, farmer: Payer) -> None:
    till.pay("A03", 50_000, **till.card(farmer), _trace="000001")
    foreign = Till(till.p, till.town, county=NORTH, number=2, billers=till.billers)
    assert code(foreign.status("000001")) == (404, "not-found")
    assert code(foreign.back("000001")) == (200, "voided")  # its own number, which it never used
    assert till.status("000001").body["status"] == "done"
    assert till.town.balance(farmer) == 950_000


def test_a_date_that_is_far_is_refused(till: Till, farmer: Payer) -> None:
    body = till.body("A03", 50_000, **till.card(farmer)) | {"date": "2026-11-20"}
    assert code(till.send(body)) == (422, "terminal-date-far")


def test_a_revoked_terminal_pays_nothing(till: Till, farmer: Payer) -> None:
    what, path = "/terminals/{terminal_id}/revocation", {"terminal_id": till.device.terminal_id}
    till.staff("POST", what, path=path, key="revoke-0001")
    assert code(till.pay("A03", 50_000, **till.card(farmer))) == (403, "terminal-revoked")
    thief = Device(till.device.terminal_id)
    assert code(till.send(till.body("A03", 50_000), device=thief)) == (401, "signature-invalid")


def test_names_are_not_learned_by_trying(till: Till, farmer: Payer) -> None:
    told = {"dest_card_no": farmer.number, "payer_name": "张三"}
    for nth in range(20):
        wrong = till.pay("A05", 1_000, **told, dest_name=f"王{nth}")
        assert code(wrong) == (422, "payee-not-matched")
    right = till.pay("A05", 1_000, **told, dest_name=farmer.name)
    assert code(right) == (422, "payee-checks-used-up")
    assert till.town.balance(farmer) == 1_000_000


def test_what_was_typed_is_in_no_representation(till: Till, farmer: Payer) -> None:
    """A bug's traceback or a log of values would else tell it."""
    told = till.card(farmer)
    service = services(till.p.fixed.today())["A03"]
    command = TakeOrder("A03", till.p.fixed.today(), "000001", 50_000, told, till.operator_id)
    typed = read_fields(service, told, till.p.fixed.today())
    said = repr(command) + repr(typed)
    assert PIN not in said and farmer.number not in said
