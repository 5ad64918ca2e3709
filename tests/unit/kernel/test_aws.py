"""The SDK factory up to the wire: what counts as a failure, and what a deadline stops."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError

from nongxin.kernel import deadline
from nongxin.kernel.aws import Aws, Breaker
from nongxin.kernel.errors import Busy

KEY = {"TableName": "t", "Key": {"pk": {"S": "1"}, "sk": {"S": "1"}}}


class Service:
    """Stands where the wire begins: every request that would be sent gets this answer."""

    status, code, asked = 200, "", 0

    def connect(self, client: Any) -> Any:
        client.meta.events.register_last("before-send", self._answer)
        return client

    def _answer(self, request: Any, **_: Any) -> AWSResponse:
        self.asked += 1
        body = f'{{"__type": "{self.code}"}}'.encode() if self.code else b"{}"
        return AWSResponse(request.url, self.status, {}, _Bytes(body))


class _Bytes(BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    told = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "cn-northwest-1",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))
    return Service()


def test_a_shard_has_one_client_and_a_breaker_of_its_own(service: Service) -> None:
    aws = Aws()
    assert service.connect(aws.dynamodb("north")) is aws.dynamodb("north")
    service.connect(aws.dynamodb("south"))
    service.status, service.code = 500, "InternalServerError"
    for _ in range(Breaker.FAILURES_TO_OPEN):
        with pytest.raises(ClientError):
            aws.dynamodb("north").get_item(**KEY)
    asked = service.asked
    with pytest.raises(Busy):
        aws.dynamodb("north").get_item(**KEY)
    assert service.asked == asked
    service.status, service.code = 200, ""
    assert aws.dynamodb("south").get_item(**KEY)


def test_a_refusal_is_an_answer_not_a_failure(service: Service) -> None:
    client = service.connect(Aws().dynamodb("north"))
    service.status, service.code = 400, "ConditionalCheckFailedException"
    for _ in range(2 * Breaker.FAILURES_TO_OPEN):
        with pytest.raises(ClientError):
            client.get_item(**KEY)
    assert service.asked == 2 * Breaker.FAILURES_TO_OPEN


def test_nothing_is_sent_after_the_deadline(service: Service) -> None:
    client = service.connect(Aws().dynamodb("north"))
    with deadline.within(0), pytest.raises(Busy):
        client.get_item(**KEY)
    assert service.asked == 0


def test_the_deadline_is_no_failure_of_the_shard(service: Service) -> None:
    client = service.connect(Aws().dynamodb("north"))
    for _ in range(2 * Breaker.FAILURES_TO_OPEN):
        with deadline.within(0), pytest.raises(Busy):
            client.get_item(**KEY)
    assert client.get_item(**KEY)


def test_deadlines_nest_and_the_earlier_holds() -> None:
    with deadline.within(1):
        with deadline.within(60):
            assert deadline.remaining() <= 1
        with deadline.bounded():
            assert deadline.remaining() <= 1
    with deadline.bounded():
        assert 0 < deadline.remaining() <= deadline.DOOR_SECONDS
