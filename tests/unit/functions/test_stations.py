"""Stations, terminals and their keys, through the door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api_stations.handler import handler
from devkit.device import Device
from nongxin.kernel.identity import Role
from nongxin.stations.inspection import POINTS
from tests.builders.books import check_books
from tests.builders.lending import an_officer
from tests.builders.payers import NORTH, Town
from tests.builders.stations import FLOAT_FEN, MARGIN_FEN, Shop, enrol, somebody
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts


@pytest.fixture
def shop(p: FakeParts) -> Shop:
    return Shop(p, Town(p))


def rotate(shop: Shop, next_key: Device, nonce: str = "n" * 16, **told: Any) -> Answer:
    body = shop.device.rotation(next_key, nonce)
    return shop.signed(
        handler, "POST", "/v1/stations/terminals/rotations", body, nonce=nonce, **told
    )


def test_deposit_and_float_come_out_of_the_owners_account(shop: Shop) -> None:
    assert (shop.fen(), shop.fen(shop.margin_account)) == (FLOAT_FEN, MARGIN_FEN)
    assert shop.town.balance(shop.owner) == 2_000_000 - FLOAT_FEN - MARGIN_FEN
    again = shop.register()
    assert (again.body["station_id"], again.headers["Idempotent-Replayed"]) == (
        shop.station_id, "true",
    )  # fmt: skip
    (told,) = shop.p.memory.published("StationRegistered")
    assert (told.data["margin_fen"], told.data["float_fen"]) == (MARGIN_FEN, FLOAT_FEN)
    check_books(shop.p.memory)


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"village": f"{NORTH}100200"}, 404, "not-found"),
        ({"village": "610722999999"}, 404, "not-found"),
        ({"margin_fen": 99_999}, 422, "station-margin-too-small"),
        ({"float_fen": 900_000_000}, 422, "insufficient-funds"),
        ({"owner_id": somebody().id}, 422, "station-source-invalid"),
        ({"opens": "22:00", "closes": "06:00"}, 422, "station-hours-invalid"),
        ({"float_fen": 10.5}, 400, "invalid-body"),
    ],
)
def test_a_shop_that_cannot_be_one(
    shop: Shop, changed: dict[str, Any], status: int, code: str
) -> None:
    before = shop.town.balance(shop.owner)
    answer = shop.register(key="register-again", **changed)
    assert (answer.status, answer.body["code"]) == (status, code)
    assert shop.town.balance(shop.owner) == before


def test_the_map_shows_a_county_and_the_card_its_own_people(shop: Shop) -> None:
    county = {"county": shop.county}
    seen = ask(handler, "GET", "/v1/stations", by=somebody(), query=county).body["stations"]
    assert [each["station_id"] for each in seen] == [shop.station_id]
    assert seen[0]["latitude_e6"] == 33_067_000
    assert "float_account" not in seen[0]
    card = shop.staff("GET", "", by=shop.operator).body
    assert (card["float_fen"], len(card["terminals"])) == (FLOAT_FEN, 1)
    foreign = an_officer(902, Role.OFFICER, county=NORTH)
    assert shop.staff("GET", "", by=foreign).status == 404
    assert ask(handler, "GET", "/v1/stations", by=foreign, query=county).status == 404


def test_hours_and_limit_change_and_people_find_their_own_station(shop: Shop) -> None:
    told = {"opens": "07:30", "closes": "19:00", "single_most_fen": 100_000}
    assert shop.staff("POST", "/terms", told, key="terms-0001").status == 200
    card = shop.staff("GET", "").body
    assert (card["opens"], card["closes"], card["single_most_fen"]) == ("07:30", "19:00", 100_000)
    wrong = shop.staff("POST", "/terms", told | {"closes": "07:00"}, key="terms-0002")
    assert (wrong.status, wrong.body["code"]) == (422, "station-hours-invalid")
    foreign = an_officer(902, Role.OFFICER, county=NORTH)
    assert shop.staff("POST", "/terms", told, by=foreign, key="terms-0003").status == 404
    for who in (shop.operator, shop.owner.who):
        seen = ask(handler, "GET", "/v1/stations/mine", by=who).body["stations"]
        assert [each["station_id"] for each in seen] == [shop.station_id]
    assert ask(handler, "GET", "/v1/stations/mine", by=somebody()).body["stations"] == []


@pytest.mark.parametrize("county", ["", "999999", "6107", "#ES"])
def test_a_county_that_is_none_has_no_map(shop: Shop, county: str) -> None:
    seen = ask(handler, "GET", "/v1/stations", by=somebody(), query={"county": county})
    assert (seen.status, seen.body["code"]) == (404, "not-found")


def test_a_terminal_of_no_county_is_an_unknown_one(shop: Shop) -> None:
    stranger = Device(shop.device.terminal_id.replace("610722", "999999"))
    assert rotate(shop, Device(stranger.terminal_id), device=stranger).status == 401
    assert enrol(stranger, "0" * 20).body["code"] == "enrolment-refused"


def test_the_float_is_the_owners_to_move(shop: Shop) -> None:
    body = {"account_id": shop.owner.account_id, "amount_fen": 7_000, "direction": "top_up"}
    moved = shop.staff("POST", "/float", body, by=shop.owner.who, key="float-0001")
    assert (moved.status, shop.fen()) == (201, FLOAT_FEN + 7_000)
    out = body | {"direction": "take_out", "amount_fen": FLOAT_FEN + 7_001}
    assert shop.staff("POST", "/float", out, by=shop.owner.who, key="float-0002").status == 422
    other = shop.town.person(10_000)
    assert shop.staff("POST", "/float", body, by=other.who, key="float-0003").status == 404


def test_a_station_is_suspended_opened_and_closed_for_good(shop: Shop) -> None:
    def turn(status: str, named: str) -> tuple[int, str]:
        told = {"status": status, "reason": "备付金不足"}
        answer = shop.staff("POST", "/status", told, key=named)
        return answer.status, answer.body.get("code", answer.body.get("status"))

    assert turn("suspended", "turn-0001") == (200, "suspended")
    assert turn("suspended", "turn-0002") == (409, "station-status-not-allowed")
    assert turn("open", "turn-0003") == (200, "open")
    assert turn("closed", "turn-0004") == (409, "station-status-not-allowed")
    shop.empty()
    assert shop.close().status == 200
    assert turn("open", "turn-0005") == (409, "station-status-not-allowed")


def test_an_inspection_says_something_of_each_point(shop: Shop) -> None:
    points = dict.fromkeys(POINTS, True) | {"cash": False}
    done = shop.staff("POST", "/inspections", {"points": points}, key="look-0001")
    assert (done.status, done.body["passed"]) == (201, False)
    short = shop.staff("POST", "/inspections", {"points": {"cash": True}}, key="look-0002")
    assert (short.status, short.body["code"]) == (422, "inspection-invalid")
    again = shop.staff("POST", "/inspections", {"points": points}, key="look-0003")
    assert (again.status, again.body["code"]) == (409, "station-inspected-today")
    assert len(shop.staff("GET", "/inspections").body["inspections"]) == 1


def test_a_code_is_good_once_and_for_its_own_terminal(shop: Shop) -> None:
    device, code = shop.expected(), shop.code
    other = Device(device.terminal_id)
    forged = device.enrolment(code) | {"public_key": other.public_key}
    path = "/v1/stations/terminals/enrolments"
    assert ask(handler, "POST", path, body=forged).body["code"] == "enrolment-refused"
    assert enrol(device, code).status == 200
    assert enrol(other, code).body["code"] == "enrolment-refused"
    assert enrol(Device(shop.device.terminal_id), code).body["code"] == "enrolment-refused"


def test_five_wrong_codes_end_it_and_so_does_a_day(shop: Shop) -> None:
    device, code = shop.expected(), shop.code
    for _ in range(5):
        assert enrol(device, "0" * 20).status == 422
    assert enrol(device, code).body["code"] == "enrolment-refused"
    late, code = shop.expected(), shop.code
    shop.p.fixed.pass_time(timedelta(days=1))
    assert enrol(late, code).body["code"] == "enrolment-refused"


def test_the_code_is_not_kept(shop: Shop) -> None:
    assert shop.code not in str(shop.p.memory.items("stations"))


def test_after_a_rotation_only_the_next_key_signs(shop: Shop) -> None:
    next_key = Device(shop.device.terminal_id)
    assert rotate(shop, next_key).status == 200
    assert rotate(shop, next_key).body["code"] == "signature-invalid"
    shop.device = next_key
    assert rotate(shop, Device(next_key.terminal_id), nonce="m" * 16).status == 200


def test_a_rotation_needs_both_keys(shop: Shop) -> None:
    thief = Device(shop.device.terminal_id)
    assert rotate(shop, Device(shop.device.terminal_id), device=thief).status == 401
    body = shop.device.rotation(thief, "other-nonce-0001")
    answer = shop.signed(
        handler, "POST", "/v1/stations/terminals/rotations", body, nonce="this-nonce-00001"
    )
    assert answer.body["code"] == "signature-invalid"


def test_a_revoked_terminal_is_out_at_once_and_for_good(shop: Shop) -> None:
    path = {"terminal_id": shop.device.terminal_id}
    what = "/terminals/{terminal_id}/revocation"
    assert shop.staff("POST", what, path=path, key="revoke-0001").status == 200
    assert rotate(shop, Device(shop.device.terminal_id)).body["code"] == "terminal-revoked"
    again = shop.staff("POST", what, path=path, key="revoke-0002")
    assert (again.status, again.body["code"]) == (409, "terminal-already-revoked")
