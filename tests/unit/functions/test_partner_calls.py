"""Who sees and steers what a partner is told: itself by signed calls, ops by token."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders.news import NewsWorld, listed
from tests.builders.partners import CODES, NORTH, OPS, SOUTH, Platform, ops
from tests.fakes.callback import Got
from tests.fakes.parts import FakeParts


@pytest.fixture
def world(p: FakeParts) -> NewsWorld:
    world = NewsWorld(p)
    world.link(1)
    return world


def test_the_partner_looks_resends_and_opens_by_signed_calls(world: NewsWorld) -> None:
    world.happens("OfferMade")
    world.deliver()
    seen = world.shop.asks("/own/news", {"type": "news.list"})
    assert [each["sequence"] for each in seen.body["news"]] == [1]
    assert world.shop.asks("/own/line", {"type": "line.pause"}).body["state"] == "paused"
    world.happens("LoanDisbursed")
    world.deliver()
    assert world.inbox.numbers == [1]
    again = {"type": "news.resend", "first": 1, "last": 1}
    done = world.shop.asks("/own/resends", again, message_id="again-1")
    assert (done.status, done.body["waiting"]) == (200, 1)
    repeated = world.shop.asks("/own/resends", again, message_id="again-1")
    assert repeated.headers["Idempotent-Replayed"] == "true"
    other = world.shop.asks("/own/resends", again | {"last": 2}, message_id="again-1")
    assert (other.status, other.body["code"]) == (422, "idempotency-key-reused")
    assert world.shop.asks("/own/line", {"type": "line.open"}).body["state"] == "open"
    world.deliver()
    assert world.inbox.numbers == [1, 1, 2]


def test_a_signed_call_is_for_its_route_and_for_its_partner(world: NewsWorld) -> None:
    """The body says what is asked, so no call serves as another; the secret says who asks."""
    shop, other = world.shop, Platform.of(world.p, credit_code=CODES[1], name="另一平台")
    assert shop.asks("/own/line", {"type": "news.list"}).body["code"] == "invalid-body"
    assert shop.asks("/own/news", {"type": "line.open"}).body["code"] == "invalid-body"
    foreign = shop.asks("/own/news", {"type": "news.list"}, path={"partner_id": other.id})
    assert (foreign.status, foreign.body["code"]) == (401, "webhook-signature-wrong")
    back = shop.asks("/own/news", {"type": "news.list"}, secret=shop.secret_out)
    assert back.body["code"] == "webhook-signature-wrong"
    old = shop.asks("/own/news", {"type": "news.list"},
                    at=world.p.fixed.now() - timedelta(days=30))  # fmt: skip
    assert (old.status, old.body["code"]) == (401, "webhook-too-old")


def test_a_partner_spends_the_quota_of_its_own_key(world: NewsWorld) -> None:
    """The gateway counts by key: a partner that is enrolled with one comes with that one."""
    other = Platform.of(world.p, credit_code=CODES[1], name="另一平台", api_key_id="k1abc")
    asked = {"type": "news.list"}
    assert other.asks("/own/news", asked).status == 401
    assert other.asks("/own/news", asked, api_key_id="k2abc").status == 401
    assert other.asks("/own/news", asked, api_key_id="k1abc").status == 200
    assert world.shop.asks("/own/news", asked, api_key_id="k2abc").status == 200


def test_partners_see_their_own_loans_in_their_own_counties(world: NewsWorld) -> None:
    other = Platform.of(world.p, credit_code=CODES[1], name="另一平台", counties=[SOUTH])
    world.link(2, SOUTH, other.id)
    world.link(3, NORTH, other.id)
    world.inbox.secrets.append(other.secret_out)
    world.happens("LoanDisbursed", 1)
    world.happens("LoanDisbursed", 2, SOUTH)
    world.happens("LoanDisbursed", 3, NORTH)  # it works in the south alone
    world.deliver()
    assert [each["about"][3:9] for each in listed(world)] == [NORTH]
    assert [each["about"][3:9] for each in listed(world, partner_id=other.id)] == [SOUTH]
    seen = other.asks("/own/news", {"type": "news.list"}).body["news"]
    assert [each["county"] for each in seen] == [SOUTH]
    southern = replace(OPS, counties=frozenset({SOUTH}))
    path = {"partner_id": world.shop.id}
    assert ops("GET", "/{partner_id}/news", path=path, by=southern).status == 404
    assert ops("GET", "/{partner_id}/line", path=path, by=southern).status == 404


def test_a_suspended_partner_hears_nothing_until_it_is_back(world: NewsWorld) -> None:
    path, where = {"partner_id": world.shop.id}, "/{partner_id}/status"
    told = {"status": "suspended", "reason": "合同到期"}
    assert ops("POST", where, told, path=path, key="turn-0001").status == 200
    world.happens("OfferMade")
    world.deliver()
    assert world.inbox.got == []
    refused = world.shop.asks("/own/news", {"type": "news.list"})
    assert (refused.status, refused.body["code"]) == (403, "partner-suspended")
    told = {"status": "active", "reason": "续签合同"}
    assert ops("POST", where, told, path=path, key="turn-0002").status == 200
    world.minute()
    assert world.inbox.numbers == [1]


def test_one_that_fails_holds_no_other(world: NewsWorld) -> None:
    other = Platform.of(world.p, credit_code=CODES[1], name="另一平台")
    world.link(2, NORTH, other.id)
    world.inbox.secrets.append(other.secret_out)
    world.happens("OfferMade", 1)
    world.happens("OfferMade", 2)

    def fail(got: Got) -> None:
        if got.body["data"]["reference"] == "order-1":
            raise RuntimeError("a fault of ours")

    world.inbox.on_call = fail
    assert list(world.minute()) == [other.id]
    assert listed(world, partner_id=other.id)[0]["state"] == "delivered"
