"""The one SDK factory: short time-outs, few attempts, the request's deadline, a breaker
per shard.
"""

from __future__ import annotations

import time
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from nongxin.kernel import deadline
from nongxin.kernel.dynamo_client import dynamo_client
from nongxin.kernel.errors import Busy

_CONFIG = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 3},
    parameter_validation=False,
    max_pool_connections=20,
)


# What a later attempt may well do better: conflicts, throttling, faults of the service.
PASSING = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionConflictException",
        "TransactionInProgressException",
        # reasons within a cancelled transaction
        "ProvisionedThroughputExceeded",
        "ThrottlingError",
        "TransactionConflict",
    }
)


def passes(error: ClientError | BotoCoreError) -> bool:
    """Whether trying again may help; an answer that never came counts, for nobody knows better."""
    if isinstance(error, BotoCoreError):
        return True
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return error.response["Error"]["Code"] in PASSING or status >= 500


class Breaker:
    """Opens after five failures in a row, so that a sick shard costs its callers nothing but a
    refusal.

    After five seconds one caller may try; its success closes the breaker again.
    """

    FAILURES_TO_OPEN = 5
    OPEN_SECONDS = 5.0

    def __init__(self) -> None:
        self._failures = 0
        self._opened_at = 0.0

    def check(self) -> None:
        if self._failures < self.FAILURES_TO_OPEN:
            return
        if time.monotonic() - self._opened_at < self.OPEN_SECONDS:
            raise Busy()
        self._opened_at = time.monotonic()  # this caller tries, the others keep waiting

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= self.FAILURES_TO_OPEN:
            self._opened_at = time.monotonic()


class Aws:
    """Clients by service; DynamoDB has one per shard, shared by every record kind in it."""

    def __init__(self) -> None:
        self._session = Session()
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str) -> Any:
        return self._made(service, "")

    def dynamodb(self, shard: str) -> Any:
        return self._made("dynamodb", shard)

    def _made(self, service: str, shard: str) -> Any:
        client = self._clients.get((service, shard))
        if client is None:
            if shard:
                client = dynamo_client(self._session, _CONFIG)
                _guard(client, Breaker())
            else:
                client = self._session.create_client(service, config=_CONFIG)
            client.meta.events.register("before-send", _before_send)
            self._clients[service, shard] = client
        return client


def _before_send(**_: Any) -> None:
    deadline.check()


def _guard(client: Any, breaker: Breaker) -> None:
    """Joins a client and its breaker: refusals of the service are answers, silence and 5xx are
    failures.
    """

    def answered(http_response: Any, **_: Any) -> None:
        if http_response.status_code >= 500:
            breaker.failed()
        else:
            breaker.succeeded()

    def lost(exception: Exception, **_: Any) -> None:
        if not isinstance(exception, Busy):
            breaker.failed()

    client.meta.events.register("before-call", lambda **_: breaker.check())
    client.meta.events.register("after-call", answered)
    client.meta.events.register("after-call-error", lost)
