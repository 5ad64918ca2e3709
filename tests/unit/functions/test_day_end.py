"""Day end: partners' files against our payments; differences in suspense until two people agree."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from job_end_payments.handler import handler as job
from nongxin.kernel.errors import Busy
from tests.builders.books import check_books
from tests.builders.day_ends import Evening
from tests.builders.payers import Payer, Town
from tests.fakes.gateway import Answer
from tests.fakes.parts import FakeParts

METER = "6100000001"


@pytest.fixture
def till(p: FakeParts) -> Evening:
    return Evening(p, Town(p))


def by_cash(till: Evening) -> int:
    due = till.ask("D02", customer_no=METER).body
    paid = till.pay("D02", due["amount_fen"], customer_no=METER, _bill_no=due["bill_no"])
    assert paid.body["status"] == "done", paid.text
    return int(due["amount_fen"])


def by_card(till: Evening, farmer: Payer) -> int:
    told = till.card(farmer, customer_no=METER, period="2026-11")
    due = till.ask("D01", **told).body
    paid = till.pay("D01", due["amount_fen"], **told, _bill_no=due["bill_no"])
    assert paid.body["status"] == "done", paid.text
    return int(due["amount_fen"])


def brief(of: dict[str, Any]) -> tuple[Any, ...]:
    return of["kind"], of["side"], of["long_fen"], of["status"], of["booked"]


def told(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body.get("code", answer.body.get("status"))


def test_a_day_without_differences_is_settled_net(till: Evening, farmer: Payer) -> None:
    fen = by_cash(till) + by_card(till, farmer)
    assert till.general_fen("biller_settlement") == fen
    ended = till.night()
    assert (ended["whole"], ended["differences"], till.differences()) == (True, 0, [])
    till.night()  # the partner is paid on the next working day
    assert till.general_fen("biller_settlement") == 0
    assert till.general_fen("central_bank") == fen
    check_books(till.p.memory)


def test_a_partner_that_lacks_a_card_payment_leaves_money_for_its_payer(
    till: Evening, farmer: Payer
) -> None:
    fen = by_card(till, farmer)
    till.differs("power", till.sent_no(), "missing")
    till.night()
    (found,) = till.differences()
    assert brief(found) == ("only_ours", "long", fen, "open", True)
    assert found["in_register"]
    assert (till.general_fen("biller_settlement"), till.general_fen("suspense")) == (0, fen)
    items, _ = till.p.suspense.waiting(till.county, 10, None)
    assert [(i.owner, i.amount_fen, i.source) for i in items] == [
        (farmer.who.id, fen, found["number"])
    ]
    refused = till.settle("targets", found, target="own")
    assert told(refused) == (422, "difference-in-suspense-register")
    check_books(till.p.memory)


@pytest.mark.parametrize(
    ("how", "kind", "side", "fen"),
    [
        ("missing", "only_ours", "long", 0),
        ("amount", "amount_differs", "short", -100),
        ("extra", "only_theirs", "short", -100),
    ],
)
def test_differences_of_cash_payments_are_classed_booked_and_worked_off_by_two(
    till: Evening, how: str, kind: str, side: str, fen: int
) -> None:
    paid = by_cash(till)
    number = till.sent_no()
    extra = number[:-4] + "ZZZZ"
    till.differs("power", extra if how == "extra" else number, how)
    till.night()
    (found,) = till.differences()
    long_fen = fen or paid
    assert brief(found) == (kind, side, long_fen, "open", True)
    assert till.general_fen("suspense") == long_fen
    owed = 0 if how == "missing" else paid + 100  # what the file says, to the fen
    assert (till.general_fen("biller_settlement"), till.general_fen("central_bank")) == (0, owed)
    assert told(till.settle("targets", found, target="claim")) == (200, "asked")
    assert told(till.settle("decisions", found, agrees=True, by=till.officer)) == (403, "denied")
    assert told(till.settle("decisions", found, agrees=True)) == (200, "settled")
    assert told(till.settle("decisions", found, agrees=True)) == (409, "difference-state")
    assert till.general_fen("suspense") == 0
    check_books(till.p.memory)


def test_what_is_done_late_may_stand_in_the_next_file(till: Evening) -> None:
    by_cash(till)
    till.p.fixed.pass_time(timedelta(hours=12, minutes=45))  # 22:45
    late = by_cash(till)
    till.differs("power", till.sent_no(), "next_day")
    till.night()
    (found,) = till.differences()
    assert brief(found) == ("next_day", "long", late, "waiting", False)
    assert told(till.settle("targets", found, target="own")) == (409, "difference-state")
    day = till.yesterday
    till.night()
    assert [brief(each)[3] for each in till.differences(day)] == ["settled"]
    assert till.differences() == []
    till.night()
    assert till.general_fen("biller_settlement") == 0
    assert till.general_fen("suspense") == 0


def test_what_waits_for_the_next_file_in_vain_is_a_difference(till: Evening) -> None:
    till.p.fixed.pass_time(timedelta(hours=12, minutes=45))
    late = by_cash(till)
    till.differs("power", till.sent_no(), "missing")
    till.night(2)
    (found,) = till.differences(till.yesterday - timedelta(days=1))
    assert brief(found) == ("only_ours", "long", late, "open", True)
    assert till.general_fen("suspense") == late


def test_a_payment_with_no_word_yet_waits_too(till: Evening) -> None:
    due = till.ask("D02", customer_no=METER).body
    till.billers.outcome("power", METER, "wait")
    till.pay("D02", due["amount_fen"], customer_no=METER, _bill_no=due["bill_no"])
    till.night()
    assert [brief(e)[0] for e in till.differences()] == ["next_day"]


def test_a_partner_without_a_file_holds_nobody_and_is_matched_later(
    till: Evening, farmer: Payer
) -> None:
    fen = by_cash(till)
    till.billers.modes["power"] = "error"
    ended = till.night()
    assert (ended["whole"], ended["without_file"]) == (False, ["power"])
    till.billers.modes.clear()
    told = job({"county": till.county}, None)
    assert (told["whole"], told["differences"]) == (True, 0)
    till.night()
    assert till.general_fen("central_bank") == fen


@pytest.mark.parametrize("at", range(1, 14))
def test_killed_anywhere_and_run_again_it_comes_to_the_same(
    till: Evening, farmer: Payer, at: int
) -> None:
    fen = by_card(till, farmer)
    paid = by_cash(till)
    till.differs("power", till.sent_no(0), "missing")
    till.differs("power", till.sent_no(1), "amount")
    till.note()
    till.p.fixed.pass_time(timedelta(days=1))
    steps = iter(range(1, 1_000))

    def die(*_: Any) -> None:
        if next(steps) == at:
            raise Busy()

    till.p.memory.dynamo.before_write = die
    till.billers.on_call = die
    for _ in range(2):
        with suppress(Busy):
            job({"county": till.county}, None)
    till.p.memory.dynamo.before_write = lambda *_: None
    till.billers.on_call = lambda *_: None
    job({"county": till.county}, None)
    till.night()
    till.night()
    assert till.general_fen("suspense") == fen - 100
    assert till.general_fen("biller_settlement") == 0
    assert till.general_fen("central_bank") == paid + 100
    check_books(till.p.memory)
