"""A local cloud that was stopped and started goes on: its streams reach their functions."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from devkit import ports
from devkit.cloud import LocalCloud
from tests.fixtures.deployment import until

CODE = """
def handle(event, _context):
    for record in event["Records"]:
        print("seen", record["dynamodb"]["Keys"]["pk"]["S"])
"""


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[LocalCloud]:
    with LocalCloud(tmp_path, ports.free_port()) as running:
        yield running


def test_a_stream_goes_on_after_a_stop_and_a_start(cloud: LocalCloud) -> None:
    _make_listener(cloud)
    for number in range(5):
        _put(cloud, f"before-{number}")
    until(lambda: _seen(cloud) >= {f"before-{number}" for number in range(5)})
    assert cloud.stop()
    cloud.start()
    _put(cloud, "after")
    until(lambda: "after" in _seen(cloud))


def _make_listener(cloud: LocalCloud) -> None:
    made = cloud.client("dynamodb").create_table(
        TableName="things",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    functions = cloud.client("lambda")
    functions.create_function(
        FunctionName="listener",
        Runtime="python3.13",
        Role="arn:aws:iam::000000000000:role/listener",
        Handler="listener.handle",
        Code={"ZipFile": _zipped("listener.py", CODE)},
    )
    functions.create_event_source_mapping(
        FunctionName="listener",
        EventSourceArn=made["TableDescription"]["LatestStreamArn"],
        StartingPosition="TRIM_HORIZON",
    )


def _zipped(name: str, text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, text)
    return packed.getvalue()


def _put(cloud: LocalCloud, pk: str) -> None:
    cloud.client("dynamodb").put_item(TableName="things", Item={"pk": {"S": pk}})


def _seen(cloud: LocalCloud) -> set[str]:
    logs = cloud.client("logs")
    groups = logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/listener")["logGroups"]
    pages = [logs.filter_log_events(logGroupName=g["logGroupName"])["events"] for g in groups]
    said = [event["message"].split() for events in pages for event in events]
    return {words[1] for words in said if words[:1] == ["seen"]}
