"""E-stations on the deployed bank: shops, terminals' signatures, what their payments survive."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import requests

from devkit.device import Device
from devkit.terminal.agreement import differences, float_moved_fen
from devkit.terminal.day_close import close_days
from devkit.terminal.errands import Card, Errands
from devkit.terminal.faults import Faults
from devkit.terminal.journal import Journal
from devkit.terminal.line import Line, Reply, Request, Sender
from devkit.terminal.machine import Terminal
from nongxin.kernel.clock import SystemClock
from nongxin.kernel.identity import Role
from tests.fixtures.caller import must_be, send
from tests.fixtures.deployment import until
from tests.fixtures.stations import MARGIN_FEN, Station, open_station
from tests.fixtures.town import NORTH, SOUTH, Farmer

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town

PIN = "A1B2C3D4E5F60718"


@pytest.fixture(scope="module")
def station(town: Town) -> Station:
    return open_station(town, NORTH)


@pytest.fixture(scope="module")
def farmer(town: Town) -> Farmer:
    return town.farmer("approve", NORTH)


def card(farmer: Farmer) -> dict[str, str]:
    accounts = must_be(farmer.caller.ask("GET", "/accounts"), 200)["accounts"]
    return {"card_no": accounts[0]["number"], "pin": PIN}


def test_a_lost_answer_is_asked_again_and_other_content_refused(
    station: Station, farmer: Farmer
) -> None:
    before, float_fen = farmer.balance_fen(), station.float_fen
    body = station.body("A03", 50_000, **card(farmer))
    first = station.pay(body)
    assert must_be(first, 201)["status"] == "done"
    again = station.pay(body)  # as after an answer that never came: new nonce, same number
    assert (again.text, again.headers["Idempotent-Replayed"]) == (first.text, "true")
    must_be(station.pay(body | {"amount_fen": 60_000}), 422, "idempotency-key-reused")
    assert station.status(body).json() == first.json()
    assert (farmer.balance_fen(), station.float_fen) == (before - 50_000, float_fen + 50_000)
    assert must_be(station.back(body), 200)["status"] == "reversed"
    assert (farmer.balance_fen(), station.float_fen) == (before, float_fen)


def test_two_terminals_at_the_same_instant_do_not_pass_the_days_limit(
    station: Station, farmer: Farmer
) -> None:
    before, other, told = farmer.balance_fen(), station.terminal(), card(farmer)
    bodies = [station.body("B03", 150_000, **told) for _ in range(2)]
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(station.pay, bodies, [station.device, other]))
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    must_be(refused, 422, "above-day-limit")
    assert farmer.balance_fen() == before - 150_000


def test_a_partner_that_hangs_up_is_asked_until_it_answers(town: Town, station: Station) -> None:
    number = f"61{uuid.uuid4().int % 10**7:07d}1"
    due = must_be(station.ask("D02", customer_no=number), 200)
    before = station.float_fen
    body = station.body("D02", due["amount_fen"], due["bill_no"], customer_no=number)
    with town.deployment.partners.failing("power", "lost"):
        assert must_be(station.pay(body), 201)["status"] == "unknown"
    assert station.float_fen == before - due["amount_fen"]
    until(lambda: must_be(station.status(body), 200)["status"] == "done")
    assert _paid(town.deployment, number) == [due["amount_fen"]]


def test_the_resolver_ends_what_no_terminal_asks_for(town: Town, station: Station) -> None:
    number = f"61{uuid.uuid4().int % 10**7:07d}1"
    due = must_be(station.ask("D02", customer_no=number), 200)
    body = station.body("D02", due["amount_fen"], due["bill_no"], customer_no=number)
    with town.deployment.partners.failing("power", "error"):
        assert must_be(station.pay(body), 201)["status"] == "unknown"
    answer = town.deployment.client("lambda").invoke(
        FunctionName="nongxin-local-job_resolve_payments:live", Payload=b"{}"
    )
    told = json.load(answer["Payload"])
    assert "FunctionError" not in answer, told
    assert told.get("failed", 0) == 0, told
    until(lambda: must_be(station.status(body), 200)["status"] == "done")
    assert _paid(town.deployment, number) == [due["amount_fen"]]


def test_a_question_is_answered_once_and_a_wrong_clock_is_told_the_time(
    station: Station, farmer: Farmer
) -> None:
    body = station.question("A01", **card(farmer))
    path, nonce = "/payments/enquiries", uuid.uuid4().hex
    told = must_be(station.signed("POST", path, body, nonce=nonce), 200)
    assert told["amount_fen"] == farmer.balance_fen()
    must_be(station.signed("POST", path, body, nonce=nonce), 401, "nonce-replayed")
    off = Device(station.device.terminal_id, clock_off_s=-3600, key=station.device.key)
    skewed = must_be(station.signed("POST", path, body, off), 401, "clock-skewed")
    assert skewed["facts"]["server_time"].startswith(f"{SystemClock().now():%Y-%m-%dT}")
    must_be(send(station.bank, "POST", path, body), 401, "signature-needed")


def test_a_foreign_countys_terminal_finds_nothing_of_ours(
    town: Town, station: Station, farmer: Farmer
) -> None:
    body = station.body("A03", 50_000, **card(farmer))
    must_be(station.pay(body), 201)
    foreign = open_station(town, SOUTH)
    must_be(foreign.status(body), 404, "not-found")
    assert must_be(foreign.back(body), 200)["status"] == "voided"  # its own number, unused
    assert must_be(station.status(body), 200)["status"] == "done"
    must_be(foreign.officer.ask("GET", f"/stations/{station.station_id}"), 404)


def test_two_close_a_shop_and_its_deposit_goes_back(town: Town) -> None:
    shop = open_station(town, SOUTH)
    path, approver = f"/stations/{shop.station_id}", town.staff(Role.COUNTY_APPROVER, SOUTH)
    told = {"status": "closed", "reason": "撤站", "account_id": shop.owner.account_id}
    turn = {"status": "suspended", "reason": "撤站"}
    must_be(shop.officer.ask("POST", f"{path}/status", turn, key=uuid.uuid4().hex), 200)
    key = uuid.uuid4().hex
    held = approver.ask("POST", f"{path}/status", told, key=key)
    must_be(held, 409, "station-float-left")
    out = {"account_id": shop.owner.account_id, "amount_fen": shop.float_fen,
           "direction": "take_out"}  # fmt: skip
    must_be(shop.owner.caller.ask("POST", f"{path}/float", out, key=key), 201)
    before = shop.owner.balance_fen()
    for _ in range(2):
        closed = must_be(approver.ask("POST", f"{path}/status", told, key=key), 200)
        assert (closed["status"], closed["returned_fen"]) == ("closed", MARGIN_FEN)
    assert shop.owner.balance_fen() == before + MARGIN_FEN


def test_a_revoked_terminal_is_out_at_once(station: Station, farmer: Farmer) -> None:
    device = station.terminal()
    body = station.body("E03", 10_000, **card(farmer))
    path = f"/stations/{station.station_id}/terminals/{device.terminal_id}/revocation"
    must_be(station.officer.ask("POST", path, key=uuid.uuid4().hex), 200)
    must_be(station.pay(body, device), 403, "terminal-revoked")
    assert must_be(station.pay(body), 201)["status"] == "done"


def test_a_terminal_on_a_bad_line_agrees_with_the_bank(
    station: Station, farmer: Farmer, tmp_path: Path
) -> None:
    """Ten customers of the simulated terminal (scripts/terminal); ten thousand are played in
    process by scripts/torture.
    """
    today, me = SystemClock().today(), farmer.household
    terminal = Terminal(
        station.terminal(),
        Journal(tmp_path / "journal.ndjson"),
        Line(_sender(station.bank), Faults(Random(7), 0.3)),
    )
    errands = Errands([Card(me.account_no, me.name, me.id_no)], Random(7), today)
    before = station.float_fen
    for service in ("A03", "A05", "D02", "D04", "D01", "X04", "B05", "X05", "A09", "X03"):
        terminal.serve(errands.next(service))
    terminal.finish()
    terminal.faults.end()
    terminal.line.let_arrive()
    terminal.finish()
    assert terminal.faults.told["answer lost"]
    assert differences(terminal) == []
    assert station.float_fen - before == float_moved_fen(terminal, today)
    until(lambda: not close_days(terminal), every_s=1)  # events may be seconds late
    assert terminal.journal.reports[today.isoformat()]["agrees"]


def _sender(bank: Any) -> Sender:
    def over_http(request: Request) -> Reply | None:
        with suppress(requests.RequestException):
            answer = requests.request(
                request.method, f"{bank.url}{request.path}", data=request.body or None,
                headers=dict(request.headers), timeout=30,
            )  # fmt: skip
            return Reply(answer.status_code, answer.json())
        return None

    return over_http


def _paid(deployment: Deployment, customer_no: str) -> list[int]:
    """What the power grid was paid for a customer, by number of payment."""
    url = f"{deployment.partners.url}/power/desk/payments"
    found = requests.get(url, timeout=10).json()["payments"]
    return [p["amount_fen"] for p in found if p["subject"] == customer_no]
