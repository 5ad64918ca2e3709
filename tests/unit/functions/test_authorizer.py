"""The authorizer: exactly the asked call is allowed, and a refusal says nothing."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest

import authorizer.handler as door
from nongxin.access.sign_out import sign_out
from nongxin.kernel.errors import Busy
from tests.builders.access import CUSTOMER, LUEYANG, AccessWorld

ARN = "arn:aws-cn:execute-api:cn-northwest-1:1:abc/v1/GET/loans"
DENIED = [{"Action": "execute-api:Invoke", "Effect": "Deny", "Resource": [ARN]}]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> AccessWorld:
    world = AccessWorld()
    monkeypatch.setattr(door, "parts", lambda: SimpleNamespace(access_check=world.check))
    return world


def asked(token: str | None) -> dict[str, Any]:
    event = {"type": "TOKEN", "authorizationToken": token, "methodArn": ARN}
    return door.handler(event, None)


def test_the_asked_call_is_allowed_and_the_caller_handed_on(world: AccessWorld) -> None:
    told = asked(f"Bearer {world.sign_in().access_token}")
    (statement,) = told["policyDocument"]["Statement"]
    assert statement == {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": [ARN]}
    context = told["context"]
    assert (context["sub"], context["role"], context["counties"]) == (CUSTOMER, "customer", LUEYANG)
    assert all(isinstance(value, str) for value in context.values())


def test_the_scheme_is_read_in_any_case(world: AccessWorld) -> None:
    assert asked(f"bearer {world.sign_in().access_token}")["principalId"] == CUSTOMER


@pytest.mark.parametrize("token", [None, "", "Bearer x", "Bearer a.b.c", "Basic eA=="])
def test_a_stranger_is_denied_without_a_reason(world: AccessWorld, token: str | None) -> None:
    told = asked(token)
    assert told["policyDocument"]["Statement"] == DENIED
    assert "context" not in told


def test_a_session_that_has_ended_is_refused(world: AccessWorld) -> None:
    tokens = world.sign_in()
    sign_out(world.person(tokens), world.parts)
    told = asked(f"Bearer {tokens.access_token}")
    assert told["policyDocument"]["Statement"] == DENIED


def test_it_reads_one_item(world: AccessWorld) -> None:
    token = f"Bearer {world.sign_in().access_token}"
    before = world.storage.dynamo.calls["get_item"]
    asked(token)
    assert world.storage.dynamo.calls["get_item"] == before + 1


def test_a_fault_of_ours_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Sick:
        def person(self, header: str) -> None:
            raise Busy()

    monkeypatch.setattr(door, "parts", lambda: SimpleNamespace(access_check=Sick()))
    with pytest.raises(Busy):
        asked("Bearer x")


def test_its_import_is_light() -> None:
    heavy = ("pydantic", "chalice", "argon2", "boto3", "jwt")
    code = (
        "import sys, authorizer.handler, nongxin.access.check_access, nongxin.access.signing; "
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                          env={"PYTHONPATH": ":".join(sys.path)})  # fmt: skip
    assert told.stdout.strip() == "[]"
