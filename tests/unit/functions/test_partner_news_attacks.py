"""News attacked: what changes between one message and the next, and who asks for what twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from typing import Any

import pytest

from tests.builders.news import KINDS, NewsWorld, listed
from tests.builders.partners import CODES, NORTH, SOUTH, Platform, enrolment, ops
from tests.fakes.callback import Got
from tests.fakes.parts import FakeParts


@pytest.fixture
def world(p: FakeParts) -> NewsWorld:
    world = NewsWorld(p)
    world.link(1)
    return world


def post(world: NewsWorld, rest: str, body: Any, key: str) -> Any:
    path = {"partner_id": world.shop.id}
    return ops("POST", f"/{{partner_id}}{rest}", body, path=path, key=key)


def after_first(world: NewsWorld, act: Any) -> None:
    """`act` happens while the first message is under way."""

    def once(_: Got) -> None:
        world.inbox.on_call = lambda _: None
        act()

    world.inbox.on_call = once
    world.happens("OfferMade")
    world.happens("LoanDisbursed")
    world.deliver()


def test_a_partner_that_is_suspended_hears_not_even_the_next(world: NewsWorld) -> None:
    told = {"status": "suspended", "reason": "合同到期"}
    after_first(world, lambda: post(world, "/status", told, "turn-0001"))
    assert world.inbox.numbers == [1]
    told = {"status": "active", "reason": "续签合同"}
    post(world, "/status", told, "turn-0002")
    world.minute()
    assert world.inbox.numbers == [1, 2]


def test_a_new_address_is_called_from_the_next_message_on(world: NewsWorld) -> None:
    fresh = "https://new.example.com/hooks"
    body = enrolment(callbacks=[fresh], callback=fresh)
    del body["legal_name"], body["credit_code"]
    path, urls = {"partner_id": world.shop.id}, list[str]()
    after_first(world, lambda: ops("PUT", "/{partner_id}", body, path=path, key="change-01"))
    urls += sorted(world.inbox.urls)
    assert urls == [fresh, "https://shop.example.com/hooks"]
    assert world.inbox.numbers == [1, 2]


def test_a_secret_that_ends_signs_no_more(world: NewsWorld) -> None:
    def rotate() -> None:
        made = post(world, "/secrets", {"direction": "out", "overlap_h": 0}, "rotate-01")
        world.inbox.secrets[:] = [made.body["secret"]]

    after_first(world, rotate)
    assert world.inbox.numbers == [1, 2]


def test_events_at_once_are_numbered_without_a_gap(world: NewsWorld) -> None:
    events = [world.event(KINDS[number % len(KINDS)], 1) for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        told = [pool.submit(copy_context().run, world.announce, e, e) for e in events]
        assert all(each.result() is None for each in told)
    world.deliver()
    assert world.inbox.numbers == list(range(1, 25))
    assert len({got.id for got in world.inbox.got}) == 24


def test_a_resend_that_is_asked_for_twice_is_one(world: NewsWorld) -> None:
    world.happens("OfferMade")
    world.deliver()
    post(world, "/line", {"state": "paused"}, "turn-0001")
    again = {"first": 1, "last": 1}
    assert [post(world, "/resends", again, f"resend-{n}").body["waiting"] for n in (1, 1, 2)] == [
        1, 1, 1,
    ]  # fmt: skip
    post(world, "/line", {"state": "open"}, "turn-0002")
    world.deliver()
    assert world.inbox.numbers == [1, 1]
    assert world.inbox.got[0].raw == world.inbox.got[1].raw


@pytest.mark.parametrize(("first", "last"), [(2, 2), (9, 12), (2, 1)])
def test_what_was_never_told_is_not_told_again(world: NewsWorld, first: int, last: int) -> None:
    world.happens("OfferMade")
    world.deliver()
    answer = world.shop.asks("/own/resends", {"type": "news.resend", "first": first, "last": last})
    assert (answer.status, answer.body["code"]) == (404, "not-found")


def test_nobody_has_anothers_messages_sent(world: NewsWorld) -> None:
    other = Platform.of(world.p, credit_code=CODES[1], name="另一平台", counties=[SOUTH])
    world.happens("OfferMade")
    world.deliver()
    asked = {"type": "news.resend", "first": 1, "last": 1}
    assert other.asks("/own/resends", asked).status == 404
    stolen = other.asks("/own/resends", asked, path={"partner_id": world.shop.id})
    assert (stolen.status, stolen.body["code"]) == (401, "webhook-signature-wrong")
    assert world.inbox.numbers == [1]


def test_a_message_is_given_up_once_and_dealt_with_once(world: NewsWorld) -> None:
    world.inbox.answers = [422] * 4
    world.happens("OfferMade")
    world.deliver()
    for _ in range(3):
        world.p.fixed.pass_time(timedelta(hours=1))
        world.minute()
    (dead,) = listed(world)
    assert (dead["state"], len(dead["tries"])) == ("dead", 4)
    path = {"partner_id": world.shop.id}
    rest, which = "/{partner_id}/news/{sequence}/dismissal", path | {"sequence": "1"}
    done = [ops("POST", rest, path=which, key=f"dismiss-{n}").status for n in (1, 1, 2)]
    assert done == [200, 200, 404]
    post(world, "/resends", {"first": 1, "last": 1}, "resend-01")
    world.deliver()
    assert listed(world)[0]["state"] == "delivered"
    assert ops("GET", "/{partner_id}/line", path=path).body["given_up"] == 0


def test_a_county_that_was_taken_from_the_contract_is_told_no_more(world: NewsWorld) -> None:
    body = enrolment(counties=[SOUTH])
    del body["legal_name"], body["credit_code"]
    path = {"partner_id": world.shop.id}
    assert ops("PUT", "/{partner_id}", body, path=path, key="change-01").status == 200
    world.happens("LoanDisbursed", 1, NORTH)
    world.deliver()
    assert world.inbox.got == []
