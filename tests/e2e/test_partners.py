"""A platform on the deployed bank: half a year of orders, an order loan that pays the seller, a
payout that repays it, and what was wrong on the list.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from nongxin.kernel.identity import Role
from tests.fixtures.behind import trial_balance
from tests.fixtures.caller import must_be
from tests.fixtures.deployment import until
from tests.fixtures.platform import LENT_FEN, Platform, enrolled, ops
from tests.fixtures.town import NORTH, SOUTH

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Farmer, Town

PART_FEN = 100_000  # of an order, so that the loan is not paid off by it


@pytest.fixture(scope="module")
def till(town: Town) -> Farmer:
    return town.farmer()


@pytest.fixture(scope="module")
def platform(town: Town, till: Farmer) -> Platform:
    return enrolled(town, till)


def test_an_order_loan_from_check_out_to_its_repayment(
    deployment: Deployment, town: Town, platform: Platform
) -> None:
    buyer, seller = town.farmer(), town.farmer()
    platform.with_history(buyer, seller)
    quote = {"type": "credit.quote", "county": NORTH, "amount_fen": LENT_FEN, "term_days": 30}
    assert must_be(platform.asks("/quotes", quote), 200)["interest_least_fen"] > 0
    before = buyer.balance_fen(), seller.balance_fen()
    loan_id = platform.lends(buyer)
    assert (buyer.balance_fen(), seller.balance_fen()) == (before[0], before[1] + LENT_FEN)

    lines = [{"order": order, "amount_fen": PART_FEN} for order in ("A00", "A01")]
    pay = platform.event("settlement.payout", "BUYER", datetime.now(UTC), payout="S1",
                         amount_fen=2 * PART_FEN, orders=lines)  # fmt: skip
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda _: platform.asks("/events", pay, id="pay-s1"), range(12)))
    assert {answer.status_code for answer in sent} == {202}
    platform.until_settled("BUYER", "S1")
    assert platform.payouts("BUYER")["S1"]["repaid_fen"] == 2 * PART_FEN
    assert platform.left(buyer, loan_id) == LENT_FEN - 2 * PART_FEN
    assert buyer.balance_fen() == before[0]

    platform.tells("order.refunded", "SELLER", order="X1", refunded_fen=LENT_FEN)
    until(lambda: platform.left(buyer, loan_id) == 0)
    until(lambda: buyer.balance_fen() == before[0] + 2 * PART_FEN)  # what the loan did not need
    assert trial_balance(deployment) == 0


def test_what_is_wrong_moves_nothing_and_is_on_the_list(town: Town, platform: Platform) -> None:
    now = datetime.now(UTC)
    order = platform.event("order.paid", "NOBODY", now, order="Z1", paid_fen=100)
    wrong = platform.asks("/events", order, secret="whsec_" + "A" * 43 + "=")
    must_be(wrong, 401, "webhook-signature-wrong")
    must_be(platform.asks("/events", order, at=now - timedelta(days=30)), 401, "webhook-too-old")
    ahead = platform.asks("/events", order, at=now + timedelta(hours=1))
    must_be(ahead, 401, "webhook-from-the-future")
    must_be(platform.asks("/events", order | {"version": 9}), 400, "partner-kind-unknown")
    negative = order | {"data": order["data"] | {"paid_fen": -1}}
    must_be(platform.asks("/events", negative), 400, "invalid-body")
    platform.tells("settlement.payout", "NOBODY", payout="Z9", amount_fen=101,
                   orders=[{"order": "Z1", "amount_fen": 101}])  # fmt: skip
    must_be(platform.asks("/events", order), 202)
    platform.tells("merchant.enrolled", "NOBODY", name="无名", id_no="610425198505050012",
                   account_no="6230280000000000017")  # fmt: skip
    wanted = {
        "webhook-signature-wrong", "webhook-too-old", "webhook-from-the-future",
        "partner-kind-unknown", "invalid-body", "partner-payout-above-order",
    }  # fmt: skip
    until(lambda: wanted <= _listed(town, platform))
    above = platform.payouts("NOBODY")["Z9"]  # the rest of the order's payment may be told yet
    assert (above["state"], above["reason"]) == ("waiting", "partner-payout-above-order")


def _listed(town: Town, platform: Platform) -> set[str]:
    rows = ops(town, "GET", f"/partners/{platform.id}/refusals?limit=100")["refusals"]
    return {row["code"] for row in rows}


def test_two_persons_end_a_stuck_payout_and_have_it_tried_again(
    town: Town, platform: Platform
) -> None:
    platform.tells("settlement.payout", "LATECOMER", payout="W1", amount_fen=5,
                   orders=[{"order": "W1", "amount_fen": 5}])  # fmt: skip
    officer, approver = town.staff(Role.OFFICER), town.staff(Role.COUNTY_APPROVER)
    path, listed = f"/partners/{platform.id}/payouts", f"?county={NORTH}"

    def stuck() -> list[Any]:
        rows = must_be(officer.ask("GET", path + listed), 200)["payouts"]
        return [row for row in rows if row["merchant"] == "LATECOMER"]

    assert until(stuck)[0]["reason"] == "waits-for-merchant"
    named = {"county": NORTH, "merchant": "LATECOMER", "payout": "W1"}
    agreed = named | {"agrees": True}
    must_be(approver.ask("POST", f"{path}/decisions", agreed, key="early-decision"), 409)
    must_be(officer.ask("POST", f"{path}/retries", named | {"act": "end"}, key="ask-to-end"), 200)
    must_be(approver.ask("POST", f"{path}/decisions", agreed, key="agree-to-end"), 200)
    assert platform.payouts("LATECOMER")["W1"]["reason"] == "ended-by-staff"
    assert stuck() == []
    must_be(officer.ask("POST", f"{path}/retries", named | {"act": "retry"}, key="ask-again"), 200)
    must_be(approver.ask("POST", f"{path}/decisions", agreed, key="agree-again"), 200)
    (row,) = until(stuck)
    assert (row["state"], row["reason"], row["asked"]) == ("waiting", "waits-for-merchant", "")


def test_ops_of_another_county_see_nothing(town: Town, platform: Platform) -> None:
    foreign = town.minted(Role.OPS, SOUTH)
    merchant = f"/merchants/{NORTH}/BUYER/payouts"
    for rest in ("", "/refusals", merchant, f"/payouts?county={NORTH}"):
        must_be(foreign.ask("GET", f"/partners/{platform.id}{rest}"), 404, "not-found")
