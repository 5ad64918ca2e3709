"""What partners are told of loans that came through them: who hears, in what order, how often."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from infra.functions import function_named
from nongxin.catalog.webhooks import retry_seconds
from nongxin.partners.outbound import news
from nongxin.partners.outbound.bodies import body_of
from nongxin.partners.outbound.send_news import HOLD_S, send_news
from tests.builders.news import KINDS, NewsWorld, batch, listed
from tests.builders.partners import CALLBACK, NORTH, ops
from tests.fakes.callback import Got
from tests.fakes.parts import FakeParts


@pytest.fixture
def world(p: FakeParts) -> NewsWorld:
    world = NewsWorld(p)
    world.link(1)
    return world


def line(world: NewsWorld) -> dict[str, Any]:
    told: dict[str, Any] = ops("GET", "/{partner_id}/line", path={"partner_id": world.shop.id}).body
    return told


def turn(world: NewsWorld, state: str, key: str) -> int:
    path = {"partner_id": world.shop.id}
    return ops("POST", "/{partner_id}/line", {"state": state}, path=path, key=key).status


def resend(world: NewsWorld, first: int, last: int, key: str = "resend-0001") -> Any:
    path, body = {"partner_id": world.shop.id}, {"first": first, "last": last}
    return ops("POST", "/{partner_id}/resends", body, path=path, key=key)


def test_each_event_that_is_news_reaches_its_worker() -> None:
    assert function_named("on_loan_news").events == news.EVENTS == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_the_partner_hears_what_it_needs_and_no_more(world: NewsWorld, kind: str) -> None:
    world.happens(kind)
    world.deliver()
    (got,) = world.inbox.got
    data = got.body["data"]
    body_of(got.kind).model_validate_json(got.raw)  # it refuses a field that is not in the schema
    assert (data["reference"], data["county"], got.body["version"]) == ("order-1", NORTH, 1)
    assert world.inbox.urls == {CALLBACK}
    assert not {"borrower_id", "reasons", "step"} & data.keys()


def test_the_reference_library_takes_what_is_sent(world: NewsWorld) -> None:
    """Signed as the specification's own library signs the very same bytes."""
    world.happens("LoanDisbursed")
    world.deliver()
    (got,), now = world.inbox.got, world.p.fixed.now()
    own = Webhook(world.shop.secret_out).sign(got.id, now, got.raw.decode())
    (kept,) = listed(world)
    assert own.startswith("v1,") and kept["body"].encode() == got.raw
    assert (kept["id"], kept["state"]) == (got.id, "delivered")


def test_an_event_told_twice_is_one_message(world: NewsWorld) -> None:
    told = world.happens("LoanDisbursed")
    world.announce(told, told)
    world.deliver()
    world.deliver()
    assert world.inbox.numbers == [1]
    assert len(listed(world)) == 1


def test_a_limit_is_told_where_it_changed(world: NewsWorld) -> None:
    world.link(2)
    for number, limit_fen in ((1, 3_600_000), (2, 3_600_000), (2, 2_000_000)):
        world.happens("OfferMade", number, limit_fen=limit_fen, product="DSD")
    world.deliver()
    told = [got.body["data"] for got in world.inbox.got if got.kind == "limit.changed"]
    assert [each["limit_fen"] for each in told] == [3_600_000, 2_000_000]
    assert (told[0]["product"], told[0]["reference"]) == ("DSD", "order-1")
    assert len({got.id for got in world.inbox.got}) == len(world.inbox.got) == 5


def test_a_loan_that_came_by_itself_is_nobodys_news(world: NewsWorld) -> None:
    world.happens("LoanDisbursed", number=2)
    world.deliver()
    assert world.inbox.got == [] and listed(world) == []


def test_messages_leave_in_order_and_are_numbered_without_a_gap(world: NewsWorld) -> None:
    for kind in ("OfferMade", "LoanDisbursed", "RepaymentDue", "LoanRepaid"):
        world.happens(kind)
    world.deliver()
    assert world.inbox.numbers == [1, 2, 3, 4]
    assert [each["sequence"] for each in listed(world)] == [4, 3, 2, 1]
    assert line(world) | {"sent": 4, "last": 4, "state": "open", "due_at": ""} == line(world)


def test_a_partner_that_is_down_is_asked_by_one_message(world: NewsWorld) -> None:
    world.inbox.answers = [503]
    world.happens("OfferMade")
    world.deliver()
    world.happens("LoanDisbursed")
    world.deliver()
    assert world.inbox.numbers == [1]
    world.minute()
    assert world.inbox.numbers == [1]
    world.p.fixed.pass_time(timedelta(seconds=retry_seconds()[0]))
    world.minute()
    assert world.inbox.numbers == [1, 1, 2]
    ids = [got.id for got in world.inbox.got]
    assert ids[0] == ids[1] != ids[2]


def test_down_for_28_hours_then_up_again(world: NewsWorld) -> None:
    world.inbox.answers = [0] * 8
    for kind in ("OfferMade", "LoanDisbursed", "RepaymentDue"):
        world.happens(kind)
    world.deliver()
    for wait in retry_seconds():
        world.p.fixed.pass_time(timedelta(seconds=wait))
        world.minute()
    assert world.inbox.numbers == [1] * 8
    stands = line(world)
    assert (stands["state"], stands["why"], stands["given_up"]) == ("paused", "down", 1)
    figures = world.p.services.metrics.told
    assert (figures["NewsGivenUp"][-1], figures["PartnersDown"][-1]) == (1, 1)
    world.happens("LoanRepaid")
    world.deliver()
    world.minute()
    assert len(world.inbox.numbers) == 8
    assert turn(world, "open", "turn-0001") == 200
    world.deliver()
    assert world.inbox.numbers[8:] == [2, 3, 4]
    assert resend(world, 1, 1).status == 200
    world.deliver()
    assert world.inbox.numbers[11:] == [1]
    world.minute()
    assert (line(world)["given_up"], figures["NewsGivenUp"][-1]) == (0, 0)


