"""A seeded fault hook over DynamoDB: throttles, conflicts, requests and answers lost, requests
late.

And a meter that counts write units as DynamoDB bills them.
"""

from __future__ import annotations

import math
from contextlib import suppress
from random import Random
from typing import Any

from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from tests.fakes.aws import refusal
from tests.fakes.dynamo import MemoryDynamo
from tests.fakes.storage import MemoryStorage

_WRITES = ("put_item", "transact_write_items")


def conflict(ask: dict[str, Any]) -> Exception:
    """What a service says that found another transaction on one of the items."""
    if "TransactItems" not in ask:
        return refusal("TransactionConflictException", "PutItem")
    error = refusal("TransactionCanceledException", "TransactWriteItems")
    reasons = [{"Code": "None"} for _ in ask["TransactItems"]]
    reasons[-1] = {"Code": "TransactionConflict"}
    error.response["CancellationReasons"] = reasons  # type: ignore[typeddict-unknown-key]
    return error


class Faulty:
    """Passes calls on, `share` of them disturbed in one of the ways a network and a
    service have.
    """

    def __init__(self, dynamo: MemoryDynamo, random: Random, share: float) -> None:
        self._dynamo = dynamo
        self._random = random
        self.share = share
        self.faults: dict[str, int] = {}
        self._late: list[tuple[Any, dict[str, Any]]] = []

    def __getattr__(self, operation: str) -> Any:
        real = getattr(self._dynamo, operation)

        def call(**ask: Any) -> Any:
            self.let_arrive(0.5)
            if self._random.random() >= self.share:
                return real(**ask)
            ways = ["throttled", "request lost", "answer lost"]
            ways += ["conflict", "late"] if operation in _WRITES else []
            way = self._random.choice(ways)
            self.faults[way] = self.faults.get(way, 0) + 1
            return self._disturbed(way, real, ask)

        return call

    def let_arrive(self, chance: float = 1.0) -> None:
        """Requests given up long ago may reach the table after all, when nobody listens."""
        while self._late and self._random.random() < chance:
            real, ask = self._late.pop(self._random.randrange(len(self._late)))
            with suppress(ClientError):
                real(**ask)

    def _disturbed(self, way: str, real: Any, ask: dict[str, Any]) -> Any:
        if way == "throttled":
            raise refusal("ProvisionedThroughputExceededException")
        if way == "conflict":
            raise conflict(ask)
        if way == "request lost":
            raise ConnectTimeoutError(endpoint_url="memory")
        if way == "late":
            self._late.append((real, ask))
        else:
            real(**ask)
        raise ReadTimeoutError(endpoint_url="memory")


class FaultyStorage(MemoryStorage):
    def __init__(self, seed: int, share: float) -> None:
        super().__init__()
        self.hook = Faulty(self.dynamo, Random(seed), share)
        self._aws = _Through(self.hook)  # type: ignore[assignment]


class Meter:
    """Passes calls on; `units` is what the writes so far cost, each with its name, in order."""

    def __init__(self, dynamo: MemoryDynamo) -> None:
        self._dynamo = dynamo
        self.units: list[tuple[str, int]] = []

    def put_item(self, **ask: Any) -> Any:
        cost = self._cost(ask["TableName"], ask["Item"])
        answer = self._dynamo.put_item(**ask)
        self.units.append((f"put {ask['Item']['sk']['S'][:12]}", cost))
        return answer

    def transact_write_items(self, **ask: Any) -> Any:
        steps = [step.get("Put") or step["ConditionCheck"] for step in ask["TransactItems"]]
        costs = [2 * self._cost(s["TableName"], s.get("Item") or s["Key"]) for s in steps]
        answer = self._dynamo.transact_write_items(**ask)
        self.units.append((f"transaction {costs}", sum(costs)))
        return answer

    def __getattr__(self, operation: str) -> Any:
        return getattr(self._dynamo, operation)

    def _cost(self, table: str, item: dict[str, Any]) -> int:
        """Whole KB of the larger of the item before and after."""
        before = self._dynamo.tables.get(table, {}).get((item["pk"]["S"], item["sk"]["S"]), {})
        return max(_kilobytes(item), _kilobytes(before))


class MeteredStorage(MemoryStorage):
    def __init__(self) -> None:
        super().__init__()
        self.meter = Meter(self.dynamo)
        self._aws = _Through(self.meter)  # type: ignore[assignment]


class _Through:
    def __init__(self, dynamo: Any) -> None:
        self._dynamo = dynamo

    def dynamodb(self, _: str) -> Any:
        return self._dynamo


def item_bytes(item: dict[str, Any]) -> int:
    """An item's size as DynamoDB counts it: names and values in UTF-8, numbers by digit pairs."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: dict[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind == "N":
        return len(content.lstrip("-")) // 2 + 2
    return len(content.encode()) if kind == "S" else len(content)


def _kilobytes(item: dict[str, Any]) -> int:
    return max(1, math.ceil(item_bytes(item) / 1024))
