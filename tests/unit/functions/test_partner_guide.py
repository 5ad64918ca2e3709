"""The guide for platforms' engineers says what is so: every number, kind, code and limit in it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import standardwebhooks.webhooks
from standardwebhooks import Webhook

from api_partners.handler import handler
from devkit import openapi, paths
from infra.blocks.gateway_responses import RESPONSES
from infra.stages import CHANNELS
from nongxin.catalog.webhooks import retry_seconds
from nongxin.kernel.http.body import LARGEST_BODY_BYTES
from nongxin.lending.applications.status import Status
from nongxin.partners import problems
from nongxin.partners.inbound.kinds import CODES, KINDS
from nongxin.partners.inbound.messages import body_of
from nongxin.partners.outbound.bodies import BODIES
from nongxin.partners.outbound.line import MOST_AGAIN, REFUSED_MOST
from nongxin.partners.shops.payout import MOST_LINES
from nongxin.partners.signature import TOLERANCE_S
from tests.builders.market import take
from tests.builders.partners import Platform, ops
from tests.fakes.gateway import ask
from tests.fakes.parts import FakeParts

GUIDE = (paths.ROOT / "functions/api_partners/INTEGRATION.md").read_text("utf-8")
DOCUMENT = openapi.document(next(d for d in openapi.doors() if d.prefix == "partners"))
EXAMPLE = dict(
    line.split(maxsplit=1) for line in GUIDE.split("```text\n")[1].split("\n```")[0].splitlines()
)
HEADERS = {name: EXAMPLE[name] for name in EXAMPLE if name.startswith("Webhook-")}
AT = datetime.fromtimestamp(int(EXAMPLE["Webhook-Timestamp"]), UTC)


def column(heading: str, number: int = 0) -> set[str]:
    """The codes in one column of a section's tables."""
    section = GUIDE.split(f"\n## {heading}")[1].split("\n## ")[0]
    rows = [line.split("|")[1:-1] for line in section.splitlines() if line.startswith("| ")]
    return {code for row in rows for code in re.findall(r"`([a-z0-9._-]+)`", row[number])}


def test_the_worked_example_by_the_reference_library(monkeypatch: pytest.MonkeyPatch) -> None:
    library, body = Webhook(EXAMPLE["secret"]), EXAMPLE["body"]
    assert library.sign(EXAMPLE["Webhook-Id"], AT, body) == EXAMPLE["Webhook-Signature"]

    class ThatDay(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return AT

    monkeypatch.setattr(standardwebhooks.webhooks, "datetime", ThatDay)
    small = {name.lower(): text for name, text in HEADERS.items()}
    assert library.verify(body, small) == json.loads(body)


def test_the_worked_example_without_a_library() -> None:
    """As the guide tells it in words."""
    key = base64.b64decode(EXAMPLE["secret"].removeprefix("whsec_"))
    told = f"{EXAMPLE['Webhook-Id']}.{EXAMPLE['Webhook-Timestamp']}.{EXAMPLE['body']}"
    signature = hmac.new(key, told.encode(), hashlib.sha256).digest()
    assert f"v1,{base64.b64encode(signature).decode()}" == EXAMPLE["Webhook-Signature"]


def test_the_door_and_the_worker_take_the_worked_example(p: FakeParts) -> None:
    p.fixed.pass_time(AT - p.fixed.now())
    shop = Platform.of(p, counties=["610722"], kinds_in=list(CODES))
    path = {"partner_id": shop.id}
    given = {"direction": "in", "given": EXAMPLE["secret"]}
    assert ops("POST", "/{partner_id}/secrets", given, path=path).status == 201
    answer = ask(handler, "POST", "/v1/partners/{partner_id}/events", path=path,
                 body=EXAMPLE["body"], headers=HEADERS)  # fmt: skip
    assert (answer.status, answer.body) == (202, {"event_id": EXAMPLE["Webhook-Id"]})
    assert take(p.memory.published("PartnerEventReceived")) == {"batchItemFailures": []}


def test_every_kind_with_its_fields() -> None:
    assert column("Tell") - {"type"} == set(CODES)
    assert column("Listen") >= set(BODIES)
    for kind in KINDS.values():
        (row,) = [line for line in GUIDE.splitlines() if line.startswith(f"| `{kind.code}` |")]
        data = body_of(kind).model_fields["data"].annotation
        assert data is not None
        told = set(re.findall(r"`([a-z_0-9]+)`", row.split("|")[2]))
        assert told >= set(data.model_fields) - {"county", "merchant"}, kind.code
        assert row.split("|")[3].strip() == kind.about


def test_every_refusal_of_a_signed_call() -> None:
    wanted = {refusal.refusal.code for refusal in RESPONSES} & column("What is refused", 1)
    for path, calls in DOCUMENT["paths"].items():
        for call in calls.values():
            if any("webhook_id" in each for each in call.get("security", [])):
                told = [r["description"] for s, r in call["responses"].items() if s >= "400"]
                codes = {code for text in told for code in text.split(", ")}
                assert codes <= column("What is refused", 1), path
                wanted |= codes
    assert column("What is refused", 1) - wanted - {"code"} <= {"internal"}


def test_every_refusal_of_an_event_that_was_taken() -> None:
    made = {
        each.code for each in vars(problems).values()
        if isinstance(each, type) and each.__module__ == problems.__name__
    }  # fmt: skip
    assert made <= column("What is refused", 0) | column("What is refused", 1)


def test_limits_and_waits() -> None:
    minutes = [seconds // 60 for seconds in retry_seconds()]
    assert minutes == [1, 5, 30, 120, 300, 600, 600]
    assert "1, 5 and 30 minutes, 2, 5, 10 and 10 hours" in GUIDE
    assert sum(minutes[: REFUSED_MOST - 1]) == 36 and "fourth attempt, 36 minutes" in GUIDE
    (channel,) = [each for each in CHANNELS if each.name == "partners"]
    assert f"{channel.rate_per_s} calls a second, {channel.quota_per_day:,} a day" in GUIDE
    assert (LARGEST_BODY_BYTES, MOST_LINES, MOST_AGAIN, TOLERANCE_S) == (65_536, 40, 100, 300)
    for told in ("64 KB", "up to 40", "up to a hundred", "300 s off", "300 s ahead"):
        assert told in GUIDE
    section = GUIDE.split("\n`status`: ")[1].split(".")[0]
    assert set(re.findall(r"[a-z]+", section)) >= {status.value for status in Status}
