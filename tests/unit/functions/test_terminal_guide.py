"""What the guide for terminals says is so: its signature, its codes, its words for a state."""

from __future__ import annotations

import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api_payments import refusals
from devkit import paths
from devkit.device import Device
from nongxin.catalog.services import every_service
from nongxin.kernel.http.signed import TerminalSignatures
from nongxin.payments.day_end.report_day import DayMatched
from nongxin.payments.payment import PaymentStatus
from nongxin.payments.problems import NotOffline
from tests.unit.kernel.test_wording import ALL

GUIDE = (paths.ROOT / "functions/api_payments/README.md").read_text("utf-8")
CODES = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", GUIDE.partition("| `code` | |")[2]))


def test_its_request_has_its_signature() -> None:
    request, headers = re.findall(r"```text\n(.*?)\n```", GUIDE, re.DOTALL)
    method, path, terminal, second, nonce, body = request.split("\n")
    device = Device(terminal, key=Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    told = device.headers(method, path, body.encode(), nonce=nonce, second=int(second))
    assert headers.split("\n") == [f"{name}: {text}" for name, text in told.items()]


@pytest.mark.parametrize(
    "told",
    [refusals.ASKING, refusals.PAYING, refusals.READING, refusals.TAKING_BACK,
     TerminalSignatures.refusals, (NotOffline, DayMatched)],
    ids=["asking", "paying", "reading", "taking back", "signing", "days"],
)  # fmt: skip
def test_it_names_every_refusal(told: refusals.Refusals) -> None:
    assert {each.code for each in told} <= CODES


def test_each_code_that_it_names_is_one() -> None:
    assert CODES - {"invalid-body"} <= {problem.code for problem in ALL}


def test_it_tells_what_to_do_in_each_state_and_class() -> None:
    assert all(f"`{status.value}`" in GUIDE for status in PaymentStatus)
    assert all(f"**{each.reversal}**" in GUIDE for each in every_service())
    assert {f"{each.until:%H:%M}" for each in every_service() if each.until} == {"22:30"}
