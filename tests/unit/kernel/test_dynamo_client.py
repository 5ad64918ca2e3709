"""DynamoDB's client beside an ordinary one: the same requests, the same answers, to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import botocore.auth
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import Session

from nongxin.kernel.dynamo_client import dynamo_client

ITEM = {"pk": {"S": "610722#A#0"}, "sk": {"S": "王"}, "n": {"N": "12"}, "yes": {"BOOL": True}}
SEALED = ITEM | {"sealed": {"B": b"\x00\xff"}, "rows": {"L": [{"S": ""}, {"B": b"1"}]}}
KEY = {"pk": {"S": "610722#A#0"}, "sk": {"S": "王"}}
CREATED: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("get_item", {"TableName": "t", "Key": KEY, "ConsistentRead": True}),
    ("put_item", {"TableName": "t", "Item": SEALED} | CREATED),
    (
        "query",
        {
            "TableName": "t",
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": "a"}},
            "ScanIndexForward": False,
            "Limit": 5,
        },
    ),
    (
        "transact_write_items",
        {
            "TransactItems": [
                {"Put": {"TableName": "t", "Item": ITEM} | CREATED},
                {"Put": {"TableName": "u", "Item": SEALED}},
                {"ConditionCheck": {"TableName": "t", "Key": KEY} | CREATED},
            ],
            "ClientRequestToken": "0" * 32,
        },
    ),
]
ANSWERS = [
    {"Item": ITEM},
    {"Item": ITEM | {"sealed": {"B": "AP8="}, "rows": {"L": [{"M": {"x": {"B": "MQ=="}}}]}}},
    {"Items": [ITEM, ITEM], "Count": 2, "ScannedCount": 2, "LastEvaluatedKey": KEY},
    {},
]
CANCELLED = {
    "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    "Message": "Transaction cancelled",
    "CancellationReasons": [
        {"Code": "None"},
        {"Code": "ConditionalCheckFailed", "Message": "x", "Item": ITEM | {"b": {"B": "AP8="}}},
    ],
}


class Wire:
    """Keeps what would be sent and answers what it is told to."""

    def __init__(self, client: Any) -> None:
        self.client, self.sent = client, dict[str, Any]()
        self.status, self.body = 200, b"{}"
        client.meta.events.register_last("before-send", self._answer)

    def _answer(self, request: Any, **_: Any) -> AWSResponse:
        headers = {k: _text(v) for k, v in request.headers.items() if k not in _OWN}
        self.sent = {"url": request.url, "body": json.loads(request.body), "headers": headers}
        return AWSResponse(request.url, self.status, {"x-amzn-RequestId": "1"}, _Raw(self.body))


class _Raw(BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


# Names of the client and of the call; the signature covers neither.
_OWN = ("User-Agent", "amz-sdk-invocation-id")


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


@pytest.fixture(scope="module", params=["cn-northwest-1", "ap-southeast-1", "local"])
def both(request: pytest.FixtureRequest) -> Iterator[tuple[Wire, Wire]]:
    config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setattr(botocore.auth, "get_current_datetime", lambda: noon)
        if request.param == "local":
            patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
        region = "cn-northwest-1" if request.param == "local" else request.param
        patch.setenv("AWS_DEFAULT_REGION", region)
        ordinary = Session().create_client("dynamodb", config=config)
        yield Wire(dynamo_client(Session(), config)), Wire(ordinary)


@pytest.mark.parametrize(("operation", "ask"), CALLS)
def test_the_request_is_an_ordinary_clients(
    both: tuple[Wire, Wire], operation: str, ask: dict[str, Any]
) -> None:
    for wire in both:
        wire.status, wire.body = 200, b"{}"
        getattr(wire.client, operation)(**ask)
    ours, ordinary = both
    assert ours.sent == ordinary.sent
    assert "Authorization" in ours.sent["headers"]


@pytest.mark.parametrize(("operation", "ask"), CALLS)
@pytest.mark.parametrize("answer", ANSWERS)
def test_the_answer_is_an_ordinary_clients(
    both: tuple[Wire, Wire], operation: str, ask: dict[str, Any], answer: dict[str, Any]
) -> None:
    told = []
    for wire in both:
        wire.status, wire.body = 200, json.dumps(answer, ensure_ascii=False).encode()
        told.append(getattr(wire.client, operation)(**ask))
    assert {k: v for k, v in told[0].items() if k in told[1]} == told[1]
    assert told[0]["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_refusal_is_an_ordinary_clients(both: tuple[Wire, Wire]) -> None:
    told = []
    for wire in both:
        wire.status, wire.body = 400, json.dumps(CANCELLED).encode()
        with pytest.raises(ClientError) as refused:
            wire.client.transact_write_items(**CALLS[3][1])
        told.append(refused.value.response)
    assert told[0] == told[1]
    assert told[0]["CancellationReasons"][1]["Item"]["b"]["B"] == b"\x00\xff"
