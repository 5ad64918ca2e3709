"""Events of a platform from its signature to the merchant's account."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import timedelta

import pytest

from api_partners.handler import handler
from nongxin.audit.trail import lane_of
from nongxin.kernel.identity import Role
from nongxin.partners.inbound.kinds import CODES
from tests.builders import platform_events as told
from tests.builders.books import check_books
from tests.builders.customers import an_id_no
from tests.builders.lending import COUNTY
from tests.builders.market import FUNDS_FEN, Market, take
from tests.builders.partners import OPS, Platform, ops
from tests.builders.payers import Town
from tests.fakes.gateway import ask
from tests.fakes.parts import FakeParts


def test_a_payout_reaches_the_merchant_once(market: Market) -> None:
    bodies = [told.payout(O1=9_000), told.placed(), market.enrolled(), told.paid(), told.signed()]
    market.tell(*bodies, *bodies)
    assert (market.fen(market.till), market.fen(market.merchant)) == (FUNDS_FEN - 9_000, 9_000)
    (payout,) = market.p.shops.payouts(market.key)
    assert (payout.state, payout.repaid_fen, payout.paid_fen) == ("settled", 0, 9_000)
    assert market.p.shops.merchant(market.key).waiting == ()
    assert take(market.p.memory.published("PartnerEventReceived")) == {"batchItemFailures": []}
    assert market.fen(market.merchant) == 9_000
    check_books(market.p.memory)


def test_one_id_is_one_event_and_an_other_content_under_it_is_refused(market: Market) -> None:
    first = market.send(told.paid(), message_id="msg-a")
    again = market.send(told.paid(), message_id="msg-a")
    assert (first.status, again.status) == (202, 202)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(market.p.memory.published("PartnerEventReceived")) == 1
    other = market.send(told.paid(fen=77), message_id="msg-a")
    assert (other.status, other.body["code"]) == (422, "partner-event-id-reused")
    market.p.fixed.pass_time(timedelta(days=30))
    assert market.send(told.paid(), message_id="msg-a").headers["Idempotent-Replayed"] == "true"
    assert len(market.p.memory.published("PartnerEventReceived")) == 1


def test_an_auditor_reads_an_event_as_it_came_and_is_seen(market: Market) -> None:
    raw = market.enrolled()
    market.send(raw, message_id="msg-a")
    path = {"partner_id": market.shop.id, "event_id": "msg-a"}
    auditor, rest = replace(OPS, role=Role.AUDITOR), "/{partner_id}/events/{event_id}"
    told_again = ops("GET", rest, path=path, by=auditor).body
    assert told_again["kind"] == "merchant.enrolled.v1"
    assert json.loads(told_again["body"]) == json.loads(raw)
    (link,) = market.p.auditing.trail.links(lane_of(market.shop.id))
    assert (link.reading.what, link.reading.purpose) == ("event msg-a", "audit")
    assert ops("GET", rest, path=path).status == 403
    assert ops("GET", rest, path=path | {"event_id": "msg-b"}, by=auditor).status == 404


def test_a_hundred_copies_at_once_act_once(market: Market) -> None:
    market.tell(market.enrolled(), told.paid())
    body = told.payout(O1=5_000)
    with ThreadPoolExecutor(16) as pool:
        sent = [
            pool.submit(copy_context().run, market.send, body, message_id="msg-same")
            for _ in range(100)
        ]
        assert {each.result().status for each in sent} == {202}
    (event,) = market.p.memory.published("PartnerEventReceived")[market.heard :]
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(copy_context().run, take, [event]) for _ in range(40)]
        assert all(each.result() == {"batchItemFailures": []} for each in done)
    assert market.fen(market.merchant) == 5_000
    check_books(market.p.memory)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (told.paid(fen=-5), 400, "invalid-body"),
        (told.paid(fen=0), 400, "invalid-body"),
        (told.event("order.lost", 1, order="O1"), 400, "partner-kind-unknown"),
        (told.paid().replace(b'"version": 1', b'"version": 2'), 400, "partner-kind-unknown"),
        (told.paid(county="610102"), 422, "partner-county-not-agreed"),
        (told.event("settlement.payout", 1, payout="S1", amount_fen=5,
                    orders=[{"order": "O1", "amount_fen": 4}]), 422, "partner-payout-uneven"),
        (told.event("settlement.payout", 1, payout="S1", amount_fen=4,
                    orders=[{"order": "O1", "amount_fen": 2}] * 2), 400, "invalid-body"),
        (told.paid(order="O 1"), 400, "invalid-body"),
        (told.paid(name="王小明"), 400, "invalid-body"),
        (b"{}", 400, "invalid-body"),
    ],
)  # fmt: skip
def test_what_the_door_refuses_is_listed(
    market: Market, body: bytes, status: int, code: str
) -> None:
    answer = market.send(body)
    assert (answer.status, answer.body["code"]) == (status, code)
    assert market.codes() == [code]
    assert not market.p.memory.published("PartnerEventReceived")


def test_a_kind_that_is_not_agreed(p: FakeParts) -> None:
    shop = Platform.of(p, counties=[COUNTY], kinds_in=["order.placed"])
    answer = shop.asks("/events", json.loads(told.paid()))
    assert (answer.status, answer.body["code"]) == (422, "partner-kind-not-agreed")


def test_signatures_wrong_old_and_of_the_future(market: Market) -> None:
    now = market.p.fixed.now()
    wrong = market.send(told.paid(), secret="whsec_" + "A" * 43 + "=")
    old = market.send(told.paid(), at=now - timedelta(days=30))
    early = market.send(told.paid(), at=now + timedelta(minutes=6))
    codes = [each.body["code"] for each in (wrong, old, early)]
    assert codes == ["webhook-signature-wrong", "webhook-too-old", "webhook-from-the-future"]
    assert {each.status for each in (wrong, old, early)} == {401}
    assert sorted(market.codes()) == sorted(codes)
    for _ in range(5):
        market.send(told.paid(), at=now - timedelta(days=30))
    assert len(market.codes()) == 3  # of each reason one a minute
    assert not market.p.memory.published("PartnerEventReceived")


def test_a_body_that_is_too_large(market: Market) -> None:
    answer = market.send(told.paid(order="O" * 1024 * 1024))
    assert (answer.status, answer.body["code"]) == (413, "body-too-large")
    unread = ask(handler, "POST", "/v1/partners/{partner_id}/events", body="{",
                 path={"partner_id": market.shop.id})  # fmt: skip
    unsigned = ask(handler, "POST", "/v1/partners/{partner_id}/events", body={},
                   path={"partner_id": market.shop.id})  # fmt: skip
    assert [each.body["code"] for each in (unread, unsigned)] == ["not-json", "webhook-not-signed"]
    assert sorted(market.codes()) == ["body-too-large", "not-json", "webhook-not-signed"]


@pytest.mark.parametrize(
    ("bodies", "code"),
    [
        ([told.payout(O1=10_001)], "partner-payout-above-order"),
        ([told.payout(O1=6_000), told.payout("S2", 2, O1=6_000)], "partner-payout-above-order"),
        ([told.paid("O9", merchant="M9"), told.payout(O9=5)], "partner-order-of-another"),
        ([told.signed(merchant="M9")], "partner-order-of-another"),
        ([told.paid(fen=3)], "partner-sequence-reused"),
        ([told.payout(O1=1), told.payout(O1=2)], "partner-payout-reused"),
    ],
)
def test_what_the_worker_refuses_moves_nothing_more(
    market: Market, bodies: list[bytes], code: str
) -> None:
    market.tell(market.enrolled(), told.paid())
    market.tell(*bodies)
    assert market.codes() == [code]
    moved = sum(p.paid_fen for p in market.p.shops.payouts(market.key) if p.state == "settled")
    assert market.fen(market.merchant) == moved <= 10_000
    check_books(market.p.memory)


def test_a_merchant_without_an_own_account_is_not_paid(market: Market) -> None:
    market.tell(market.enrolled(account_no=market.till.number), told.paid(), told.payout(O1=100))
    assert market.codes() == ["partner-payout-without-payee"]
    assert market.fen(market.till) == FUNDS_FEN


def test_a_platform_without_money_pays_when_it_has_some(market: Market) -> None:
    fen = FUNDS_FEN + 500
    market.tell(market.enrolled(), told.paid(fen=fen), told.payout(O1=fen))
    assert market.codes() == ["insufficient-funds"]
    assert [p.state for p in market.p.shops.payouts(market.key)] == ["accepted"]
    Town(market.p).fund(market.till, 1_000, "more")
    market.tell(told.signed())
    assert [p.state for p in market.p.shops.payouts(market.key)] == ["settled"]
    assert (market.fen(market.till), market.fen(market.merchant)) == (500, fen)


def test_partners_and_counties_are_apart(market: Market) -> None:
    market.send(told.paid(fen=-1))
    other = Platform.of(market.p, counties=["610425"], kinds_in=list(CODES),
                        credit_code="91350100M000100Y43")  # fmt: skip
    replayed = market.shop.asks("/events", json.loads(told.paid()), path={"partner_id": other.id})
    assert (replayed.status, replayed.body["code"]) == (401, "webhook-signature-wrong")
    assert ops("GET", "/{partner_id}/refusals", path={"partner_id": market.shop.id},
               by=replace(OPS, counties=frozenset({"610425"}))).status == 404  # fmt: skip
    path = {"partner_id": market.shop.id, "county": COUNTY, "merchant": told.MERCHANT}
    rest = "/{partner_id}/merchants/{county}/{merchant}/payouts"
    assert ops("GET", rest, path=path).body == {"payouts": []}
    assert ops("GET", rest, path=path | {"partner_id": other.id}).status == 404


def test_nothing_personal_is_kept_in_clear(market: Market) -> None:
    market.tell(market.enrolled(), told.paid())
    stored = json.dumps(market.p.memory.items("partners"), default=str, ensure_ascii=False)
    assert an_id_no(area=COUNTY, sequence=101) not in stored
    assert market.merchant.number not in stored
    assert "张三" not in stored
