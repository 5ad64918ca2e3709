"""Payments with partners: off the payer first, then asked and asked again until there is a word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from job_resolve_payments.handler import PaymentsOverdue
from nongxin.kernel.errors import Busy
from nongxin.ledger.account import AccountState
from nongxin.ledger.change_state import ChangeState, change_state
from nongxin.ledger.posting import general
from tests.builders.bank import key
from tests.builders.books import check_books
from tests.builders.payers import Payer
from tests.builders.stations import FLOAT_FEN, Till, code
from tests.fakes.gateway import Answer

METER = "6100000001"
CARD = "6222021234567894"  # of another bank, with a Luhn digit


def bill(till: Till, customer_no: str = METER) -> dict[str, Any]:
    told = till.ask("D02", customer_no=customer_no)
    assert told.status == 200, told.text
    return dict(told.body)


def by_cash(till: Till, trace: str = "000001", customer_no: str = METER) -> Answer:
    due = bill(till, METER)
    return till.pay("D02", due["amount_fen"], customer_no=customer_no, _trace=trace,
                    _bill_no=due["bill_no"])  # fmt: skip


def by_card(till: Till, farmer: Payer, trace: str = "000001") -> Answer:
    told = till.card(farmer, customer_no=METER, period="2026-11")
    due = till.ask("D01", **told).body
    return till.pay("D01", due["amount_fen"], **told, _trace=trace, _bill_no=due["bill_no"])


def settled_fen(till: Till) -> int:
    """What the books owe to partners."""
    account = general(till.county, till.entity, "biller_settlement")
    return sum(
        int(item["amount_fen"]["N"]) * (1 if item["side"]["S"] == "credit" else -1)
        for item in till.p.memory.items("ledger")
        if item.get("account", {}).get("S") == account
    )


def test_a_bill_is_paid_in_cash_and_by_card(till: Till, farmer: Payer) -> None:
    due = bill(till)["amount_fen"]
    assert code(by_cash(till)) == (201, "done")
    assert till.fen() == FLOAT_FEN - due
    assert code(by_card(till, farmer, "000002")) == (201, "done")
    paid = [p["times"] for p in till.billers.payments("power")]
    assert (paid, settled_fen(till)) == ([1, 1], due + 1_000_000 - till.town.balance(farmer))
    check_books(till.p.memory)


def test_without_a_question_first_nothing_is_paid(till: Till) -> None:
    answer = till.pay("D02", 8_000, customer_no=METER)
    assert (code(answer), answer.body["facts"]["field"]) == ((400, "field-invalid"), "bill_no")


def test_another_bills_number_and_an_unknown_customer_are_refused(till: Till) -> None:
    wrong = till.pay("D02", 8_000, customer_no=METER, _bill_no="B000000000001", _trace="000001")
    assert (code(wrong), wrong.body["reason"]) == ((201, "failed"), "账单号不符")
    assert (till.fen(), settled_fen(till)) == (FLOAT_FEN, 0)
    assert code(till.ask("D02", customer_no="6100000004")) == (422, "bill-not-found")
    check_books(till.p.memory)


@pytest.mark.parametrize("mode", ["lost", "error", "twice"])
def test_a_partner_that_misbehaves_is_asked_until_there_is_a_word(till: Till, mode: str) -> None:
    due = bill(till)
    till.billers.modes["power"] = mode
    first = till.pay("D02", due["amount_fen"], customer_no=METER, _trace="000001",
                     _bill_no=due["bill_no"])  # fmt: skip
    assert first.body["status"] == ("done" if mode == "twice" else "unknown")
    assert till.fen() == FLOAT_FEN - due["amount_fen"]
    till.billers.modes.clear()
    assert till.resolve().get("done", 0) == (0 if mode == "twice" else 1)
    assert till.status("000001").body["status"] == "done"
    assert len(till.billers.payments("power")) == 1
    assert settled_fen(till) == due["amount_fen"]
    check_books(till.p.memory)


def test_silence_is_never_taken_for_an_answer(till: Till) -> None:
    due = bill(till)
    till.billers.modes["power"] = "error"
    till.pay("D02", due["amount_fen"], customer_no=METER, _trace="000001",
             _bill_no=due["bill_no"])  # fmt: skip
    for _ in range(3):
        assert till.resolve() == {"unknown": 1}
    till.p.fixed.pass_time(timedelta(hours=2))
    with pytest.raises(PaymentsOverdue):
        till.resolve()
    assert till.fen() == FLOAT_FEN - due["amount_fen"]


def test_a_lost_answer_asked_again_by_the_terminal_is_settled_there(till: Till) -> None:
    due = bill(till)
    body = till.body("D02", due["amount_fen"], customer_no=METER, _bill_no=due["bill_no"])
    till.billers.modes["power"] = "lost"
    assert till.send(body).body["status"] == "unknown"
    till.billers.modes.clear()
    again = till.send(body)
    assert (again.body["status"], again.headers["Idempotent-Replayed"]) == ("done", "true")
    assert [p["times"] for p in till.billers.payments("power")] == [1]


def test_a_refusal_brings_the_money_back_once(till: Till, farmer: Payer) -> None:
    told = till.card(farmer, customer_no=METER, period="2026-11")
    due = till.ask("D01", **told).body
    till.billers.outcome("power", METER, "wait")
    first = till.pay("D01", due["amount_fen"], **told, _trace="000001", _bill_no=due["bill_no"])
    assert first.body["status"] == "unknown"
    till.billers.outcome("power", METER, "refuse")
    assert till.resolve() == {"failed": 1}
    assert till.resolve() == {}
    assert (till.town.balance(farmer), settled_fen(till)) == (1_000_000, 0)
    check_books(till.p.memory)


def test_money_for_an_account_that_takes_none_waits_in_suspense(till: Till, farmer: Payer) -> None:
    told = till.card(farmer, customer_no=METER, period="2026-11")
    due = till.ask("D01", **told).body
    till.billers.outcome("power", METER, "wait")
    till.pay("D01", due["amount_fen"], **told, _trace="000001", _bill_no=due["bill_no"])
    frozen = key("freeze")
    command = ChangeState(farmer.account_id, AccountState.FROZEN, "TEST")
    till.p.post_money(frozen, lambda: change_state(command, frozen, till.p.books))
    till.billers.outcome("power", METER, "refuse")
    assert till.resolve() == {"failed": 1}
    assert till.p.ledger.get(farmer.account_id).balance_fen == 1_000_000 - due["amount_fen"]
    items = [i for i in till.p.memory.items("accounts") if "#SU#" in i["pk"]["S"]]
    assert [int(i["amount_fen"]["N"]) for i in items] == [due["amount_fen"]]
    check_books(till.p.memory)


def test_another_amount_is_for_people(till: Till) -> None:
    till.billers.outcome("power", METER, "wrong_amount")
    answer = by_cash(till)
    assert (answer.body["status"], answer.body["reason"]) == ("exception", "wrong-amount")
    (told,) = till.p.memory.published("PaymentExcepted")
    assert told.data["reason"] == "wrong-amount"
    assert till.resolve() == {}
    check_books(till.p.memory)


def test_a_void_on_the_same_day_brings_the_money_back_once(till: Till, farmer: Payer) -> None:
    by_card(till, farmer)
    first, again = till.back("000001", how="void"), till.back("000001", how="void")
    assert [code(first), code(again)] == [(200, "reversed"), (200, "reversed")]
    assert (till.town.balance(farmer), settled_fen(till)) == (1_000_000, 0)
    assert till.status("000001").body["status"] == "reversed"
    check_books(till.p.memory)


def test_a_void_that_the_partner_does_not_take_leaves_all_as_it_was(
    till: Till, farmer: Payer
) -> None:
    till.billers.outcome("power", METER, "keep")
    by_card(till, farmer)
    paid = till.town.balance(farmer)
    assert code(till.back("000001", how="void")) == (200, "done")
    assert till.town.balance(farmer) == paid
    check_books(till.p.memory)


def test_a_void_whose_answer_is_lost_is_asked_for_again(till: Till, farmer: Payer) -> None:
    by_card(till, farmer)
    till.billers.modes["power"] = "lost"
    assert code(till.back("000001", how="void")) == (200, "reversing")
    till.billers.modes.clear()
    assert till.resolve() == {"reversed": 1}
    assert till.town.balance(farmer) == 1_000_000
    check_books(till.p.memory)


def test_no_void_after_the_cut_off_nor_of_what_is_final(till: Till, farmer: Payer) -> None:
    by_card(till, farmer)
    till.p.fixed.pass_time(timedelta(hours=12, minutes=31))  # 22:31
    late = till.back("000001", how="void")
    assert (code(late), late.body["facts"]["until"]) == ((422, "payment-not-reversible"), "22:30")


def test_what_people_typed_is_sealed_and_then_dropped(till: Till) -> None:
    till.billers.outcome("power", METER, "wait")
    by_cash(till)
    (open_one,) = _records(till)
    assert METER not in str(till.p.memory.dynamo.tables)
    assert "fields" in open_one
    till.billers.outcome("power", METER, "done")
    till.resolve()
    (ended,) = _records(till)
    assert "fields" not in ended and "work_pk" not in ended


def test_a_partner_payment_costs_nine_units(till: Till, farmer: Payer) -> None:
    """Intent and posting in one transaction (8), the outcome (1); cash counts its customer too."""
    due = till.ask("D01", **till.card(farmer, customer_no=METER, period="2026-11")).body
    units = till.p.memory.meter.units
    before = len(units)
    told = till.card(farmer, customer_no=METER, period="2026-11")
    body = till.body("D01", due["amount_fen"], **told, _bill_no=due["bill_no"])
    paid = till.send(body, call="ea859c78-f53c-4685-bb3d-c4ec190e0400")
    assert code(paid) == (201, "done")
    assert [cost for _, cost in units[before:]] == [8, 1], units[before:]


@pytest.mark.parametrize("at", range(1, 12))
def test_a_worker_that_dies_anywhere_leaves_one_movement(till: Till, at: int) -> None:
    """Its next write, or its partner's answer, never comes; the terminal asks again."""
    due = bill(till)
    body = till.body("D02", due["amount_fen"], customer_no=METER, _bill_no=due["bill_no"])
    steps = iter(range(1, 100))

    def die(*_: Any) -> None:
        if next(steps) == at:
            raise Busy()

    till.billers.on_call = die
    till.p.memory.dynamo.before_write = die
    till.send(body)
    till.billers.on_call = lambda *_: None
    till.send(body)
    till.resolve()
    assert till.send(body).body["status"] == "done"
    assert till.fen() == FLOAT_FEN - due["amount_fen"]
    assert len(till.billers.payments("power")) == 1
    check_books(till.p.memory)


def _records(till: Till) -> list[dict[str, Any]]:
    return [i for i in till.p.memory.items("payments") if "#PY#" in i["pk"]["S"]]
