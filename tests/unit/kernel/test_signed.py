"""What a terminal signs: every byte counts, its moment too, and a question is asked once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from devkit.device import Device
from nongxin.kernel.http import Body, Call, Door, View
from nongxin.kernel.http.signed import NonceReplayed, Signer, TerminalSignatures
from tests.fakes.gateway import Answer, ask

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
SECOND = int(NOW.timestamp())


class AskBody(Body):
    about: str


class TellView(View):
    told: str


@dataclass
class Known:
    """A terminal of the tests."""

    device: Device
    is_revoked: bool = False
    county: str = "610722"

    @property
    def id(self) -> str:
        return self.device.terminal_id

    @property
    def key(self) -> bytes:
        import base64

        return base64.urlsafe_b64decode(self.device.public_key + "=")


@dataclass
class Terminals:
    known: Known
    spent: set[str] = field(default_factory=set)

    def now(self) -> datetime:
        return NOW

    def find(self, name: str) -> Signer | None:
        return self.known if name == self.known.id else None

    def spend(self, signer: Signer, nonce: str) -> None:
        if nonce in self.spent:
            raise NonceReplayed()
        self.spent.add(nonce)


@pytest.fixture
def terminals() -> Terminals:
    return Terminals(Known(Device("tm_1")))


@pytest.fixture
def door(terminals: Terminals) -> Door:
    door = Door("things", TerminalSignatures(lambda: terminals))

    @door.post("/{thing}/words", body=AskBody, returns=TellView, signed=True, changes=False,
               summary="Ask")  # fmt: skip
    def tell(call: Call, body: AskBody, thing: str) -> Any:
        assert call.signer is not None
        return TellView(told=f"{call.signer.id} {thing} {body.about}")

    @door.post("/{thing}/deeds", body=AskBody, returns=TellView, signed=True, summary="Do")
    def do(call: Call, body: AskBody, thing: str) -> Any:
        return TellView(told=call.nonce)

    return door


def send(door: Door, terminals: Terminals, what: str = "words", **changed: Any) -> Answer:
    raw = '{"about": "钱"}'
    headers = terminals.known.device.headers(
        "POST", f"/v1/things/t1/{what}", raw.encode(), nonce=changed.get("nonce", "n" * 16),
        second=changed.get("second", SECOND),
    )  # fmt: skip
    headers |= changed.get("headers", {})
    for name in changed.get("without", ()):
        del headers[name]
    resource, path = f"/v1/things/{{thing}}/{what}", {"thing": changed.get("thing", "t1")}
    body = changed.get("body", raw)
    return ask(door, "POST", resource, path=path, headers=headers, body=body)


def test_a_signed_question_is_answered(door: Door, terminals: Terminals) -> None:
    assert send(door, terminals).body == {"told": "tm_1 t1 钱"}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"body": '{"about": "钱 "}'}, "signature-invalid"),
        ({"body": '{"about":"钱"}'}, "signature-invalid"),
        ({"thing": "t2"}, "signature-invalid"),
        ({"headers": {"X-Terminal": "tm_2"}}, "signature-invalid"),
        ({"headers": {"X-Second": str(SECOND + 1)}}, "signature-invalid"),
        ({"headers": {"X-Nonce": "m" * 16}}, "signature-invalid"),
        ({"headers": {"X-Signature": "A" * 86}}, "signature-invalid"),
        ({"headers": {"X-Signature": "é"}}, "signature-invalid"),
        ({"nonce": "short"}, "signature-invalid"),
        ({"without": ["X-Signature"]}, "signature-needed"),
        ({"without": ["X-Nonce"]}, "signature-needed"),
    ],
)
def test_any_other_byte_is_refused(
    door: Door, terminals: Terminals, changed: dict[str, Any], code: str
) -> None:
    answer = send(door, terminals, **changed)
    assert (answer.status, answer.body["code"]) == (401, code)


@pytest.mark.parametrize(("off_s", "status"), [(300, 200), (-300, 200), (301, 401), (-301, 401)])
def test_a_clock_that_is_off_is_told_the_time(
    door: Door, terminals: Terminals, off_s: int, status: int
) -> None:
    answer = send(door, terminals, second=SECOND + off_s)
    assert answer.status == status
    if status == 401:
        assert answer.body["code"] == "clock-skewed"
        assert answer.body["facts"]["server_time"] == "2026-11-25T02:00:00.000Z"


def test_a_question_is_asked_once_and_a_command_as_often_as_need_be(
    door: Door, terminals: Terminals
) -> None:
    assert [send(door, terminals).status for _ in range(2)] == [200, 401]
    assert send(door, terminals).body["code"] == "nonce-replayed"
    assert [send(door, terminals, "deeds").status for _ in range(2)] == [200, 200]


def test_a_revoked_key_is_told_so_only_by_its_own_signature(
    door: Door, terminals: Terminals
) -> None:
    terminals.known.is_revoked = True
    assert send(door, terminals).body["code"] == "terminal-revoked"
    forged = send(door, terminals, headers={"X-Signature": "A" * 86})
    assert forged.body["code"] == "signature-invalid"
