"""Payments on the deployed bank: across legal entities, and to another bank and back."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import requests

from nongxin.kernel.identity import Role
from tests.fixtures.behind import flags
from tests.fixtures.caller import Caller, must_be
from tests.fixtures.deployment import until
from tests.fixtures.town import NORTH, SOUTH, Farmer

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town

ICBC = "102100099996"
GOOD, WRONG = "6222020200112233", "6222020200112234"  # the simulator knows the first one only


def order(farmer: Farmer) -> Any:
    path = f"/accounts/{farmer.account_id}/interbank-transfers"
    return must_be(farmer.caller.ask("GET", path), 200)["orders"][0]


def send(farmer: Farmer, number: str, fen: int) -> Any:
    body = {"payee_bank": ICBC, "payee_name": "张三丰", "payee_number": number, "amount_fen": fen}
    path = f"/accounts/{farmer.account_id}/interbank-transfers"
    return must_be(farmer.caller.ask("POST", path, body, key=uuid.uuid4().hex), 201)


def resolve(deployment: Deployment) -> None:
    answer = deployment.client("lambda").invoke(
        FunctionName="nongxin-local-job_resolve_interbank:live", Payload=b"{}"
    )
    assert "FunctionError" not in answer, json.load(answer["Payload"])


def number_of(caller: Caller) -> str:
    told: str = must_be(caller.ask("GET", "/accounts"), 200)["accounts"][0]["number"]
    return told


def test_a_transfer_to_another_county_and_back_in_the_statement(town: Town) -> None:
    payer, payee = town.farmer("approve", NORTH), town.farmer("approve", SOUTH)
    before = payer.balance_fen(), payee.balance_fen()
    body = {"payee_number": number_of(payee.caller), "payee_name": payee.household.name,
            "amount_fen": 12_345, "remark": "种子款"}  # fmt: skip
    path, key = f"/accounts/{payer.account_id}/transfers", uuid.uuid4().hex
    first = payer.caller.ask("POST", path, body, key=key)
    number = must_be(first, 201)["number"]
    again = payer.caller.ask("POST", path, body, key=key)
    assert (again.text, again.headers["Idempotent-Replayed"]) == (first.text, "true")
    assert (payer.balance_fen(), payee.balance_fen()) == (before[0] - 12_345, before[1] + 12_345)
    line = payee.caller.ask("GET", f"/accounts/{payee.account_id}/entries?limit=1").json()
    assert line["entries"][0]["slip"]["party_name"] == payer.household.name
    download = payer.caller.ask("GET", f"/accounts/{payer.account_id}/statement")
    assert download.headers["Content-Type"].startswith("text/csv")
    assert download.content.startswith(b"\xef\xbb\xbf")
    assert "种子款" in download.content.decode()
    reverse(town, payer, number)
    assert (payer.balance_fen(), payee.balance_fen()) == before


def reverse(town: Town, payer: Farmer, number: int) -> None:
    path = f"/accounts/{payer.account_id}/entries/{number}/reversal"
    teller, approver = town.staff(Role.TELLER), town.staff(Role.COUNTY_APPROVER)
    must_be(teller.ask("POST", path, {"reason": "转错账户"}, key=uuid.uuid4().hex), 201)
    decided = approver.ask("POST", f"{path}/decision", {"approves": True}, key=uuid.uuid4().hex)
    assert must_be(decided, 200)["status"] == "reversed"


def test_another_bank_sends_one_back_and_keeps_the_other(town: Town) -> None:
    farmer = town.farmer()
    before = farmer.balance_fen()
    send(farmer, WRONG, 1_000)
    until(lambda: order(farmer)["status"] == "returned")
    assert (farmer.balance_fen(), order(farmer)["reason"]) == (before, "账号户名不符")
    send(farmer, GOOD, 700)
    until(lambda: order(farmer)["status"] == "settled")
    assert farmer.balance_fen() == before - 700


def test_a_lost_answer_is_unknown_until_the_network_is_asked(town: Town) -> None:
    farmer, deployment = town.farmer(), town.deployment
    before = farmer.balance_fen()
    with deployment.partners.failing("network", "lost"):
        order_id = send(farmer, GOOD, 900)["order_id"]
        until(lambda: order(farmer)["status"] == "unknown")
    resolve(deployment)
    until(lambda: order(farmer)["status"] == "settled")  # by this run, or by the clock's beside it
    assert farmer.balance_fen() == before - 900
    url = f"{deployment.partners.url}/network/desk/payments"
    paid = requests.get(url, timeout=10).json()["payments"]
    assert [p["amount_fen"] for p in paid if p["message_no"] == order_id] == [900]


def test_a_large_deposit_is_on_the_auditors_report(town: Town) -> None:
    farmer = town.farmer()  # whose harvest was paid in today: 60,000 yuan in cash
    auditor = town.staff(Role.AUDITOR)
    today = town.deployment.parts.clock.today().isoformat()
    path = f"/aml/flags?entity={farmer.entity}&date={today}&limit=100"
    until(lambda: [f for f in flags(auditor, path, farmer.customer_id) if f["rule"] == "LV01"])
    must_be(farmer.caller.ask("GET", path), 403)
