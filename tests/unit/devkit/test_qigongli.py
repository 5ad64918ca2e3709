"""七公里 as a process: its own library checks what we send and signs what we take, and its
misbehaviour is met by the bank's rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from api_partners.handler import handler
from devkit import ports
from devkit.qigongli.desk import MODES, PATH, Desk, serving
from devkit.qigongli.enrolled import Platform as Enrolled
from devkit.qigongli.market import Market, Merchant
from devkit.qigongli.sender import MISCHIEF, Envelope, Sender, plainly
from nongxin.kernel.callback import Callback
from nongxin.partners.inbound.kinds import CODES
from nongxin.partners.inbound.messages import read_message
from nongxin.partners.signature import new_secret, signed
from tests.builders.partners import NORTH, Platform
from tests.fakes.gateway import ask
from tests.fakes.parts import FakeParts
from tests.unit.functions.conftest import p  # noqa: F401 - a fixture

MERCHANT = Merchant("M1", NORTH, "王小明", "610425198103040017", "6230280000000000017")
SECRET = new_secret()
BODY = {"type": "loan.disbursed", "version": 1, "timestamp": "2026-11-26T00:00:00.000Z",
        "sequence": 1, "data": {"county": NORTH, "reference": "Q1", "amount_fen": 5}}  # fmt: skip


@pytest.fixture
def desk() -> Iterator[tuple[Desk, str]]:
    desk, listening = Desk(SECRET, is_quiet=True), ports.listen(0)
    with serving(listening, desk):
        yield desk, "http://{}:{}{}".format(*listening.getsockname(), PATH)


def post(url: str, body: dict[str, Any], secret: str = SECRET, message_id: str = "msg_1") -> Any:
    raw = json.dumps(body, ensure_ascii=False).encode()
    told = signed([secret], message_id, datetime.now(UTC), raw)
    return Callback(loopback=True).post(url, told, raw)


def test_what_we_send_is_checked_by_the_reference_library(desk: tuple[Desk, str]) -> None:
    shop, url = desk
    assert post(url, BODY).status == 204
    assert post(url, BODY).status == 204
    assert post(url, BODY, secret=new_secret()).status == 401
    assert (list(shop.news), shop.kinds("Q1")) == ([1], ["loan.disbursed"])
    assert [line.split(" #")[0] for line in shop.log[:2]] == ["received", "received again"]


@pytest.mark.parametrize("mode", sorted(set(MODES) - {"slow"}))
def test_it_misbehaves_until_told_otherwise(desk: tuple[Desk, str], mode: str) -> None:
    shop, url = desk
    shop.turn(mode)
    assert post(url, BODY).status == (MODES[mode] or 0)
    shop.turn("well")
    assert post(url, BODY).status == 204


def test_a_mode_ends_by_itself(desk: tuple[Desk, str]) -> None:
    shop, url = desk
    shop.turn("down", seconds=1e-9)
    assert post(url, BODY).status == 204
    with pytest.raises(KeyError):
        shop.turn("asleep")


class _Door:
    """The door in the place of a session of requests."""

    def post(self, url: str, raw: bytes, headers: dict[str, str], timeout: int) -> Any:
        *_, partner_id, path = url.split("/")
        answer = ask(handler, "POST", f"/v1/partners/{{partner_id}}/{path}", body=raw.decode(),
                     headers=headers, path={"partner_id": partner_id})  # fmt: skip
        return type("Told", (), {"status_code": answer.status, "json": lambda _: answer.body})()


@pytest.fixture
def sender(p: FakeParts) -> Sender:  # noqa: F811
    p.fixed.instant = datetime.now(UTC)
    shop = Platform.of(p, kinds_in=list(CODES))
    enrolled = Enrolled(shop.id, shop.secret_in, shop.secret_out, "")
    return Sender(enrolled, "", is_quiet=True, http=_Door())  # type: ignore[arg-type]


def bodies() -> list[dict[str, Any]]:
    market, at = Market("T"), datetime(2026, 11, 1, tzinfo=UTC)
    told = [market.enrols(MERCHANT, at), market.rates(MERCHANT, at)]
    told += market.life(MERCHANT, 1, 10_000, at)
    return [*told, market.pays(MERCHANT, 1, [1], 10_000, at)]


def test_everything_that_it_sends_is_an_event_of_the_contract() -> None:
    kinds = [read_message(json.dumps(body).encode()).kind.code for body in bodies()]
    assert kinds == [
        "merchant.enrolled", "platform.rating", "order.placed", "order.paid", "order.shipped",
        "logistics.milestone", "order.signed", "settlement.payout",
    ]  # fmt: skip


def test_the_bank_takes_what_the_reference_library_signs(sender: Sender) -> None:
    assert {sender.send(one) for one in plainly(bodies())} == {202}


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("duplicates", [202, 202]),
        ("reordered", [202]),
        ("old", [202, 401]),
        ("forged", [401, 202]),
        ("early", [401, 202]),
    ],
)
def test_its_mischief_is_met(sender: Sender, name: str, statuses: list[int]) -> None:
    (one,) = plainly(bodies()[:1])
    assert [sender.send(each) for each in MISCHIEF[name]([one])] == statuses


def test_mischief_does_not_spoil_other_mischief() -> None:
    """Else an answer would tell of another fault than the note beside it."""
    sent = list(plainly(bodies()[:1]))
    for spoilt in MISCHIEF.values():
        sent = spoilt(sent)
    notes = ["", "30 days old", "again", "from the future", "wrong signature"]
    assert sorted(each.note for each in sent) == notes


def test_a_replay_does_not_become_new_by_another_body(sender: Sender) -> None:
    one = Envelope(bodies()[0])
    assert sender.send(one) == 202
    assert sender.send(replace(one, body=bodies()[2])) == 422
