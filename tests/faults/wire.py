"""The same faults on a real botocore client: its event hook loses, doubles and delays real bytes.

faults = WireFaults(seed=1, share=0.4)
faults.attach(client)      # a DynamoDB client
"""

from __future__ import annotations

import json
import time
from random import Random
from threading import Lock
from types import SimpleNamespace
from typing import Any, cast

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError
from botocore.httpsession import URLLib3Session

from tests.faults.ways import (
    ANSWER_LOST,
    CONFLICT,
    DELAYED,
    DOUBLED,
    FAILED,
    IN_PROGRESS,
    LATE,
    REQUEST_LOST,
    THROTTLED,
    ways,
)

_OPERATIONS = {"PutItem": "put_item", "TransactWriteItems": "transact_write_items"}
_REFUSED = {
    THROTTLED: (400, "ProvisionedThroughputExceededException"),
    FAILED: (500, "InternalServerError"),
    IN_PROGRESS: (400, "TransactionInProgressException"),
}


class WireFaults:
    """`share` of the requests are disturbed; `faults` counts how. Threads may share it."""

    def __init__(self, seed: int, share: float, delay_s: float = 0.02) -> None:
        self._random, self.share, self._delay_s = Random(seed), share, delay_s
        self.faults: dict[str, int] = {}
        self._late: list[Any] = []
        self._lock, self._wire = Lock(), URLLib3Session(timeout=(1, 5))

    def attach(self, client: Any) -> None:
        client.meta.events.register_first("before-send.dynamodb", self._before_send)

    def detach(self, client: Any) -> None:
        client.meta.events.unregister("before-send.dynamodb", self._before_send)

    def let_arrive(self) -> None:
        """What was given up long ago reaches the service after all, when nobody listens."""
        with self._lock:
            late, self._late = self._late, []
        for request in late:
            self._wire.send(request)

    def _before_send(self, request: Any, **_: Any) -> AWSResponse | None:
        operation = request.headers["X-Amz-Target"].decode().split(".")[1]
        with self._lock:
            if self._random.random() >= self.share:
                return None
            way = self._random.choice((*ways(_OPERATIONS.get(operation, "")), DELAYED))
            self.faults[way] = self.faults.get(way, 0) + 1
        return self._disturbed(way, operation, request)

    def _disturbed(self, way: str, operation: str, request: Any) -> AWSResponse | None:
        if way in _REFUSED:
            return _answer(*_REFUSED[way])
        if way == CONFLICT:
            return _conflict(operation, request)
        if way == REQUEST_LOST:
            raise ConnectTimeoutError(endpoint_url=request.url)
        if way == DELAYED:
            time.sleep(self._delay_s)
            return None
        if way == LATE:
            with self._lock:
                self._late.append(request)
        else:
            answer = self._wire.send(request)
            if way == DOUBLED:
                answer = self._wire.send(request)
                return cast(AWSResponse, answer)
            assert way == ANSWER_LOST
        raise ReadTimeoutError(endpoint_url=request.url)


def _conflict(operation: str, request: Any) -> AWSResponse:
    if operation == "PutItem":
        return _answer(400, "TransactionConflictException")
    count = len(json.loads(request.body)["TransactItems"])
    reasons = [{"Code": "None"}] * (count - 1) + [{"Code": "TransactionConflict"}]
    return _answer(400, "TransactionCanceledException", CancellationReasons=reasons)


def _answer(status: int, code: str, **told: Any) -> AWSResponse:
    content = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": code} | told
    body = json.dumps(content).encode()
    raw = SimpleNamespace(stream=lambda: iter([body]), read=lambda: body)
    answer = AWSResponse("", status, {"x-amz-crc32": ""}, cast(Any, raw))
    answer.headers.clear()
    answer._content = body
    return answer
