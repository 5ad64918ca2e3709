"""Terminals' days attacked: open, late, repeated and foreign numbers; commission once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from api_payments.handler import handler as payments
from job_end_payments.handler import handler as job
from nongxin.catalog.commissions import commission_of
from nongxin.kernel.errors import Busy
from nongxin.ledger.account import AccountNotOpen
from nongxin.payments.day_end import pay_commissions
from tests.builders.books import check_books
from tests.builders.day_ends import Evening
from tests.builders.payers import Payer, Town
from tests.builders.stations import FLOAT_FEN
from tests.fakes.gateway import Answer
from tests.fakes.parts import FakeParts

METER, BILL = "6100000001", "D02"
PARCEL = {"waybill": "SF00000001", "phone": "13800000001", "otp": "123456"}


@pytest.fixture
def till(p: FakeParts) -> Evening:
    return Evening(p, Town(p))


def open_bill(till: Evening) -> int:
    """Paid in cash, and its partner has not said what became of it; in fen."""
    due = till.ask(BILL, customer_no=METER).body
    till.billers.outcome("power", METER, "wait")
    fen = int(due["amount_fen"])
    paid = till.pay(BILL, fen, customer_no=METER, _bill_no=due["bill_no"], _trace="000001")
    assert paid.body["status"] in ("sent", "unknown")
    return fen


@pytest.mark.parametrize(("said", "kinds"), [("done", []), ("refuse", ["only_theirs"])])
def test_a_day_is_not_matched_while_a_payment_in_it_is_open(
    till: Evening, said: str, kinds: list[str]
) -> None:
    """Else the float would get back what the shop took from a customer and shows as paid."""
    day, fen = till.today, open_bill(till)
    told = till.report([("000001", BILL, fen)]).body["differences"]
    assert [each["kind"] for each in told] == ["only_theirs"]
    till.night()
    assert [e for e in till.differences() if e["against"] == "terminal"] == []
    till.billers.outcome("power", METER, said)
    till.signed(payments, "GET", "/v1/payments/{day}/{trace}",
                path={"day": day.replace("-", ""), "trace": "000001"})  # fmt: skip
    till.night()
    on = till.yesterday - timedelta(days=1)
    found = [e for e in till.differences(on) if e["against"] == "terminal"]
    assert [each["kind"] for each in found] == kinds
    assert till.fen() == FLOAT_FEN - fen  # with the partner, or in suspense for its customer
    assert till.report([], on=day).body["code"] == "terminal-day-matched"
    check_books(till.p.memory)


def test_a_report_says_each_number_once(till: Evening) -> None:
    twice = till.report([("000001", "A03", 10_000), ("000001", "A03", 20_000)])
    assert (twice.status, twice.body["code"]) == (400, "field-invalid")
    assert twice.body["facts"] == {"field": "trace", "why": "twice"}
    assert till.p.payment_days.reports(till.county, till.p.fixed.today()) == {}


@pytest.mark.parametrize("days", [-1, 6])
def test_a_day_to_come_or_long_past_is_not_reported(till: Evening, days: int) -> None:
    on = till.p.fixed.today() - timedelta(days=days)
    far = till.report([], on=on.isoformat())
    assert (far.status, far.body["code"]) == (422, "terminal-date-far")


def test_another_terminals_payments_are_none_of_its_day(till: Evening, farmer: Payer) -> None:
    paid = till.pay("A03", 10_000, **till.card(farmer), _trace="000001")
    assert paid.body["status"] == "done"
    other, device = till.terminal(), till.device
    till.note()
    till.device = other
    told = till.report([("000001", "A03", 10_000)]).body
    assert [each["kind"] for each in told["differences"]] == ["only_theirs"]
    assert (told["payments"], told["cash_out_fen"]) == (0, 0)
    till.device = device
    assert till.report([("000001", "A03", 10_000)]).body["agrees"]


def test_a_bad_report_is_named_and_not_kept(till: Evening) -> None:
    line = {"trace": "000001", "service": "A03", "amount_fen": 10_000}
    wrong: list[Any] = [100.125, "100.125", -1, True]
    changes = [{"amount_fen": each} for each in wrong]
    for changed in (*changes, {"trace": "1"}, {"service": "a3"}, {"fen": 1}):
        said = day_end(till, {"date": till.today, "lines": [line | changed]})
        assert (said.status, said.body["code"]) == (400, "invalid-body"), changed
    assert day_end(till, {"date": "2026-02-30", "lines": []}).status == 400
    assert till.p.payment_days.reports(till.county, till.p.fixed.today()) == {}


def day_end(till: Evening, body: Any) -> Answer:
    return till.signed(payments, "POST", "/v1/payments/day-ends", body)


def test_what_comes_late_for_a_day_that_was_matched_counts_and_is_no_difference(
    till: Evening,
) -> None:
    day, late = till.today, [till.taken("X04", None, **PARCEL) for _ in range(2)]
    assert till.report([]).status == 200
    till.night()
    told = till.signed(payments, "POST", "/v1/payments/batches", {"orders": late})
    assert [each["status"] for each in told.body["orders"]] == ["taken"] * 2
    done = [(each["trace"], "X04", 0) for each in late]
    assert till.report(done, on=day).body["code"] == "terminal-day-matched"
    till.night()
    assert [e for e in till.differences() if e["against"] == "terminal"] == []
    lines = till.p.payment_days.done_by(till.device.terminal_id, till.p.fixed.today())
    assert lines == []  # they are of the day on which they were taken
    check_books(till.p.memory)


def test_commission_waits_for_the_last_order_without_a_line_and_comes_once(
    till: Evening, farmer: Payer
) -> None:
    """30 November; a parcel that was taken then comes in on 2 December."""
    till.p.fixed.pass_time(timedelta(days=5))
    late = till.taken("X04", None, **PARCEL)
    paid = till.pay("A03", 10_000, **till.card(farmer), _trace="000001")
    assert paid.body["status"] == "done"
    assert till.pay("A03", 20_000, **till.card(farmer), _trace="000002").status == 201
    assert till.back("000002").body["status"] == "reversed"
    before, on = till.fen(), till.p.fixed.today()
    till.night(2)
    sent = till.signed(payments, "POST", "/v1/payments/batches", {"orders": [late]})
    assert sent.body["orders"][0]["status"] == "taken", json.dumps(sent.body)
    till.night(5)
    assert till.fen() == before
    till.night(3)
    due = commission_of("A03", 10_000, on) + commission_of("X04", 0, on)
    assert till.fen() == before + due
    check_books(till.p.memory)


def test_a_month_that_every_night_failed_to_pay_is_paid_by_a_later_one_once(
    till: Evening, farmer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two months at once, well after the five nights on which they were first due."""
    due = 0
    for trace in ("000001", "000002"):  # 25 November, 30 December
        assert till.pay("A03", 10_000, **till.card(farmer), _trace=trace).status == 201
        due += commission_of("A03", 10_000, till.p.fixed.today())
        till.note()
        till.p.fixed.pass_time(timedelta(days=35))
    before, day = till.fen(), till.p.fixed.today()
    assert day.isoformat() == "2027-02-03"
    with monkeypatch.context() as failing:
        failing.setattr(pay_commissions, "_pay", busy)
        for _ in range(2):
            with pytest.raises(Busy):
                till.night()
    assert till.fen() == before
    till.night()
    assert till.fen() == before + due
    with monkeypatch.context() as looked:
        looked.setattr(pay_commissions, "_earned", busy)  # months that all have are not looked at
        till.night()
    assert till.fen() == before + due
    check_books(till.p.memory)


