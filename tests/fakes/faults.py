"""A meter that counts write units as DynamoDB bills them, and items in bytes.

The fault hook itself is `tests.faults`.
"""

from __future__ import annotations

import math
from typing import Any

from tests.fakes.dynamo import MemoryDynamo
from tests.fakes.storage import MemoryStorage
from tests.faults.memory import FaultyStorage, Through
from tests.faults.ways import conflict

__all__ = ["FaultyStorage", "Meter", "MeteredStorage", "conflict", "item_bytes"]


class Meter:
    """Passes calls on; `units` is what the writes so far cost, each with its name, in order, and
    `read_units` what the reads did.
    """

    def __init__(self, dynamo: MemoryDynamo) -> None:
        self._dynamo = dynamo
        self.units: list[tuple[str, int]] = []
        self.read_units: list[tuple[str, float]] = []

    def get_item(self, **ask: Any) -> Any:
        answer = self._dynamo.get_item(**ask)
        self._read(ask["Key"]["sk"]["S"], ask, [answer.get("Item", {})])
        return answer

    def query(self, **ask: Any) -> Any:
        answer = self._dynamo.query(**ask)
        values = ask["ExpressionAttributeValues"]
        self._read(values.get(":sk", values[":pk"])["S"], ask, answer["Items"])
        return answer

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

    def _read(self, name: str, ask: dict[str, Any], items: list[dict[str, Any]]) -> None:
        """Whole 4 KB of what was read together; half of it if it may lag."""
        pages = max(1, math.ceil(sum(map(item_bytes, items)) / 4096))
        self.read_units.append((name[:24], pages * (1.0 if ask.get("ConsistentRead") else 0.5)))

    def _cost(self, table: str, item: dict[str, Any]) -> int:
        """Whole KB of the larger of the item before and after."""
        before = self._dynamo.tables.get(table, {}).get((item["pk"]["S"], item["sk"]["S"]), {})
        return max(_kilobytes(item), _kilobytes(before))


class MeteredStorage(MemoryStorage):
    def __init__(self) -> None:
        super().__init__()
        self.meter = Meter(self.dynamo)
        self._aws = Through(self.meter)  # type: ignore[assignment]


def item_bytes(item: dict[str, Any]) -> int:
    """An item's size as DynamoDB counts it: names and values in UTF-8, numbers by digit pairs."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: dict[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind == "N":
        return len(content.lstrip("-")) // 2 + 2
    if kind == "BOOL":
        return 1
    return len(content.encode()) if kind == "S" else len(content)


def _kilobytes(item: dict[str, Any]) -> int:
    return max(1, math.ceil(item_bytes(item) / 1024))