def test_a_message_that_is_refused_is_given_up_and_holds_nobody(world: NewsWorld) -> None:
    world.inbox.answers = [422] * 4
    world.happens("OfferMade")
    world.happens("LoanDisbursed")
    world.deliver()
    for wait in retry_seconds()[:3]:
        world.p.fixed.pass_time(timedelta(seconds=wait))
        world.minute()
    assert world.inbox.numbers == [1, 1, 1, 1, 2]
    assert [each["state"] for each in listed(world)] == ["delivered", "dead"]
    path = {"partner_id": world.shop.id, "sequence": "1"}
    where = "/{partner_id}/news/{sequence}/dismissal"
    assert ops("POST", where, path=path, key="dismiss-01").status == 200
    assert line(world)["given_up"] == 0
    assert ops("POST", where, path=path, key="dismiss-02").status == 404


def test_killed_between_sending_and_writing_it_down(world: NewsWorld) -> None:
    """The message goes out again under the same id, once the dead sender's lease has run out."""

    class Killed(BaseException):
        pass

    def kill(_: Got) -> None:
        world.inbox.on_call = lambda got: None
        raise Killed

    world.inbox.on_call = kill
    world.happens("OfferMade")
    with pytest.raises(Killed):
        world.deliver()
    assert listed(world)[0]["state"] == "waiting"
    world.minute()
    assert world.inbox.numbers == [1]
    world.p.fixed.pass_time(timedelta(seconds=HOLD_S))
    world.minute()
    first, second = world.inbox.got
    assert (first.id, first.raw) == (second.id, second.raw)
    assert listed(world)[0]["state"] == "delivered"


def test_two_senders_at_once_do_not_reorder(world: NewsWorld) -> None:
    """Whenever another sender looks while one is at work, it sends nothing."""
    parts, others = world.p.partner_news, list[int]()

    def interfere(_: Got) -> None:
        others.append(send_news(world.shop.id, parts, 1.0).tries)

    world.inbox.on_call = interfere
    for kind in ("OfferMade", "LoanDisbursed", "RepaymentDue"):
        world.happens(kind)
    send_news(world.shop.id, parts, 5.0)
    assert (world.inbox.numbers, others) == ([1, 2, 3], [0, 0, 0])


def test_a_sender_that_was_overtaken_writes_nothing(world: NewsWorld) -> None:
    """It slept beyond its lease: another one has sent the message and the next meanwhile."""
    parts = world.p.partner_news

    def sleep(_: Got) -> None:
        world.inbox.on_call = lambda got: None
        world.p.fixed.pass_time(timedelta(seconds=HOLD_S))
        world.inbox.answers = []
        send_news(world.shop.id, parts, 5.0)
        world.inbox.answers = [500]

    world.inbox.on_call = sleep
    world.happens("OfferMade")
    world.happens("LoanDisbursed")
    send_news(world.shop.id, parts, 5.0)
    assert world.inbox.numbers == [1, 1, 2]
    assert [each["state"] for each in listed(world)] == ["delivered", "delivered"]
    assert line(world)["in_vain"] == 0


def test_a_message_written_while_another_is_sent_is_not_left_behind(world: NewsWorld) -> None:
    def write(_: Got) -> None:
        world.inbox.on_call = lambda got: None
        world.happens("LoanDisbursed")

    world.inbox.on_call = write
    world.happens("OfferMade")
    send_news(world.shop.id, world.p.partner_news, 5.0)
    assert world.inbox.numbers == [1, 2]


def test_a_resend_asked_for_while_a_sender_works_is_not_lost(world: NewsWorld) -> None:
    world.happens("OfferMade")
    world.deliver()

    def ask(_: Got) -> None:
        world.inbox.on_call = lambda got: None
        assert resend(world, 1, 1).status == 200

    world.inbox.on_call = ask
    world.happens("LoanDisbursed")
    world.deliver()
    assert world.inbox.numbers == [1, 2, 1]


def test_what_was_never_sent_is_not_sent_again(world: NewsWorld) -> None:
    world.happens("OfferMade")
    assert resend(world, 1, 1).status == 404
    world.deliver()
    assert resend(world, 2, 2, "resend-0002").status == 404
    assert resend(world, 1, 9, "resend-0003").body["waiting"] == 1


def test_pages_of_the_list(world: NewsWorld) -> None:
    for _ in range(5):
        world.happens("LoanRepaid")
    path = {"partner_id": world.shop.id}
    first = ops("GET", "/{partner_id}/news", path=path, query={"limit": "2"}).body
    assert ([n["sequence"] for n in first["news"]], first["before"]) == ([5, 4], 4)
    rest = ops("GET", "/{partner_id}/news", path=path, query={"limit": "3", "before": "4"}).body
    assert ([n["sequence"] for n in rest["news"]], rest["before"]) == ([3, 2, 1], 0)
    bad = ops("GET", "/{partner_id}/news", path=path, query={"before": "x"})
    assert (bad.status, bad.body["code"]) == (400, "bad-page")


def test_a_worker_that_cannot_write_reports_the_message(
    world: NewsWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    import on_loan_news.handler as door

    monkeypatch.setattr(door, "announce_news", lambda *_: json.loads("{"))
    assert batch(door.handler, world.event("OfferMade", 1)) == [{"itemIdentifier": "0"}]
