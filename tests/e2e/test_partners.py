"""A platform on the deployed bank: six months of orders, an order loan that pays the seller, a
payout that repays it, and what was wrong on the list.
"""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from devkit.demo.story import awaited
from nongxin.archives.forms import uscc_check
from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.identity import Role
from nongxin.lending.applications.consent import PLATFORM_TEXT
from nongxin.partners.inbound.kinds import CODES
from nongxin.partners.signature import signed
from tests.fixtures.behind import trial_balance
from tests.fixtures.caller import must_be, send
from tests.fixtures.deployment import until
from tests.fixtures.town import NORTH, SOUTH

if TYPE_CHECKING:
    import requests

    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Farmer, Town

LENT_FEN, ORDER_FEN = 500_000, 60_000


@dataclass
class Platform:
    town: Town
    id: str
    secret: str
    sequence: dict[str, int] = field(default_factory=dict)

    def asks(self, rest: str, body: Any, **told: Any) -> requests.Response:
        raw = json.dumps(body, ensure_ascii=False).encode()
        at, name = told.get("at", datetime.now(UTC)), told.get("id", uuid.uuid4().hex)
        headers = signed([told.get("secret", self.secret)], name, at, raw)
        bank = self.town.deployment.bank
        return send(bank, "POST", f"/partners/{self.id}{rest}", raw, **headers)

    def event(self, kind: str, merchant: str, at: datetime, **data: Any) -> dict[str, Any]:
        about = str(data.get("order") or data.get("payout") or merchant)
        self.sequence[about] = self.sequence.get(about, 0) + 1
        return {
            "type": kind,
            "version": 1,
            "timestamp": at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
            "sequence": self.sequence[about],
            "data": {"county": NORTH, "merchant": merchant} | data,
        }

    def tells(self, kind: str, merchant: str, at: datetime | None = None, **data: Any) -> None:
        told = self.event(kind, merchant, at or datetime.now(UTC), **data)
        must_be(self.asks("/events", told), 202)

    def enrols(self, merchant: str, farmer: Farmer) -> None:
        number = must_be(farmer.caller.ask("GET", "/accounts"), 200)["accounts"][0]["number"]
        household = farmer.household
        self.tells("merchant.enrolled", merchant, name=household.name, id_no=household.id_no,
                   account_no=number)  # fmt: skip

    def sells(self, merchant: str, order: str, days_ago: int, buyer: str) -> None:
        at = datetime.now(UTC) - timedelta(days=days_ago)
        parcel = {"order": order, "waybill": f"W-{order}"}
        self.tells("order.placed", merchant, at, order=order, buyer=buyer, amount_fen=ORDER_FEN)
        self.tells("order.paid", merchant, at, order=order, paid_fen=ORDER_FEN)
        self.tells("order.shipped", merchant, at, carrier="SF", **parcel)
        self.tells("logistics.milestone", merchant, at, milestone="delivered", **parcel)
        self.tells("order.signed", merchant, at, order=order)


def _ops(town: Town, method: str, path: str, body: Any = None) -> dict[str, Any]:
    answer = town.staff(Role.OPS).ask(method, path, body, key=uuid.uuid4().hex)
    assert answer.status_code in (200, 201), answer.text[:300]
    told: dict[str, Any] = answer.json()
    return told


@pytest.fixture(scope="module")
def till(town: Town) -> Farmer:
    return town.farmer("approve", NORTH)


@pytest.fixture(scope="module")
def platform(town: Town, till: Farmer) -> Platform:
    """Enrolled by ops, with an account to pay out of."""
    body = {"name": "测试商城", "legal_name": "陕西测试商城有限公司", "credit_code": _code(),
            "counties": [NORTH], "kinds_in": list(CODES)}  # fmt: skip
    partner_id = _ops(town, "POST", "/partners", body)["partner_id"]
    secret = _ops(town, "POST", f"/partners/{partner_id}/secrets", {"direction": "in"})["secret"]
    number = must_be(till.caller.ask("GET", "/accounts"), 200)["accounts"][0]["number"]
    _ops(town, "PUT", f"/partners/{partner_id}/account", {"account_no": number})
    return Platform(town, partner_id, secret)


def _code() -> str:
    """A company's code (统一社会信用代码) of this run's own."""
    stem = f"91610000MA6{uuid.uuid4().hex[:6].upper()}"
    return stem + uscc_check(stem)


def _payouts(town: Town, platform: Platform, merchant: str) -> dict[str, dict[str, Any]]:
    path = f"/partners/{platform.id}/merchants/{NORTH}/{merchant}/payouts"
    return {each["payout"]: each for each in _ops(town, "GET", path)["payouts"]}


