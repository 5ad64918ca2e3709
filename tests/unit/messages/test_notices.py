"""Notices: who is told what, once."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

import on_notice.handler as door
from nongxin.kernel.clock import FixedClock
from nongxin.kernel.errors import Missing
from nongxin.messages.gateways import Texts
from nongxin.messages.notice import notice_of
from nongxin.messages.send_notice import NoticeParts
from nongxin.messages.store import DynamoNotices
from nongxin.messages.templates import TEXTS
from tests.builders.access import CUSTOMER, NOON, PHONE
from tests.fakes.storage import MemoryStorage
from tests.fakes.texts import MemorySms

STRANGER = "pn_610727_01JD0000000000000000000099"


class Phones:
    def phone_of(self, person_id: str) -> str:
        if person_id != CUSTOMER:
            raise Missing()
        return PHONE


class World:
    def __init__(self) -> None:
        self.sms = MemorySms()
        notices = DynamoNotices(MemoryStorage(), FixedClock(NOON))
        self.parts = NoticeParts(Phones(), notices, Texts(self.sms))


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    monkeypatch.setattr(door, "parts", lambda: SimpleNamespace(noticing=world.parts))
    return world


def an_event(kind: str = "LoanDisbursed", number: int = 1, **data: Any) -> dict[str, Any]:
    told = {"county": "610727", "borrower_id": CUSTOMER, "amount_fen": 5_000_000}
    return {
        "id": f"01JD00000000000000000000{number:02d}",
        "type": kind,
        "version": 1,
        "at": "2026-11-25T04:00:00.000Z",
        "correlation": "rq-1",
        "data": told | data,
    }


def batch(*events: dict[str, Any]) -> dict[str, Any]:
    records = [
        {"messageId": f"m{n}", "body": json.dumps({"detail-type": e["type"], "detail": e})}
        for n, e in enumerate(events)
    ]
    return {"Records": records}


def test_the_borrower_is_told_the_amount(world: World) -> None:
    assert door.handler(batch(an_event()), None) == {"batchItemFailures": []}
    (text,) = world.sms.to(PHONE)
    assert "50,000.00元" in text


def test_an_offer_says_until_when_in_shaanxi_time(world: World) -> None:
    door.handler(batch(an_event("OfferMade", valid_until="2026-12-04T16:30:00.000Z")), None)
    assert "2026年12月5日00:30前" in world.sms.to(PHONE)[0]


def test_a_due_date_is_told_with_its_day_and_arrears_with_theirs(world: World) -> None:
    due = an_event("RepaymentDue", 1, due_on="2026-12-08", amount_fen=81_234)
    late = an_event("LoanOverdue", 2, days=3, overdue_fen=81_240)
    door.handler(batch(due, late, due, late), None)
    first, second = world.sms.to(PHONE)
    assert "2026年12月8日扣收812.34元" in first
    assert "逾期3天，逾期金额812.40元" in second


def test_the_last_repayment_says_that_all_is_paid(world: World) -> None:
    first = an_event("LoanRepaid", 1, closed=False)
    last = an_event("LoanRepaid", 2, closed=True)
    door.handler(batch(first, last), None)
    assert ["结清" in text for text in world.sms.to(PHONE)] == [False, True]


def test_the_owner_of_a_lost_card_is_told_and_who_wishes_for_a_loan(world: World) -> None:
    lost = an_event("CardCaredFor", 1, care="lost", owner=CUSTOMER)
    wish = an_event("IntakeTaken", 2, person_id=CUSTOMER)
    for each in (lost, wish):
        del each["data"]["borrower_id"]
    door.handler(batch(lost, wish), None)
    first, second = world.sms.to(PHONE)
    assert "口头挂失" in first and "50,000.00元已受理" in second


def test_the_same_event_again_is_one_message(world: World) -> None:
    for _ in range(3):
        door.handler(batch(an_event(), an_event()), None)
    assert len(world.sms.sent) == 1


def test_one_that_fails_comes_again_and_holds_up_no_other(world: World) -> None:
    lost = an_event(number=2, borrower_id=STRANGER)
    told = door.handler(batch(an_event(number=1), lost, an_event(number=3)), None)
    assert told == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert len(world.sms.sent) == 2


def test_a_gateway_that_is_down_loses_nothing(world: World) -> None:
    world.sms.is_down = True
    assert len(door.handler(batch(an_event()), None)["batchItemFailures"]) == 1
    world.sms.is_down = False
    door.handler(batch(an_event()), None)
    assert len(world.sms.sent) == 1


def test_events_for_nobody_are_let_pass(world: World) -> None:
    assert door.handler(batch(an_event("ApplicationParked")), None) == {"batchItemFailures": []}
    assert world.sms.sent == []


def test_every_event_that_the_queue_takes_has_its_text() -> None:
    from infra.functions import function_named
    from nongxin.kernel.events import Envelope

    told: dict[str, Any] = {"valid_until": "2026-12-04T16:30:00.000Z", "due_on": "2026-12-08"}
    told |= {"closed": False, "days": 3, "overdue_fen": 100, "on": "2027-01-01"}
    told |= {"rate_annual": "0.0550", "care": "pin_change"}
    for kind in function_named("on_notice").events:
        event = an_event(kind, **told)
        notice = notice_of(Envelope(**event))
        assert notice is not None, kind
        assert TEXTS[notice.template].format(**notice.facts)


def test_no_text_holds_a_link() -> None:
    assert not [text for text in TEXTS.values() if "http" in text or "www" in text]
