"""Terminals' reports against the books, and what stations earn by their months."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api_payments.handler import handler as payments
from job_end_payments.handler import handler as job
from nongxin.catalog.commissions import commission_of
from nongxin.kernel.events import Envelope
from nongxin.kernel.identity import Principal
from nongxin.payments.day_end.note_payment import note_payment
from tests.builders.books import check_books
from tests.builders.day_ends import Evening
from tests.builders.payers import Payer, Town
from tests.builders.stations import FLOAT_FEN
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

OUT, IN = "A03", "A05"


@pytest.fixture
def till(p: FakeParts) -> Evening:
    return Evening(p, Town(p))


def cash_out(till: Evening, farmer: Payer, trace: str, fen: int = 10_000) -> None:
    assert till.pay(OUT, fen, **till.card(farmer), _trace=trace).body["status"] == "done"


def cash_in(till: Evening, farmer: Payer, trace: str, fen: int = 20_000) -> None:
    told = {"dest_card_no": farmer.number, "dest_name": farmer.name}
    paid = till.pay(IN, fen, **told, payer_name=farmer.name, phone="13900000000", _trace=trace)
    assert paid.body["status"] == "done", paid.text


def test_a_terminal_that_says_what_the_books_say_has_no_differences(
    till: Evening, farmer: Payer
) -> None:
    cash_out(till, farmer, "000001")
    cash_in(till, farmer, "000002")
    cash_out(till, farmer, "000003")
    assert till.back("000003").body["status"] == "reversed"
    report = till.report([("000001", OUT, 10_000), ("000002", IN, 20_000)])
    assert (report.status, report.body["lines"]) == (200, 2)
    ended = till.night()
    assert (ended["silent"], till.differences()) == ([], [])


def test_a_report_is_answered_with_the_totals_and_what_differs(
    till: Evening, farmer: Payer
) -> None:
    cash_out(till, farmer, "000001")
    cash_in(till, farmer, "000002")
    till.note()
    cash_out(till, farmer, "000003")
    right = [("000001", OUT, 10_000), ("000002", IN, 20_000), ("000003", OUT, 10_000)]
    told = till.report(right).body
    assert (told["agrees"], told["payments"], told["differences"]) == (True, 3, [])
    assert (told["cash_in_fen"], told["cash_out_fen"]) == (20_000, 20_000)
    told = till.report([("000002", IN, 25_000), ("000003", OUT, 10_000), ("000009", IN, 500)]).body
    assert [(d["number"][9:], d["kind"], d["ours_fen"], d["theirs_fen"])
            for d in told["differences"]] == [
        ("000001", "only_ours", 10_000, None),
        ("000002", "amount_differs", 20_000, 25_000),
        ("000009", "only_theirs", None, 500),
    ]  # fmt: skip
    assert (told["agrees"], told["payments"], told["cash_in_fen"]) == (False, 3, 20_000)
    assert till.report([("000001", "Z99", 10_000)]).body["code"] == "service-unknown"


def test_who_runs_a_station_sees_its_day_and_who_served(till: Evening, farmer: Payer) -> None:
    cash_out(till, farmer, "000001")
    first, second = till.operator_id, till.appointed()
    till.shift(till.device, second)
    till.operator_id = second
    cash_in(till, farmer, "000002")
    till.note()
    for by in (till.operator, till.owner.who, till.officer):
        told = served(till, by).body["payments"]
        assert [(each["number"][9:], each["operator_id"]) for each in told] == [
            ("000001", first), ("000002", second),
        ]  # fmt: skip
    page = served(till, till.officer, limit=1).body
    rest = served(till, till.officer, limit=1, cursor=page["cursor"]).body
    assert (page["payments"] + rest["payments"], rest["cursor"]) == (told, None)
    assert served(till, farmer.who).status == 404
    assert served(till, till.officer, on="yesterday").body["code"] == "bad-page"


def served(till: Evening, by: Principal, **query: Any) -> Answer:
    asked = {"on": till.today} | {name: str(told) for name, told in query.items()}
    return ask(payments, "GET", "/v1/payments/station-days/{station_id}", by=by,
               path={"station_id": till.station_id}, query=asked)  # fmt: skip


def test_the_same_report_twice_is_one_also_after_the_match(till: Evening, farmer: Payer) -> None:
    cash_out(till, farmer, "000001")
    day, lines = till.today, [("000001", OUT, 10_000)]
    first = till.report(lines)
    assert till.report(lines).body == first.body
    till.night()
    kept = till.p.payment_days.report(till.county, till.device.terminal_id, till.yesterday)
    assert till.report(lines, day).body == first.body
    again = till.p.payment_days.report(till.county, till.device.terminal_id, till.yesterday)
    assert kept is not None and again is not None and again.version == kept.version
    assert till.report([], day).body["code"] == "terminal-day-matched"
    assert till.differences() == []


def test_what_another_context_does_is_in_the_day_and_earns_commission(
    till: Evening, farmer: Payer
) -> None:
    """A time deposit (A09): the accounts' use case, under the terminal's number."""
    told = till.card(farmer, term="1Y", renew_flag="N")
    assert till.pay("A09", 100_000, **told, _trace="000001").body["status"] == "done"
    till.note()
    assert till.report([("000001", "A09", 100_000)]).body["agrees"]
    assert till.report([]).body["differences"][0]["kind"] == "only_ours"
    (line,) = till.p.payment_days.done_by(till.device.terminal_id, till.p.fixed.today())
    assert commission_of(line.service, line.amount_fen, till.p.fixed.today()) == 100


def test_a_payment_that_failed_is_nothing_that_a_terminal_may_hold_for_done(
    till: Evening, farmer: Payer
) -> None:
    due = till.ask("D02", customer_no="6100000001").body
    till.billers.outcome("power", "6100000001", "refuse")
    paid = till.pay("D02", due["amount_fen"], customer_no="6100000001",
                    _bill_no=due["bill_no"], _trace="000001")  # fmt: skip
    assert paid.body["status"] == "failed", paid.text
    (found,) = till.report([("000001", "D02", due["amount_fen"])]).body["differences"]
    assert (found["kind"], found["ours_fen"]) == ("only_theirs", None)


def test_late_events_are_no_differences(till: Evening, farmer: Payer) -> None:
    cash_out(till, farmer, "000001")
    till.report([("000001", OUT, 10_000)])
    till.p.fixed.pass_time(timedelta(days=1))
    job({"county": till.county}, None)  # the events have not come yet: the journal has it
    assert till.differences() == []


def test_what_the_terminal_forgot_is_shown_and_moves_nothing(till: Evening, farmer: Payer) -> None:
    cash_in(till, farmer, "000001")
    till.report([])
    till.night()
    (found,) = till.differences()
    assert (found["kind"], found["long_fen"], found["booked"]) == ("only_ours", 0, False)
    assert till.fen() == FLOAT_FEN - 20_000
    assert till.settle("targets", found, target="own").status == 200
    assert till.settle("decisions", found, agrees=False).body["status"] == "open"
    till.settle("targets", found, target="own")
    assert till.settle("decisions", found, agrees=True).body["status"] == "settled"
    check_books(till.p.memory)


@pytest.mark.parametrize(
    ("line", "kind", "long_fen"),
    [
        (("000009", IN, 30_000), "only_theirs", 30_000),  # cash taken, nothing booked
        (("000001", IN, 25_000), "amount_differs", 5_000),
        (("000009", OUT, 30_000), "only_theirs", 0),  # cash given for nothing: the shop's loss
        (("000009", "D01", 8_000), "only_theirs", 0),
    ],
)
def test_cash_that_only_the_terminal_knows_goes_off_the_float_into_suspense(
    till: Evening, farmer: Payer, line: tuple[str, str, int], kind: str, long_fen: int
) -> None:
    cash_in(till, farmer, "000001")
    others = [] if line[0] == "000001" else [("000001", IN, 20_000)]
    till.report([*others, line])
    till.night()
    (found,) = till.differences()
    assert (found["kind"], found["long_fen"]) == (kind, long_fen)
    assert (till.general_fen("suspense"), till.fen()) == (long_fen, FLOAT_FEN - 20_000 - long_fen)
    till.settle("targets", found, target="station")
    assert till.settle("decisions", found, agrees=True).body["status"] == "settled"
    assert (till.general_fen("suspense"), till.fen()) == (0, FLOAT_FEN - 20_000)
    check_books(till.p.memory)


def test_a_float_that_is_short_leaves_the_difference_to_people(
    till: Evening, farmer: Payer
) -> None:
    till.report([("000009", IN, FLOAT_FEN + 1)])
    till.night()
    (found,) = till.differences()
    assert (found["long_fen"], found["booked"], found["status"]) == (0, False, "open")


def test_a_silent_terminal_is_named_and_matched_when_it_has_reported(
    till: Evening, farmer: Payer
) -> None:
    day = till.today
    cash_out(till, farmer, "000001")
    assert till.night()["silent"] == [till.device.terminal_id]
    assert till.report([("000001", OUT, 10_000)], on=day).status == 200
    assert till.night()["silent"] == []
    again = till.report([], on=day)
    assert (again.status, again.body["code"]) == (409, "terminal-day-matched")
    far = till.report([], on="2026-11-01")
    assert (far.status, far.body["code"]) == (422, "terminal-date-far")


def test_a_month_of_payments_is_paid_into_the_float_once(till: Evening, farmer: Payer) -> None:
    cash_out(till, farmer, "000001")
    cash_in(till, farmer, "000002")
    cash_out(till, farmer, "000003")
    till.back("000003")
    day, before = till.p.fixed.today(), till.fen()
    due = commission_of(OUT, 10_000, day) + commission_of(IN, 20_000, day)
    assert due > 0
    till.note()
    till.note()  # events come twice
    till.night(5)  # 30 November: the month is not over
    assert till.fen() == before
    till.night(7)  # 7 December: orders without a line may still come
    assert till.fen() == before
    till.night(3)
    assert till.fen() == before + due
    assert till.general_fen("fee_expense") == -due
    check_books(till.p.memory)


def test_a_payment_by_phone_is_no_terminals(till: Evening) -> None:
    data = {"terminal_id": till.owner.who.id, "number": "", "service": "D01", "amount_fen": 100}
    told = Envelope("1", "PaymentMade", 1, "2026-11-25T02:00:00.000Z", "", data)
    note_payment(told, till.p.payment_days)
    assert till.p.payment_days.done_on(till.county, till.p.fixed.today()) == {}
