"""The auth door over HTTP events: statuses, languages, Retry-After, and the main way through."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from api_auth import enrolments, handler, sessions, staff, step_ups
from nongxin.kernel.commands import keys_in, perform
from nongxin.kernel.identity import EVERY_COUNTY, Principal, Role
from tests.builders.access import (
    CUSTOMER,
    ID_NO,
    LUEYANG,
    OFFICER,
    PASSWORD,
    PHONE,
    STAFF_PHONE,
    AccessWorld,
    an_officer,
)
from tests.fakes.gateway import Answer, ask

DIGEST = "ab" * 32


class Door:
    def __init__(self, world: AccessWorld) -> None:
        self.world = world

    def post(self, resource: str, body: Any = None, **told: Any) -> Answer:
        return ask(handler.handler, "POST", resource, body=body, **told)

    def sign_in(self) -> Answer:
        begun = self.post("/sign-ins", {"login": PHONE, "password": PASSWORD})
        path = {"sign_in_id": begun.body["sign_in_id"]}
        return self.post("/sign-ins/{sign_in_id}/code", {"code": self.world.code()}, path=path)


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    world = AccessWorld()

    def perform_in(context: str, key: Any, act: Any) -> Any:
        return perform(act, key, keys_in(context), world.storage)

    told = SimpleNamespace(
        access=world.parts,
        signing_key=world.key,
        appointing=world.appointing,
        perform_in=perform_in,
    )
    for module in (sessions, step_ups, enrolments, staff):
        monkeypatch.setattr(module, "parts", lambda: told)
    return Door(world)


def test_sign_in_refresh_sign_out(door: Door) -> None:
    tokens = door.sign_in()
    assert tokens.status == 201
    assert tokens.body["expires_in"] == 300
    assert "no-store" in tokens.headers["Cache-Control"]
    renewed = door.post("/refresh", {"refresh_token": tokens.body["refresh_token"]})
    assert renewed.status == 200
    person = door.world.check.person(f"Bearer {renewed.body['access_token']}")
    assert door.post("/sign-out", by=person).body == {"done": True}
    again = door.post("/refresh", {"refresh_token": renewed.body["refresh_token"]})
    assert (again.status, again.body["code"]) == (401, "session-ended")


def test_a_first_password_is_set(door: Door) -> None:
    begun = door.post("/enrolments", {"phone": PHONE, "id_no": ID_NO})
    assert begun.status == 201
    path = {"enrolment_id": begun.body["enrolment_id"]}
    body = {"code": door.world.code(), "password": PASSWORD}
    assert door.post("/enrolments/{enrolment_id}/password", body, path=path).status == 201
    assert door.sign_in().status == 201


def test_step_up(door: Door) -> None:
    person = door.world.check.person(f"Bearer {door.sign_in().body['access_token']}")
    begun = door.post("/step-ups", {"digest": DIGEST}, by=person)
    path = {"step_up_id": begun.body["step_up_id"]}
    body = {"code": door.world.code()}
    told = door.post("/step-ups/{step_up_id}/code", body, path=path, by=person)
    assert door.world.step_ups.proof(told.body["step_up_token"], CUSTOMER, DIGEST)


def test_a_step_up_needs_somebody_signed_in(door: Door) -> None:
    assert door.post("/step-ups", {"digest": DIGEST}).status == 401


def test_a_wrong_code_of_somebody_signed_in_does_not_say_that_they_are_not(door: Door) -> None:
    person = door.world.check.person(f"Bearer {door.sign_in().body['access_token']}")
    begun = door.post("/step-ups", {"digest": DIGEST}, by=person)
    path = {"step_up_id": begun.body["step_up_id"]}
    wrong = {"code": "000000" if door.world.code() != "000000" else "000001"}
    refused = door.post("/step-ups/{step_up_id}/code", wrong, path=path, by=person)
    assert (refused.status, refused.body["code"]) == (403, "wrong-code")


def test_only_ops_close_a_leavers_way_in(door: Door) -> None:
    door.world.open(an_officer())
    officer = Principal(OFFICER, Role.OFFICER, "610727", "2763", frozenset({"610727"}), "s")
    ops = replace(officer, id=OFFICER[:-1] + "9", role=Role.OPS)
    told: dict[str, Any] = {"path": {"staff_id": OFFICER}, "key": "key-00001"}
    route = "/staff/{staff_id}/closing"
    assert door.post(route, by=officer, **told).status == 403
    assert door.post(route, by=ops, **(told | {"key": ""})).status == 400
    closed = door.post(route, by=ops, **told)
    assert (closed.status, closed.body) == (200, {"staff_id": OFFICER})
    assert door.post(route, by=ops, **told).headers["Idempotent-Replayed"] == "true"


def test_locked_says_for_how_long(door: Door) -> None:
    wrong = {"login": PHONE, "password": "wrong-password-1"}
    statuses = [door.post("/sign-ins", wrong).status for _ in range(5)]
    locked = door.post("/sign-ins", wrong)
    assert statuses == [401] * 5
    assert (locked.status, locked.headers["Retry-After"]) == (429, "900")
    assert "900" in locked.body["detail_zh"]


@pytest.mark.parametrize(
    ("resource", "body"),
    [
        ("/sign-ins", {"login": "nobody", "password": "x"}),
        ("/sign-ins", {"login": PHONE, "password": "x", "role": "ops"}),
        ("/sign-ins", {"login": PHONE, "password": "x" * 129}),
        ("/sign-ins", {"login": PHONE + "\u0661", "password": "x"}),
        ("/enrolments", {"phone": PHONE}),
        ("/enrolments", {"phone": PHONE, "id_no": "１２３"}),
        ("/refresh", {"refresh_token": 5}),
        ("/refresh", "{"),
    ],
)
def test_a_body_that_does_not_fit_is_malformed(door: Door, resource: str, body: Any) -> None:
    assert door.post(resource, body).status == 400


def test_the_key_set_holds_the_key_that_signs(door: Door) -> None:
    (key,) = ask(handler.handler, "GET", "/keys").body["keys"]
    assert key["kid"] == door.world.key.kid
    assert "d" not in key


def test_ops_appoint_and_the_same_key_appoints_once(door: Door) -> None:
    body = {
        "staff_no": "LY2002",
        "phone": STAFF_PHONE,
        "role": "officer",
        "county": LUEYANG,
        "entity": "2763",
        "counties": [LUEYANG],
    }
    ops = a_person(Role.OPS)
    first = door.post("/staff", body, by=ops, key="appoint-0001")
    again = door.post("/staff", body, by=ops, key="appoint-0001")
    assert (first.status, again.body) == (201, first.body)
    assert again.headers["Idempotent-Replayed"] == "true"
    other = door.post("/staff", body | {"phone": PHONE}, by=ops, key="appoint-0001")
    assert (other.status, other.body["code"]) == (422, "idempotency-key-reused")


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.OPS])
def test_nobody_else_appoints(door: Door, role: Role) -> None:
    assert door.post("/staff", {}, by=a_person(role), key="appoint-0001").status == 403


def a_person(role: Role) -> Principal:
    return Principal(
        id=f"st_{LUEYANG}_01JD0000000000000000000003",
        role=role,
        county=LUEYANG,
        entity="province",
        counties=frozenset({EVERY_COUNTY}),
        session="ss_1",
    )
