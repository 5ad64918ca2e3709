"""R4-R6, R12: streams, bus and queues when something on the way dies, repeats itself or
is poison.
"""

from __future__ import annotations

import json
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from devkit.bank import Json
from nongxin.kernel.clock import stamp
from nongxin.kernel.ids import new_id
from nongxin.kernel.tables import table_name
from tests.fixtures.behind import (
    items,
    logged,
    messages,
    queues_of,
    quiet,
    trial_balance,
    url_of,
    written,
)
from tests.fixtures.deployment import until

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town

BUS = "nongxin-local"
OUTBOX = "nongxin-local-stream_outbox"


def republish(deployment: Deployment, since: datetime) -> int:
    window = {"from": stamp(since), "to": stamp(datetime.now(UTC))}
    answer = deployment.client("lambda").invoke(
        FunctionName="nongxin-local-job_republish:live", Payload=json.dumps(window).encode()
    )
    told = json.load(answer["Payload"])
    assert "FunctionError" not in answer, told
    return int(told["published"])


@contextmanager
def bus_deaf(deployment: Deployment) -> Iterator[None]:
    """The bus takes events and hands them to nobody: they are lost but for the log."""
    events = deployment.client("events")
    names = [rule["Name"] for rule in events.list_rules(EventBusName=BUS)["Rules"]]
    for name in names:
        events.disable_rule(Name=name, EventBusName=BUS)
    try:
        yield
    finally:
        for name in names:
            events.enable_rule(Name=name, EventBusName=BUS)


@contextmanager
def outbox_dead(deployment: Deployment) -> Iterator[None]:
    """The stream's consumer is not there: its mappings are off."""
    functions = deployment.client("lambda")
    pages = functions.get_paginator("list_event_source_mappings").paginate()
    ids = [m["UUID"] for page in pages for m in page["EventSourceMappings"] if _streams(m)]
    assert ids
    for name in ids:
        functions.update_event_source_mapping(UUID=name, Enabled=False)
    try:
        yield
    finally:
        for name in ids:
            functions.update_event_source_mapping(UUID=name, Enabled=True)


def _streams(mapping: dict[str, Any]) -> bool:
    return "/stream/" in mapping["EventSourceArn"]


def test_what_was_written_while_the_outbox_was_dead_comes_out_later(
    deployment: Deployment, town: Town
) -> None:
    farmer = town.farmer()
    with outbox_dead(deployment):
        application_id = farmer.applies()
        time.sleep(2)
        seen = farmer.caller.person.get(f"/loans/applications/{application_id}")
        assert seen["status"] == "submitted"
    assert farmer.decided(application_id)["status"] == "offered"
    _everything_came_out(deployment)


def test_events_that_the_bus_lost_are_published_again_from_the_log(
    deployment: Deployment, town: Town
) -> None:
    farmer, since = town.farmer(), datetime.now(UTC) - timedelta(seconds=5)
    with bus_deaf(deployment):
        application_id = farmer.applies()
        until(lambda: any(application_id in e.data.values() for e in logged(deployment)))
        time.sleep(1)
        seen = farmer.caller.person.get(f"/loans/applications/{application_id}")
        assert seen["status"] == "submitted"
    assert republish(deployment, since) >= 1
    assert farmer.decided(application_id)["status"] == "offered"
    farmer.signs(application_id)
    farmer.awaits(application_id, "disbursed")


def test_a_whole_window_published_twice_changes_nothing(deployment: Deployment, town: Town) -> None:
    """Money, records, messages and sums are what they were, byte for byte."""
    borrower = town.borrower()
    _everything_came_out(deployment)
    quiet(deployment)
    before, texts = _stored(deployment), _texts(deployment, borrower.farmer.household.phone)
    for _ in range(2):
        republish(deployment, datetime.now(UTC) - timedelta(hours=1))
        quiet(deployment)
    after = _stored(deployment)
    assert {key: after.get(key) for key in before} == before
    assert set(after) == set(before)
    assert _texts(deployment, borrower.farmer.household.phone) == texts
    assert trial_balance(deployment) == 0
    assert sum(messages(deployment, q) for q in _dead_queues(deployment)) == 0


