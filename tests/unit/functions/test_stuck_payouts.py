"""Payouts that cannot be paid yet: listed with the reason, tried again or ended by two persons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nongxin.kernel.identity import Principal, Role
from nongxin.partners.inbound.kinds import CODES
from nongxin.partners.shops.payout import Payout
from tests.builders import platform_events as told
from tests.builders.books import check_books
from tests.builders.lending import COUNTY, an_officer
from tests.builders.market import FUNDS_FEN, Market, take
from tests.builders.partners import OPS, Platform, ops
from tests.builders.payers import Town
from tests.fakes.gateway import Answer

OFFICER, APPROVER = an_officer(31), an_officer(32, Role.COUNTY_APPROVER)


def named(market: Market, payout: str = "S1", **more: Any) -> dict[str, Any]:
    return {"county": COUNTY, "merchant": told.MERCHANT, "payout": payout} | more


def stuck(market: Market, by: Principal = OPS) -> list[dict[str, Any]]:
    path = {"partner_id": market.shop.id}
    answer = ops("GET", "/{partner_id}/payouts", path=path, query={"county": COUNTY}, by=by)
    assert answer.status == 200, answer.text
    rows: list[dict[str, Any]] = answer.body["payouts"]
    return rows


def ask_for(market: Market, act: str = "retry", once: str = "ask-00001", **more: Any) -> Answer:
    by = more.pop("by", OFFICER)
    body = named(market, act=act, **more)
    return post(market, "retries", body, by, once)


def decide(market: Market, once: str = "decide-01", **more: Any) -> Answer:
    by = more.pop("by", APPROVER)
    return post(market, "decisions", named(market, **({"agrees": True} | more)), by, once)


def post(market: Market, what: str, body: dict[str, Any], by: Principal, once: str) -> Answer:
    path = {"partner_id": market.shop.id}
    return ops("POST", f"/{{partner_id}}/payouts/{what}", body, path=path, by=by, key=once)


def work_decisions(market: Market) -> None:
    decided = market.p.memory.published("PayoutDecided")
    assert take(decided) == {"batchItemFailures": []}


def the_payout(market: Market) -> Payout:
    (payout,) = market.p.shops.payouts(market.key)
    return payout


def test_what_a_payout_waits_for_is_told_and_forgotten_when_it_is_paid(market: Market) -> None:
    market.tell(told.payout(O1=900))
    assert [(row["state"], row["reason"]) for row in stuck(market)] == [
        ("waiting", "waits-for-merchant")
    ]
    market.tell(market.enrolled())
    (row,) = stuck(market, APPROVER)
    assert (row["merchant"], row["payout"], row["reason"]) == ("M1", "S1", "waits-for-order")
    market.tell(told.paid())
    assert stuck(market) == []
    assert (the_payout(market).state, the_payout(market).reason) == ("settled", "")
    assert market.codes() == []


def test_a_refusal_for_now_is_listed_once_and_mends_itself(market: Market) -> None:
    market.tell(market.enrolled(account_no=market.till.number), told.paid(), told.payout(O1=100))
    market.tell(told.shipped(), told.signed())
    assert market.codes() == ["partner-payout-without-payee"]
    own = told.event("merchant.changed", 2, status="active", account_no=market.merchant.number)
    market.tell(own)
    assert (the_payout(market).state, market.fen(market.merchant)) == ("settled", 100)


def test_two_persons_have_it_tried_again(market: Market) -> None:
    fen = FUNDS_FEN + 500
    market.tell(market.enrolled(), told.paid(fen=fen), told.payout(O1=fen))
    assert [row["reason"] for row in stuck(market)] == ["insufficient-funds"]
    assert market.p.services.metrics.told["PayoutsStuck"] == [1]
    Town(market.p).fund(market.till, 1_000, "more")
    assert ask_for(market).body == {"payout": "S1", "state": "accepted", "asked": "retry"}
    assert stuck(market)[0]["asked_by"] == OFFICER.id
    work_decisions(market)
    assert market.fen(market.merchant) == 0  # nothing moves before a second agrees
    assert decide(market).status == 200
    work_decisions(market)
    work_decisions(market)
    assert market.fen(market.merchant) == fen
    assert (the_payout(market).state, stuck(market)) == ("settled", [])
    (event,) = market.p.memory.published("PayoutDecided")
    assert (event.data["asked_by"], event.data["by"]) == (OFFICER.id, APPROVER.id)
    check_books(market.p.memory)


def test_nobody_decides_on_what_they_asked_for_nor_twice(market: Market) -> None:
    market.tell(told.payout(O1=900))
    assert decide(market).body["code"] == "partner-payout-state"
    both = replace(APPROVER, role=Role.OFFICER)
    assert ask_for(market, by=both).status == 200
    assert ask_for(market, once="ask-00002").body["code"] == "partner-payout-state"
    answer = decide(market)
    assert (answer.status, answer.body["code"]) == (403, "partner-payout-four-eyes")
    other = replace(APPROVER, id=an_officer(33).id)
    refused = decide(market, by=other, agrees=False, once="decide-02")
    assert (refused.status, refused.body["asked"]) == (200, "")
    assert decide(market, by=other, once="decide-02").body["code"] == "idempotency-key-reused"
    work_decisions(market)
    assert the_payout(market).state == "waiting"


def test_two_persons_end_one_that_nothing_can_come_of(market: Market) -> None:
    market.tell(told.payout(O1=900))
    assert ask_for(market, "end").status == 200
    assert decide(market).body == {"payout": "S1", "state": "refused", "asked": ""}
    work_decisions(market)
    market.tell(market.enrolled(), told.paid(), told.payout(O1=900))
    assert (the_payout(market).reason, stuck(market)) == ("ended-by-staff", [])
    assert market.fen(market.merchant) == 0
    assert ask_for(market, "end", "ask-00003").body["code"] == "partner-payout-state"
    ask_for(market, "retry", "ask-00004")
    decide(market, once="decide-03")
    work_decisions(market)
    assert (the_payout(market).state, market.fen(market.merchant)) == ("settled", 900)


def test_money_on_its_way_is_not_ended(market: Market) -> None:
    fen = FUNDS_FEN + 500
    market.tell(market.enrolled(), told.paid(fen=fen), told.payout(O1=fen))
    answer = ask_for(market, "end")
    assert (answer.status, answer.body["code"]) == (409, "partner-payout-state")


def test_an_account_closed_on_the_way_is_followed_to_the_merchants_next(market: Market) -> None:
    fen = FUNDS_FEN + 500
    market.tell(market.enrolled(), told.paid(fen=fen), told.payout(O1=fen))
    market.close(market.merchant)
    Town(market.p).fund(market.till, 1_000, "more")
    market.tell(told.shipped())
    assert [row["reason"] for row in stuck(market)] == ["partner-payout-without-payee"]
    fresh = Town(market.p).account(market.merchant.who, "open-next")
    market.tell(told.event("merchant.changed", 2, status="active", account_no=fresh["number"]))
    assert the_payout(market).state == "settled"
    assert market.p.ledger.get(fresh["id"]).balance_fen == fen
    check_books(market.p.memory)


def test_a_death_after_the_money_moved_ends_well_though_accounts_changed(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    market.tell(market.enrolled(), told.paid())

    def dies(*_: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as killed:
        killed.setattr("nongxin.partners.shops.pay_payout.close_payout", dies)
        market.send(told.payout(O1=900))
        events = market.p.memory.published("PartnerEventReceived")[market.heard :]
        assert take(events)["batchItemFailures"]
    assert (the_payout(market).state, market.fen(market.merchant)) == ("accepted", 900)
    till = Town(market.p, 50).person(FUNDS_FEN)
    market.shop.pays_out_of(till.number, "account-02")
    market.work()
    assert (the_payout(market).state, market.fen(market.merchant)) == ("settled", 900)
    assert (market.fen(till), market.fen(market.till)) == (FUNDS_FEN, FUNDS_FEN - 900)


def test_who_has_no_part_in_it_finds_nothing(market: Market) -> None:
    market.tell(told.payout(O1=900))
    south = replace(OFFICER, county="610425", counties=frozenset({"610425"}))
    assert ask_for(market, by=south).status == 404
    assert ask_for(market, payout="S9").status == 404
    assert ask_for(market, by=replace(OFFICER, role=Role.TELLER)).status == 403
    path, query = {"partner_id": market.shop.id}, {"county": COUNTY}
    assert ops("GET", "/{partner_id}/payouts", path=path, query=query, by=south).status == 404
    other = Platform.of(market.p, counties=["610425"], kinds_in=list(CODES),
                        credit_code="91350100M000100Y43")  # fmt: skip
    path = {"partner_id": other.id}
    assert ops("GET", "/{partner_id}/payouts", path=path, query=query).status == 404
