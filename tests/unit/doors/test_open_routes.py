"""Every route without an authorizer, in one list: whoever opens another one has to write it down.

Terminals (kernel.http.signed) and partners (partners.signature) sign theirs; the others are guarded
by codes that are good once.
"""

from __future__ import annotations

import pytest

from devkit import openapi
from infra.door_apps import Route, routes_of
from nongxin.kernel.http import Door
from nongxin.kernel.http.contract import Contract, contract_of

SIGNED = {
    "POST /v1/partners/{partner_id}/applications",
    "POST /v1/partners/{partner_id}/events",
    "POST /v1/partners/{partner_id}/quotes",
    "GET /v1/payments/services",
    "GET /v1/payments/{day}/{trace}",
    "POST /v1/partners/{partner_id}/own/applications",
    "POST /v1/partners/{partner_id}/own/line",
    "POST /v1/partners/{partner_id}/own/news",
    "POST /v1/partners/{partner_id}/own/resends",
    "POST /v1/payments",
    "POST /v1/payments/batches",
    "POST /v1/payments/day-ends",
    "POST /v1/payments/enquiries",
    "POST /v1/payments/{day}/{trace}/confirmation",
    "POST /v1/payments/{day}/{trace}/reversal",
    "POST /v1/stations/terminals/rotations",
}
BY_CODE = {
    "GET /v1/auth/keys",
    "POST /v1/auth/enrolments",
    "POST /v1/auth/enrolments/{enrolment_id}/password",
    "POST /v1/auth/refresh",
    "POST /v1/auth/sign-ins",
    "POST /v1/auth/sign-ins/{sign_in_id}/code",
    "POST /v1/auth/staff-enrolments",
    "POST /v1/stations/terminals/enrolments",
}


def contracts() -> dict[str, Contract]:
    found = {}
    for door in openapi.doors():
        for methods in door.routes.values():
            for entry in methods.values():
                told = contract_of(entry.view_function)
                path = f"/v1/{door.prefix}{told.path}".rstrip("/")
                found[f"{told.method} {path}"] = told
    return found


def test_these_are_signed_and_these_guarded_by_a_code() -> None:
    found = contracts()
    assert {name for name, told in found.items() if told.signed} == SIGNED
    unguarded = {name for name, told in found.items() if not told.roles and not told.signed}
    assert unguarded == BY_CODE


def test_nobody_is_asked_for_a_token_and_a_signature() -> None:
    assert not [name for name, told in contracts().items() if told.signed and told.roles]


@pytest.mark.parametrize("door", openapi.doors(), ids=lambda door: door.prefix)
def test_the_gateway_puts_the_authorizer_before_all_others(door: Door) -> None:
    unguarded = {_name(route) for route in routes_of(door, door.prefix) if not route.for_people}
    assert unguarded <= SIGNED | BY_CODE


def _name(route: Route) -> str:
    return f"{route.method} {route.path}"