def test_a_station_whose_float_is_not_open_gets_its_commission_when_it_is(
    till: Evening, farmer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert till.pay("A03", 10_000, **till.card(farmer), _trace="000001").status == 201
    before, due = till.fen(), commission_of("A03", 10_000, till.p.fixed.today())
    with monkeypatch.context() as shut:
        shut.setattr(pay_commissions, "_pay", not_open)
        till.night(20)
    assert till.fen() == before
    till.night()
    assert till.fen() == before + due


def busy(*_: Any) -> None:
    raise Busy()


def not_open(*_: Any) -> None:
    raise AccountNotOpen(state="frozen")


def test_a_report_that_comes_while_the_night_matches_is_matched_by_the_next_run(
    till: Evening, farmer: Payer
) -> None:
    day = till.today
    assert till.pay("A03", 10_000, **till.card(farmer), _trace="000001").status == 201
    assert till.report([]).status == 200
    till.note()
    till.p.fixed.pass_time(timedelta(days=1))
    said: list[Answer] = []
    lines = [("000001", "A03", 10_000)]
    till.p.memory.dynamo.before_write = lambda: said.append(till.report(lines, on=day))
    first = job({"county": till.county}, None)
    kept = till.p.payment_days.report(till.county, till.device.terminal_id, till.yesterday)
    assert (said[0].status, first["silent"]) == (200, [])
    assert kept is not None and not kept.matched
    job({"county": till.county}, None)
    kept = till.p.payment_days.report(till.county, till.device.terminal_id, till.yesterday)
    assert kept is not None and kept.matched
    check_books(till.p.memory)
