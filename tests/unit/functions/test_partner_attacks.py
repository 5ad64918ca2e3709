"""The partner door attacked: bodies, headers, clocks, secrets, and what changes before the work."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from api_partners.handler import handler
from nongxin.partners.inbound.kinds import CODES
from nongxin.partners.shops.merchant import MerchantKey
from tests.builders import platform_events as told
from tests.builders.books import check_books
from tests.builders.customers import an_id_no
from tests.builders.lending import COUNTY
from tests.builders.market import FUNDS_FEN, Market, take
from tests.builders.partners import Platform, ops
from tests.builders.payers import NORTH, Town
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts


def raw(market: Market, body: str, headers: dict[str, str] | None = None) -> Answer:
    """A body as it stands, signed; `headers` tell others than the usual ones."""
    signed = market.shop.headers(body.encode("utf-8", "surrogatepass")) if body.isascii() else {}
    path = {"partner_id": market.shop.id}
    return ask(handler, "POST", "/v1/partners/{partner_id}/events", path=path, body=body,
               headers=signed | (headers or {}))  # fmt: skip


def paid_with(fen: str) -> str:
    return told.paid().decode().replace('"paid_fen": 10000', f'"paid_fen": {fen}')


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "not-json"),
        ("hello", "not-json"),
        ("[]", "invalid-body"),
        ("null", "invalid-body"),
        ("\ufeff{}".encode().decode("latin-1"), "not-json"),
        (paid_with("1") + "{}", "not-json"),
        (paid_with("NaN"), "not-json"),
        (paid_with("Infinity"), "not-json"),
        (paid_with("1e999"), "json-number-out-of-range"),
        (paid_with("9" * 5_000), "json-number-out-of-range"),
        (paid_with("9007199254740992"), "json-number-out-of-range"),
        (paid_with("10000000001"), "invalid-body"),
        (paid_with("-1"), "invalid-body"),
        (paid_with("0"), "invalid-body"),
        (paid_with("0.5"), "invalid-body"),
        (paid_with("100.0"), "invalid-body"),
        (paid_with("1e2"), "invalid-body"),
        (paid_with('"100"'), "invalid-body"),
        (paid_with("true"), "invalid-body"),
        (paid_with('1, "paid_fen": 2'), "json-duplicate-name"),
        (paid_with('1, "note": "\\ud800"'), "json-half-character"),
        (paid_with("[" * 40 + "]" * 40), "json-too-deep"),
        ("[" * 30_000, "json-too-deep"),
        (paid_with("1").replace('"sequence": 2', '"sequence": 0'), "invalid-body"),
        (paid_with("1").replace('"version": 1', '"version": 1.0'), "invalid-body"),
        (paid_with("1").replace('"version": 1', '"version": true'), "invalid-body"),
        (paid_with("1").replace('"O1"', '"\\u041e1"'), "invalid-body"),  # a Cyrillic O
        (paid_with("1").replace('"O1"', '"O1\\u200b"'), "invalid-body"),  # a space of no width
        (paid_with("1").replace('"O1"', '"O1#P#1"'), "invalid-body"),
        (paid_with("1").replace("+08:00", ""), "invalid-body"),
    ],
)
def test_bodies_that_two_readers_could_read_in_two_ways(
    market: Market, body: str, code: str
) -> None:
    answer = raw(market, body)
    assert (answer.status, answer.body["code"]) == (400, code)
    assert market.codes() == [code]
    assert not market.p.memory.published("PartnerEventReceived")


@pytest.mark.parametrize(
    "at",
    ["2999-01-01T00:00:00+08:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00",
     "1970-01-01T00:00:00Z"],
)  # fmt: skip
def test_an_event_of_no_day_there_was(market: Market, at: str) -> None:
    """A day to come would stand in every window of every decision, for ever."""
    answer = market.send(told.paid(at=at))
    assert (answer.status, answer.body["code"]) == (422, "partner-event-time")
    assert market.codes() == ["partner-event-time"]


def test_an_event_may_be_as_far_ahead_as_clocks_may(market: Market) -> None:
    now = market.p.fixed.now()
    for seconds, status in ((300, 202), (302, 422)):
        at = (now + timedelta(seconds=seconds)).isoformat(timespec="seconds")
        assert market.send(told.paid(at=at, sequence=seconds)).status == status


@pytest.mark.parametrize("days", [34, 35, 36, 400])
def test_an_id_is_good_once_however_late(market: Market, days: int) -> None:
    assert market.send(told.paid(), message_id="msg-a").status == 202
    market.p.fixed.pass_time(timedelta(days=days))
    again = market.send(told.paid(), message_id="msg-a")
    assert again.headers["Idempotent-Replayed"] == "true"
    other = market.send(told.paid(fen=5), message_id="msg-a")
    assert other.body["code"] == "partner-event-id-reused"
    assert len(market.p.memory.published("PartnerEventReceived")) == 1


def test_a_header_may_hold_several_signatures(market: Market) -> None:
    """The specification's list: other versions and other keys' signatures are passed over."""
    body = told.paid()
    good = market.shop.headers(body)
    other = "v1," + "A" * 43 + "="
    for number, listed in enumerate(("v1a,AAAA {} v2,x", f"{other} {{}}", f"{{}} {other}")):
        signature = listed.format(good["webhook-signature"])
        assert raw(market, body.decode(), good | {"webhook-signature": signature}).status == 202, (
            number
        )
    for listed in ("v1a,{}", " {}x", "{},{}", "v1,", "\ud800"):
        signature = listed.format(*[good["webhook-signature"][3:]] * 2)
        answer = raw(market, body.decode(), good | {"webhook-signature": signature})
        assert (answer.status, answer.body["code"]) == (401, "webhook-signature-wrong"), listed


def test_headers_names_have_no_case(market: Market) -> None:
    body, names = told.paid(), (str.upper, str.title, str.lower)
    for how in names:
        good = {how(name): text for name, text in market.shop.headers(body).items()}
        path = {"partner_id": market.shop.id}
        answer = ask(handler, "POST", "/v1/partners/{partner_id}/events", path=path,
                     body=body.decode(), headers=good)  # fmt: skip
        assert answer.status == 202


@pytest.mark.parametrize(
    "name", ["", "pt_", "..", "pt_610722_x#y", "合作方", "pt_999999_x", "\x00"]
)
def test_partners_that_are_none(market: Market, name: str) -> None:
    answer = market.shop.asks("/events", json.loads(told.paid()), path={"partner_id": name})
    assert (answer.status, answer.body["code"]) == (401, "webhook-signature-wrong")


def test_what_was_taken_is_worked_whatever_happens_to_the_partner(market: Market) -> None:
    """Suspended, its secret followed by another, its counties changed: the event was in time."""
    market.tell(market.enrolled(), told.paid())
    assert market.send(told.payout(O1=9_000)).status == 202
    path = {"partner_id": market.shop.id}
    made = ops("POST", "/{partner_id}/secrets", {"direction": "in", "overlap_h": 0}, path=path)
    assert made.status == 201
    body = {"status": "suspended", "reason": "合同到期"}
    assert ops("POST", "/{partner_id}/status", body, path=path, key="turn-0001").status == 200
    market.work()
    assert market.fen(market.merchant) == 9_000
    fresh = market.send(told.signed(), secret=made.body["secret"])
    assert (fresh.status, fresh.body["code"]) == (403, "partner-suspended")


def test_a_secret_counts_to_the_second_of_its_end(market: Market) -> None:
    path, clock = {"partner_id": market.shop.id}, market.p.fixed
    made = ops("POST", "/{partner_id}/secrets", {"direction": "in", "overlap_h": 1}, path=path)
    clock.pass_time(timedelta(minutes=59, seconds=58))
    assert market.send(told.paid()).status == 202
    clock.pass_time(timedelta(seconds=2))
    assert market.send(told.shipped()).body["code"] == "webhook-signature-wrong"
    assert market.send(told.shipped(), secret=made.body["secret"]).status == 202


def test_secrets_that_leaked_are_ended_at_once(market: Market) -> None:
    """However many there are: without an overlap those before count no more."""
    path, rest = {"partner_id": market.shop.id}, "/{partner_id}/secrets"
    for _ in range(3):
        assert ops("POST", rest, {"direction": "in", "overlap_h": 168}, path=path).status == 201
    made = ops("POST", rest, {"direction": "in", "overlap_h": 0}, path=path)
    assert made.status == 201, made.text
    assert market.send(told.paid()).status == 401
    assert market.send(told.paid(), secret=made.body["secret"]).status == 202


def test_one_secret_for_both_ways_is_none(market: Market) -> None:
    """Else what we sent would be good when it comes back."""
    path = {"partner_id": market.shop.id}
    for way in ("in", "out"):
        told_secret = {"direction": way, "given": market.shop.secret_out}
        answer = ops("POST", "/{partner_id}/secrets", told_secret, path=path)
        assert (answer.status, answer.body["code"]) == (409, "webhook-secret-known")


def test_a_payouts_number_stands_for_one_payout(market: Market) -> None:
    market.tell(market.enrolled(), told.paid(), told.payout(O1=1_000))
    market.tell(told.payout(O1=1_000))  # under another id: nothing
    market.tell(told.payout(O1=2_000), told.payout("S1", 2, O1=2_000))
    assert market.codes() == ["partner-payout-reused", "partner-payout-reused"]
    assert market.fen(market.merchant) == 1_000


def test_a_payout_that_comes_between_two_payments_of_its_order(market: Market) -> None:
    market.tell(market.enrolled(), told.paid(fen=4_000), told.payout(O1=10_000), told.shipped())
    assert market.codes() == ["partner-payout-above-order"]
    assert market.fen(market.merchant) == 0
    market.tell(told.paid(fen=10_000, sequence=7))
    assert market.fen(market.merchant) == 10_000


def test_payouts_that_wait_cost_an_event_little(market: Market) -> None:
    """However many orders each of them names: one that is not paid is enough to wait."""
    for number in range(5):
        lines = {f"O{number}-{n}": 10 for n in range(40)}
        market.tell(told.payout(f"S{number}", **lines))
    before = sum(market.p.memory.dynamo.calls.values())
    market.tell(told.placed("O9"))
    assert sum(market.p.memory.dynamo.calls.values()) - before < 60


def test_a_payout_to_a_merchant_of_another_county_and_entity(p: FakeParts) -> None:
    town = Town(p)
    till, merchant = town.person(FUNDS_FEN), town.person(county=NORTH)
    shop = Platform.of(p, counties=[COUNTY, NORTH], kinds_in=list(CODES))
    shop.pays_out_of(till.number)
    market = Market(p, shop, till, merchant)
    own = {"account_no": merchant.number, "id_no": an_id_no(area=NORTH, sequence=101)}
    there = {"county": NORTH}
    line = {"payout": "S1", "amount_fen": 700, "orders": [{"order": "O1", "amount_fen": 700}]}
    market.tell(told.enrolled(**own, **there), told.paid(**there),
                told.event("settlement.payout", 1, **line, **there))  # fmt: skip
    (payout,) = p.shops.payouts(MerchantKey(NORTH, shop.id, told.MERCHANT))
    assert (payout.state, market.fen(merchant), market.fen(till)) == (
        "settled",
        700,
        FUNDS_FEN - 700,
    )
    check_books(p.memory)


def test_another_partners_merchants_stay_as_they_are(market: Market) -> None:
    other = Platform.of(market.p, counties=[COUNTY], kinds_in=list(CODES),
                        credit_code="91350100M000100Y43")  # fmt: skip
    market.tell(market.enrolled(), told.paid())
    for body in (told.refunded(), told.payout(O1=5), market.enrolled(sequence=9)):
        assert other.asks("/events", json.loads(body)).status == 202
    market.work()
    (order,) = market.p.shops.orders(market.key, 9)
    assert (order.status, market.p.shops.payouts(market.key)) == ("paid", [])
    assert market.p.shops.merchant(market.key).told["enrolled"].sequence == 1


def test_goods_that_come_back_before_they_were_signed_for(market: Market) -> None:
    back = told.event("order.returned", 4, order="O1", returned_fen=10_000)
    market.tell(told.placed(), told.paid(), back, told.signed(), told.shipped())
    (order,) = market.p.shops.orders(market.key, 9)
    assert (order.status, market.codes()) == ("returned", [])


def test_our_messages_do_not_count_as_theirs(market: Market) -> None:
    body = told.paid().decode()
    now = market.p.fixed.now()
    signature = Webhook(market.shop.secret_out).sign("msg-9", now, body)
    headers = {"webhook-id": "msg-9", "webhook-timestamp": str(int(now.timestamp())),
               "webhook-signature": signature}  # fmt: skip
    assert raw(market, body, headers).status == 401


def test_no_event_is_a_fault_of_ours(market: Market) -> None:
    """A worker that fails holds the queue: whatever the door took can be worked."""
    events: list[Any] = [told.placed(fen=10_000_000_000), told.refunded(fen=10_000_000_000),
                         told.paid(fen=10_000_000_000, sequence=2**53 - 1)]  # fmt: skip
    for body in events:
        assert market.send(body).status == 202
    assert take(market.p.memory.published("PartnerEventReceived")) == {"batchItemFailures": []}
