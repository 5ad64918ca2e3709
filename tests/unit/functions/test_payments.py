"""Payments at a station among our own accounts: once each, within limits, taken back once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api_payments.handler import handler
from nongxin.kernel.errors import Busy
from tests.builders.books import check_books
from tests.builders.borrowers import lend
from tests.builders.payers import NORTH, Payer
from tests.builders.stations import FLOAT_FEN, PIN, Till, code

REQUEST_ID = "ea859c78-f53c-4685-bb3d-c4ec190e0400"  # as long as the gateway's are
DAY_FEN = 200_000  # A03: 2,000 yuan a card and day (CS02)


def test_cash_out_moves_from_the_card_to_the_float(till: Till, farmer: Payer) -> None:
    answer = till.pay("A03", 50_000, **till.card(farmer))
    assert code(answer) == (201, "done")
    assert (till.town.balance(farmer), till.fen()) == (950_000, FLOAT_FEN + 50_000)
    assert answer.body["card"].startswith(farmer.number[:4] + "*")
    (told,) = till.p.memory.published("PaymentMade")
    assert (told.data["cash"], told.data["account_id"]) == ("OUT", farmer.account_id)
    check_books(till.p.memory)


def test_cash_in_moves_from_the_float_to_the_card(till: Till, farmer: Payer) -> None:
    told = {"dest_card_no": farmer.number, "dest_name": farmer.name, "payer_name": "张三"}
    assert code(till.pay("A05", 70_000, **told)) == (201, "done")
    assert (till.town.balance(farmer), till.fen()) == (1_070_000, FLOAT_FEN - 70_000)
    wrong = told | {"dest_name": "别人"}
    assert code(till.pay("A05", 70_000, **wrong)) == (422, "payee-not-matched")
    check_books(till.p.memory)


def test_a_transfer_to_another_entity_goes_through_clearing(till: Till, farmer: Payer) -> None:
    payee = till.town.person(county=NORTH)
    told = till.card(farmer, dest_card_no=payee.number, dest_name=payee.name)
    assert code(till.pay("A07", 123_456, **told)) == (201, "done")
    assert (till.town.balance(payee), till.fen()) == (123_456, FLOAT_FEN)
    check_books(till.p.memory)


def test_a_passbook_moves_to_its_owners_card_alone(till: Till, farmer: Payer) -> None:
    other = till.town.person(5_000)
    told = {"passbook_no": farmer.number, "pin": PIN, "card_no": other.number}
    assert code(till.pay("A11", 1_000, **told)) == (422, "accounts-of-two-persons")


def test_a_lost_answer_is_asked_again_with_another_nonce_and_pin_block(
    till: Till, farmer: Payer
) -> None:
    first = till.pay("A03", 50_000, **till.card(farmer), _trace="000007")
    again = till.pay("A03", 50_000, **till.card(farmer, pin="FFEE" + PIN), _trace="000007")
    assert (again.text, again.headers["Idempotent-Replayed"]) == (first.text, "true")
    assert till.status("000007").body == first.body
    assert till.town.balance(farmer) == 950_000


def test_the_number_is_the_key_for_ever(till: Till, farmer: Payer) -> None:
    body = till.body("A03", 50_000, **till.card(farmer), _trace="000001")
    first = till.send(body)
    till.p.memory.dynamo.forget_tokens()
    till.p.fixed.pass_time(timedelta(days=400))
    assert till.send(body).text == first.text
    assert till.town.balance(farmer) == 950_000


@pytest.mark.parametrize("changed", [{"amount_fen": 60_000}, {"service": "B03"}])
def test_the_same_number_for_something_else_is_refused(
    till: Till, farmer: Payer, changed: dict[str, Any]
) -> None:
    body = till.body("A03", 50_000, **till.card(farmer))
    assert till.send(body).status == 201
    assert code(till.send(body | changed)) == (422, "idempotency-key-reused")
    assert till.town.balance(farmer) == 950_000


def test_the_same_number_serves_no_partner_either(till: Till, farmer: Payer) -> None:
    till.pay("A03", 50_000, **till.card(farmer), _trace="000001")
    other = till.pay("D02", 8_000, customer_no="6100000001", _trace="000001", _bill_no="B1")
    assert code(other) == (422, "idempotency-key-reused")
    assert till.billers.payments("power") == []


def test_a_copy_of_the_very_request_is_refused(till: Till, farmer: Payer) -> None:
    body = till.body("A03", 50_000, **till.card(farmer))
    second = int(till.p.fixed.now().timestamp())
    assert till.send(body, nonce="n" * 16, second=second).status == 201
    copied = till.send(body, nonce="n" * 16, second=second, call="rq-2")
    assert code(copied) == (401, "nonce-replayed")
    assert till.town.balance(farmer) == 950_000


def test_what_was_refused_stays_refused(till: Till) -> None:
    poor = till.town.person(1_000)
    body = till.body("A03", 50_000, **till.card(poor), _trace="000001")
    assert code(till.send(body)) == (422, "insufficient-funds")
    till.town.fund(poor, 500_000, named="harvest")
    assert code(till.send(body)) == (422, "payment-refused-before")
    assert code(till.status("000001")) == (422, "payment-refused-before")
    assert till.town.balance(poor) == 501_000
    assert code(till.pay("A03", 50_000, **till.card(poor))) == (201, "done")


def test_a_reversal_gives_money_and_limit_back_once(till: Till, farmer: Payer) -> None:
    till.pay("A03", DAY_FEN, **till.card(farmer), _trace="000001")
    first, again = till.back("000001"), till.back("000001")
    assert (code(first), first.body["amount_fen"]) == ((200, "reversed"), DAY_FEN)
    assert (again.text, again.headers["Idempotent-Replayed"]) == (first.text, "true")
    assert (till.town.balance(farmer), till.fen()) == (1_000_000, FLOAT_FEN)
    assert till.status("000001").body["status"] == "reversed"
    assert till.pay("A03", DAY_FEN, **till.card(farmer)).status == 201
    check_books(till.p.memory)


def test_a_reversal_that_comes_first_keeps_the_payment_out(till: Till, farmer: Payer) -> None:
    assert code(till.back("000001")) == (200, "voided")
    assert code(till.back("000001")) == (200, "voided")
    late = till.pay("A03", 50_000, **till.card(farmer), _trace="000001")
    assert code(late) == (409, "reversed-before-arrival")
    assert till.town.balance(farmer) == 1_000_000


def test_a_reversal_of_what_was_refused_moves_nothing(till: Till) -> None:
    poor = till.town.person(1_000)
    till.pay("A03", 50_000, **till.card(poor), _trace="000001")
    assert code(till.back("000001")) == (200, "voided")


def test_a_deposit_is_not_taken_back_once_its_receipt_was_shown(till: Till) -> None:
    """A reversal says that nothing was heard: a terminal knows that within minutes."""
    farmer = till.town.person()
    told = {"dest_card_no": farmer.number, "dest_name": farmer.name, "payer_name": "张三"}
    till.pay("A05", 70_000, **told, _trace="000001")
    till.p.fixed.pass_time(timedelta(minutes=11))
    assert code(till.back("000001")) == (422, "payment-not-reversible")
    assert till.town.balance(farmer) == 70_000


def test_cash_that_was_spent_cannot_be_taken_back(till: Till) -> None:
    farmer = till.town.person()
    told = {"dest_card_no": farmer.number, "dest_name": farmer.name, "payer_name": "张三"}
    till.pay("A05", 70_000, **told, _trace="000001")
    till.pay("A03", 50_000, **till.card(farmer))
    assert code(till.back("000001")) == (422, "insufficient-funds")
    check_books(till.p.memory)


def test_cash_paid_out_is_not_voided_by_hand_nor_a_day_later(till: Till, farmer: Payer) -> None:
    till.pay("A03", 50_000, **till.card(farmer), _trace="000001")
    assert code(till.back("000001", how="void")) == (422, "payment-not-reversible")
    day = till.today.replace("-", "")
    till.p.fixed.pass_time(timedelta(days=1))
    late = till.about("POST", "/reversal", "000001", {"how": "reversal"})
    assert code(late) == (200, "voided")  # of the new day: there is no such number
    path = {"day": day, "trace": "000001"}
    answer = till.signed(
        handler, "POST", "/v1/payments/{day}/{trace}/reversal", {"how": "reversal"}, path=path
    )
    assert code(answer) == (422, "payment-not-reversible")


def test_a_balance_and_a_history_are_told_to_whom_knows_the_pin(till: Till, farmer: Payer) -> None:
    till.pay("A03", 50_000, **till.card(farmer))
    told = till.ask("A01", **till.card(farmer))
    assert (told.status, told.body["amount_fen"]) == (200, 950_000)
    dates = {"date_from": till.today, "date_to": till.today}
    lines = till.ask("A02", **till.card(farmer), **dates).body["items"]
    assert lines[0] == f"{till.today} debit 500.00 助农取款(本行卡)"
    units = till.p.memory.meter.units
    before = len(units)
    till.ask("A01", **till.card(farmer))
    assert [cost for _, cost in units[before:]] == [1]  # its nonce


def test_a_time_deposit_is_opened_and_taken_at_the_station(till: Till, farmer: Payer) -> None:
    opened = till.pay("A09", 300_000, **till.card(farmer, term="1Y", renew_flag="N"))
    assert code(opened) == (201, "done")
    certificate = opened.body["result"]["id"]
    worth = till.ask("A10", **till.card(farmer, sub_acct=certificate)).body["facts"]
    assert worth["principal_fen"] == 300_000
    taken = till.pay("A10", None, **till.card(farmer, sub_acct=certificate))
    assert code(taken) == (201, "done")
    assert till.town.balance(farmer) == 1_000_000
    check_books(till.p.memory)


def test_an_own_move_costs_the_ledgers_six_units(till: Till, farmer: Payer) -> None:
    units, payee = till.p.memory.meter.units, till.town.person()
    named = {"dest_card_no": payee.number, "dest_name": payee.name}
    moves = {
        "A03": till.card(farmer),
        "A05": named | {"payer_name": "张三"},
        "A07": till.card(farmer, **named),
        "B03": till.card(farmer),
        "E02": till.card(farmer, item_code="SBA01"),
    }
    for service, told in moves.items():
        before = len(units)
        body = till.body(service, 50_000, **told)
        assert till.send(body, call=REQUEST_ID).status == 201
        assert [cost for _, cost in units[before:]] == [6], (service, units[before:])


def test_a_busy_table_is_told_and_the_same_number_is_safe(till: Till, farmer: Payer) -> None:
    body = till.body("A03", 50_000, **till.card(farmer))
    till.p.memory.dynamo.failures = [Busy()]
    assert till.send(body).status == 503
    assert code(till.send(body)) == (201, "done")
    assert till.town.balance(farmer) == 950_000


def test_a_loan_is_asked_about_and_repaid_by_its_borrower_alone(till: Till, farmer: Payer) -> None:
    loan = lend(till.p, farmer)
    before = till.town.balance(farmer)
    asked = till.ask("A12", **till.card(farmer, loan_no=loan))
    assert asked.body["facts"]["payoff_fen"] >= 4_000_000
    told = till.card(farmer, loan_no=loan)
    assert code(till.pay("A12", 350_000, **told, _trace="000001")) == (201, "done")
    assert code(till.pay("A12", 350_000, **told, _trace="000001")) == (201, "done")
    assert till.town.balance(farmer) == before - 350_000
    stranger = till.town.person(1_000_000)
    assert till.pay("A12", 1_000, **till.card(stranger, loan_no=loan)).status == 404
    check_books(till.p.memory)
