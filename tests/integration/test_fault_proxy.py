"""The fault proxy in front of a private cloud: one shard sick, the other served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError

from devkit import ports
from devkit.cloud import LocalCloud
from devkit.proxy import FaultProxy

NORTH, SOUTH = "faults-local-a-north", "faults-local-a-south"
IMPATIENT = Config(retries={"max_attempts": 0}, read_timeout=0.5)


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultProxy]:
    home: Path = tmp_path_factory.mktemp("faults")
    port = ports.free_port()
    proxy = FaultProxy(f"http://127.0.0.1:{port}", home / "proxy.log")
    with proxy, LocalCloud(home, port) as cloud:
        for table in (NORTH, SOUTH):
            _create(cloud.client("dynamodb"), table)
        yield proxy


@pytest.fixture
def dynamodb(proxy: FaultProxy) -> Any:
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    session = boto3.session.Session(region_name="cn-northwest-1", **keys)
    return session.client("dynamodb", endpoint_url=proxy.url, config=IMPATIENT)


def test_a_failing_shard_answers_with_the_error_of_aws(proxy: FaultProxy, dynamodb: Any) -> None:
    with proxy.failing("faults-local-*-south", "ProvisionedThroughputExceededException"):
        with pytest.raises(ClientError, match="ProvisionedThroughputExceeded"):
            _write(dynamodb, SOUTH)
        _write(dynamodb, NORTH)
    _write(dynamodb, SOUTH)
    assert proxy.fired()[-1]["operation"] == "TransactWriteItems"


def test_a_hanging_shard_keeps_its_caller_waiting(proxy: FaultProxy, dynamodb: Any) -> None:
    with proxy.hanging("faults-local-*-south", seconds=2):
        with pytest.raises(HTTPClientError):
            _write(dynamodb, SOUTH)
        _write(dynamodb, NORTH)


def test_a_lost_answer_was_carried_out_all_the_same(proxy: FaultProxy, dynamodb: Any) -> None:
    with proxy.losing_answers(SOUTH), pytest.raises(HTTPClientError):
        _write(dynamodb, SOUTH, "lost")
    found = dynamodb.get_item(TableName=SOUTH, Key={"pk": {"S": "lost"}})
    assert found["Item"] == {"pk": {"S": "lost"}}


def _write(dynamodb: Any, table: str, key: str = "a") -> None:
    put = {"Put": {"TableName": table, "Item": {"pk": {"S": key}}}}
    dynamodb.transact_write_items(TransactItems=[put])


def _create(dynamodb: Any, table: str) -> None:
    dynamodb.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
    )