def test_a_poison_message_ends_with_the_dead_and_holds_nobody_up(
    deployment: Deployment, town: Town
) -> None:
    """R5: handed out exactly as often as the queue allows; its neighbours are done at once."""
    queue, dead = "nongxin-local-on_notice", "nongxin-local-on_notice-dead"
    sqs, url = deployment.client("sqs"), url_of(deployment, "nongxin-local-on_notice")
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    tries = int(json.loads(told["RedrivePolicy"])["maxReceiveCount"])
    failures = _failures(deployment)
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    try:
        good = [_notice(town, deployment) for _ in range(4)]
        entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(good)]
        entries.append({"Id": "poison", "MessageBody": json.dumps({"detail": {"no": "event"}})})
        sqs.send_message_batch(QueueUrl=url, Entries=entries)
        until(lambda: messages(deployment, queue) == 1 or messages(deployment, dead) == 1)
        until(lambda: messages(deployment, dead) == 1 and messages(deployment, queue) == 0)
    finally:
        visible = {"VisibilityTimeout": told["VisibilityTimeout"]}
        sqs.set_queue_attributes(QueueUrl=url, Attributes=visible)
    until(lambda: _failures(deployment) - failures >= tries)  # the log's last lines may be late
    assert _failures(deployment) - failures == tries
    (message,) = sqs.receive_message(QueueUrl=url_of(deployment, dead))["Messages"]
    assert json.loads(message["Body"]) == {"detail": {"no": "event"}}
    sqs.delete_message(QueueUrl=url_of(deployment, dead), ReceiptHandle=message["ReceiptHandle"])
    phone = town.someone.household.phone
    sent = [m for m in _texts(deployment, phone) if "1,234.56" in m["text"]]
    assert len(sent) == len(good), _texts(deployment, phone)


def _notice(town: Town, deployment: Deployment) -> str:
    """A bus message that a loan of somebody was repaid."""
    someone, clock = town.someone, deployment.parts.clock
    detail: Json = {
        "id": uuid.uuid4().hex,
        "type": "LoanRepaid",
        "version": 1,
        "at": stamp(clock.now()),
        "correlation": "test",
        "data": {
            "county": someone.household.county,
            "loan_id": new_id("ln", someone.household.county, clock),
            "borrower_id": someone.customer_id,
            "entity": "",
            "amount_fen": 123_456,
            "principal_fen": 123_456,
            "interest_fen": 0,
            "closed": False,
        },
    }
    return json.dumps({"detail-type": "LoanRepaid", "detail": detail})


def _failures(deployment: Deployment) -> int:
    """How many messages the notices' function has given back so far."""
    said = deployment.said("/aws/lambda/nongxin-local-on_notice")
    lines = [json.loads(line) for line in said if line.startswith("{")]
    return sum(int(line.get("failed") or 0) for line in lines)


def _everything_came_out(deployment: Deployment) -> None:
    """R6: whatever event a record holds stands in the log, and twice only under one id."""
    until(lambda: set(written(deployment)) <= {e.id for e in logged(deployment)})
    kinds = Counter((e.id, e.type) for e in logged(deployment))
    assert len({event_id for event_id, _ in kinds}) == len(kinds)


def _dead_queues(deployment: Deployment) -> list[str]:
    return [q for q in queues_of(deployment) if q.endswith("-dead")]


def _stored(deployment: Deployment) -> dict[tuple[str, str, str], str]:
    """All items of what consumers write to, except marks that say when they last looked."""
    found = {}
    for context in ("lending", "customers", "ledger", "accounts"):
        for shard in ("north", "south"):
            table = table_name("local", context, shard)
            for item in items(deployment, table):
                key = (table, item["pk"]["S"], item["sk"]["S"])
                found[key] = json.dumps(item, sort_keys=True, default=repr)
    return found


def _texts(deployment: Deployment, phone: str) -> list[Json]:
    return deployment.bank._messages(phone)
