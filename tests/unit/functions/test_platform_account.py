"""The account that a platform pays out of: whoever names it decides whose money goes, so two do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nongxin.kernel.identity import Principal, Role
from tests.builders import platform_events as told
from tests.builders.lending import COUNTY
from tests.builders.market import FUNDS_FEN, Market
from tests.builders.partners import APPROVER, OPS, ops
from tests.builders.payers import Payer, Town
from tests.fakes.gateway import Answer

REST = "/{partner_id}/account"


@pytest.fixture
def victim(market: Market) -> Payer:
    return Town(market.p, 70).person(FUNDS_FEN)


def ask(market: Market, payer: Payer, once: str = "ask-00001", by: Principal = OPS) -> Answer:
    path, body = {"partner_id": market.shop.id}, {"account_no": payer.number}
    return ops("PUT", REST, body, path=path, key=once, by=by)


def decide(market: Market, payer: Payer, once: str = "decide-01", **more: Any) -> Answer:
    by, approves = more.get("by", APPROVER), more.get("approves", True)
    path, body = {"partner_id": market.shop.id}, {"account_no": payer.number, "approves": approves}
    return ops("POST", f"{REST}/decision", body, path=path, key=once, by=by)


def test_nobody_alone_has_a_platform_pay_out_of_somebodys_account(
    market: Market, victim: Payer
) -> None:
    answer = ask(market, victim)
    assert (answer.body["account_id"], answer.body["asked"]) == (
        market.till.account_id, victim.account_id,
    )  # fmt: skip
    market.tell(market.enrolled(), told.paid(), told.payout(O1=9_000))
    assert (market.fen(victim), market.fen(market.till)) == (FUNDS_FEN, FUNDS_FEN - 9_000)
    assert decide(market, victim, by=OPS).status == 403
    both = replace(OPS, role=Role.COUNTY_APPROVER)
    assert decide(market, victim, by=both).body["code"] == "partner-account-four-eyes"
    assert ops("GET", REST, path={"partner_id": market.shop.id}).body["asked_by"] == OPS.id


def test_with_a_second_person_it_holds_from_then_on(market: Market, victim: Payer) -> None:
    ask(market, victim)
    first, again = decide(market, victim), decide(market, victim)
    assert (first.status, again.headers["Idempotent-Replayed"]) == (200, "true")
    assert decide(market, victim, "decide-02").body["code"] == "partner-account-not-asked"
    market.tell(market.enrolled(), told.paid(), told.payout(O1=9_000))
    assert (market.fen(victim), market.fen(market.till)) == (FUNDS_FEN - 9_000, FUNDS_FEN)
    event = market.p.memory.published("PlatformAccountDecided")[-1]
    assert (event.data["asked_by"], event.data["by"]) == (OPS.id, APPROVER.id)


def test_who_does_not_agree_leaves_it_as_it_was(market: Market, victim: Payer) -> None:
    ask(market, victim)
    answer = decide(market, victim, approves=False)
    assert answer.body == {"partner_id": market.shop.id, "account_id": market.till.account_id,
                           "asked": "", "asked_by": ""}  # fmt: skip


def test_nobody_agrees_to_one_that_was_put_in_its_place(market: Market, victim: Payer) -> None:
    other = Town(market.p, 80).person()
    ask(market, other)
    ask(market, victim, "ask-00002")
    assert decide(market, other).body["code"] == "partner-account-not-asked"


def test_the_county_where_the_account_is_kept_agrees(market: Market, victim: Payer) -> None:
    ask(market, victim)
    elsewhere = replace(APPROVER, counties=frozenset({"610425"}))
    assert decide(market, victim, by=elsewhere).status == 404
    here = replace(APPROVER, counties=frozenset({COUNTY}))
    assert decide(market, victim, "decide-02", by=here).status == 200