def test_an_order_loan_from_check_out_to_its_repayment(
    deployment: Deployment, town: Town, platform: Platform
) -> None:
    buyer, seller = town.farmer("approve", NORTH), town.farmer("approve", NORTH)
    platform.enrols("BUYER", buyer)
    platform.enrols("SELLER", seller)
    platform.tells("platform.rating", "BUYER", grade="A", complaints_bp=8, fake_index=3)
    for number in range(16):
        platform.sells("BUYER", f"A{number:02}", 5 + number * 11, f"B{number % 9}")
    lines = [{"order": f"A{number:02}", "amount_fen": ORDER_FEN} for number in range(3, 16)]
    platform.tells("settlement.payout", "BUYER", datetime.now(UTC) - timedelta(days=2),
                   payout="S0", amount_fen=13 * ORDER_FEN, orders=lines)  # fmt: skip
    platform.tells("order.placed", "SELLER", order="X1", buyer="BUYER", amount_fen=LENT_FEN)
    until(lambda: _payouts(town, platform, "BUYER").get("S0", {}).get("state") == "settled")

    link = {"partner_id": platform.id, "merchant": "BUYER", "agreed": True, "text": PLATFORM_TEXT}
    must_be(buyer.caller.ask("POST", "/partners/links", link, key=uuid.uuid4().hex), 201)
    quote = {"type": "credit.quote", "county": NORTH, "amount_fen": LENT_FEN, "term_days": 30}
    assert must_be(platform.asks("/quotes", quote), 200)["interest_least_fen"] > 0
    wish = {"type": "credit.application", "merchant": "BUYER", "seller": "SELLER", "order": "X1",
            "amount_fen": LENT_FEN, "term_days": 30}  # fmt: skip
    application_id = must_be(until(lambda: _applied(platform, wish)), 201)["application_id"]
    seen = awaited(buyer.caller.person, application_id, ("offered", "referred", "declined"))
    assert (seen["status"], seen["reasons"]) == ("offered", [])
    before = buyer.balance_fen(), seller.balance_fen()
    buyer.signs(application_id)
    loan_id = buyer.awaits(application_id, "disbursed")["loan_id"]
    assert (buyer.balance_fen(), seller.balance_fen()) == (before[0], before[1] + LENT_FEN)

    lines = [{"order": "A00", "amount_fen": ORDER_FEN}, {"order": "A01", "amount_fen": ORDER_FEN}]
    pay = platform.event("settlement.payout", "BUYER", datetime.now(UTC), payout="S1",
                         amount_fen=2 * ORDER_FEN, orders=lines)  # fmt: skip
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda _: platform.asks("/events", pay, id="pay-s1"), range(24)))
    assert {answer.status_code for answer in sent} == {202}
    until(lambda: _payouts(town, platform, "BUYER").get("S1", {}).get("state") == "settled")
    assert _payouts(town, platform, "BUYER")["S1"]["repaid_fen"] == 2 * ORDER_FEN
    left = must_be(buyer.caller.ask("GET", f"/loans/{loan_id}"), 200)["principal_left_fen"]
    assert left == LENT_FEN - 2 * ORDER_FEN
    assert buyer.balance_fen() == before[0]

    platform.tells("order.refunded", "SELLER", order="X1", refunded_fen=LENT_FEN)
    until(lambda: _status(buyer, loan_id) == "closed")
    assert buyer.balance_fen() == before[0] + 2 * ORDER_FEN
    assert trial_balance(deployment) == 0


def _applied(platform: Platform, wish: dict[str, Any]) -> requests.Response | None:
    """Once the order has come in: until then the platform is told that it is unknown."""
    answer = platform.asks("/applications", wish)
    return None if answer.status_code == 422 else answer


def _status(buyer: Farmer, loan_id: str) -> str:
    told: str = must_be(buyer.caller.ask("GET", f"/loans/{loan_id}"), 200)["status"]
    return told


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
    large = platform.event("settlement.payout", "NOBODY", now, payout="Z9", amount_fen=101,
                           orders=[{"order": "Z1", "amount_fen": 101}])  # fmt: skip
    must_be(platform.asks("/events", large), 202)
    must_be(platform.asks("/events", order), 202)
    platform.tells("merchant.enrolled", "NOBODY", name="无名", id_no="610425198505050012",
                   account_no="6230280000000000017")  # fmt: skip
    wanted = {
        "webhook-signature-wrong", "webhook-too-old", "webhook-from-the-future",
        "partner-kind-unknown", "invalid-body", "partner-payout-above-order",
    }  # fmt: skip
    until(lambda: wanted <= _listed(town, platform))
    assert _payouts(town, platform, "NOBODY")["Z9"]["state"] == "refused"


def _listed(town: Town, platform: Platform) -> set[str]:
    rows = _ops(town, "GET", f"/partners/{platform.id}/refusals?limit=100")["refusals"]
    return {row["code"] for row in rows}


def test_another_county_s_ops_see_nothing(town: Town, platform: Platform) -> None:
    foreign = town.minted(Role.OPS, SOUTH)
    for rest in ("", "/refusals", f"/merchants/{NORTH}/BUYER/payouts"):
        must_be(foreign.ask("GET", f"/partners/{platform.id}{rest}"), 404, "not-found")
