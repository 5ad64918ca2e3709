"""DynamoDB in memory, as far as `kernel.storage` and `kernel.commit` speak to it.

Behind the real Storage, so that conditions, cancellation reasons and the commit loop are the
product's own. Threads may use it at once. Time to live is not played: expiry is the clock's job.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import ClientError

from tests.fakes.expressions import BadExpression, Item, holds

_MOST_IN_TRANSACTION = 100
_WORK_KEYS = ("pk", "sk", "work_pk", "work_sk")
_BOUNDS = ((":low", ""), (":high", "\U0010ffff"))


class MemoryDynamo:
    """`before_write` is called (once, then forgotten) ahead of a write: the place for a race.

    `after_read` likewise between a read by key and its answer.

    `calls` counts the operations; `failures` are raised instead of the next writes.
    """

    def __init__(self) -> None:
        self.after_read: Callable[[], object] | None = None
        self.tables: dict[str, dict[tuple[str, str], Item]] = {}
        self.calls: dict[str, int] = {}
        self.before_write: Callable[[], object] | None = None
        self.failures: list[Exception] = []
        self._lock = threading.RLock()
        self._tokens: set[str] = set()

    def get_item(self, **ask: Any) -> dict[str, Any]:
        self._count("get_item")
        with self._lock:
            found = self._table(ask["TableName"]).get(_key(ask["Key"]))
            answer = {"Item": _copied(found)} if found else {}
        race, self.after_read = self.after_read, None
        if race is not None:
            race()
        return answer

    def query(self, **ask: Any) -> dict[str, Any]:
        self._count("query")
        with self._lock:
            rows = self._asked(ask)
        start = ask.get("ExclusiveStartKey")
        if start is not None:
            keys = [_row_key(row) for row in rows]
            rows = rows[keys.index(_row_key(start)) + 1 :]
        limit = ask.get("Limit", len(rows))
        answer: dict[str, Any] = {"Items": [_copied(row) for row in rows[:limit]]}
        if len(rows) > limit:
            answer["LastEvaluatedKey"] = _row_key_item(rows[limit - 1], "IndexName" in ask)
        return answer

    def scan(self, **ask: Any) -> dict[str, Any]:
        """Items whose `pk` begins with the filter's text; the limit counts all of them."""
        self._count("scan")
        prefix = ask["ExpressionAttributeValues"][":county"]["S"]
        with self._lock:
            rows = [_copied(row) for _, row in sorted(self._table(ask["TableName"]).items())]
        start = ask.get("ExclusiveStartKey")
        first = [_row_key(row) for row in rows].index(_row_key(start)) + 1 if start else 0
        read = rows[first : first + ask["Limit"]]
        answer: dict[str, Any] = {"Items": [r for r in read if r["pk"]["S"].startswith(prefix)]}
        if first + len(read) < len(rows):
            answer["LastEvaluatedKey"] = _row_key_item(read[-1], False)
        return answer

    def put_item(self, **ask: Any) -> dict[str, Any]:
        self._count("put_item")
        self._disturbed()
        with self._lock:
            standing = self._standing(ask, ask["Item"])
            if not _fits(ask, standing):
                raise _refused("ConditionalCheckFailedException", "PutItem", Item=standing)
            self._keep(ask["TableName"], ask["Item"])
        return {}

    def transact_write_items(self, **ask: Any) -> dict[str, Any]:
        self._count("transact_write_items")
        self._disturbed()
        steps = [next(iter(item.items())) for item in ask["TransactItems"]]
        _check_shape(steps)
        with self._lock:
            if ask["ClientRequestToken"] in self._tokens:
                return {}
            reasons = [self._reason(content) for _, content in steps]
            if any(reason["Code"] != "None" for reason in reasons):
                raise _refused(
                    "TransactionCanceledException",
                    "TransactWriteItems",
                    CancellationReasons=reasons,
                )
            self._apply(steps)
            self._tokens.add(ask["ClientRequestToken"])
        return {}

    def forget_tokens(self) -> None:
        """Ten minutes are over: the service knows no request token any more."""
        self._tokens.clear()

    def _apply(self, steps: Sequence[tuple[str, dict[str, Any]]]) -> None:
        for kind, content in steps:
            if kind == "Put":
                self._keep(content["TableName"], content["Item"])
            elif kind == "Delete":
                self._table(content["TableName"]).pop(_key(content["Key"]), None)

    def _reason(self, content: dict[str, Any]) -> dict[str, Any]:
        standing = self._standing(content, content.get("Item") or content["Key"])
        if _fits(content, standing):
            return {"Code": "None"}
        reason: dict[str, Any] = {"Code": "ConditionalCheckFailed"}
        return reason | ({"Item": _copied(standing)} if standing else {})

    def _asked(self, ask: dict[str, Any]) -> list[Item]:
        values = ask["ExpressionAttributeValues"]
        by_work = "IndexName" in ask
        pk, sk = ("work_pk", "work_sk") if by_work else ("pk", "sk")
        prefix = values.get(":sk", {"S": ""})["S"]
        low, high = (values.get(name, {"S": end})["S"] for name, end in _BOUNDS)
        rows = [
            {name: row[name] for name in _WORK_KEYS} if by_work else row
            for row in self._table(ask["TableName"]).values()
            if row.get(pk) == values[":pk"]
            and row[sk]["S"].startswith(prefix)
            and low <= row[sk]["S"] <= high
        ]
        forward = ask.get("ScanIndexForward", True)
        return sorted(rows, key=lambda row: (row[sk]["S"], row["sk"]["S"]), reverse=not forward)

    def _standing(self, ask: dict[str, Any], key: Item) -> Item | None:
        return self._table(ask["TableName"]).get(_key(key))

    def _keep(self, table: str, item: Item) -> None:
        self._table(table)[_key(item)] = _copied(item)

    def _table(self, name: str) -> dict[tuple[str, str], Item]:
        return self.tables.setdefault(name, {})

    def _count(self, operation: str) -> None:
        with self._lock:
            self.calls[operation] = self.calls.get(operation, 0) + 1

    def _disturbed(self) -> None:
        race, self.before_write = self.before_write, None
        if race is not None:
            race()
        if self.failures:
            raise self.failures.pop(0)


def _fits(ask: dict[str, Any], standing: Item | None) -> bool:
    condition = ask.get("ConditionExpression")
    if condition is None:
        return True
    names = ask.get("ExpressionAttributeNames", {})
    values = ask.get("ExpressionAttributeValues", {})
    return holds(condition, names, values, standing)


def _check_shape(steps: Sequence[tuple[str, dict[str, Any]]]) -> None:
    keys = [(c["TableName"], *_key(c.get("Item") or c["Key"])) for _, c in steps]
    if len(set(keys)) != len(keys):
        raise BadExpression("one transaction cannot name the same item twice")
    if len(keys) > _MOST_IN_TRANSACTION:
        raise BadExpression("one transaction takes at most 100 items")


def _refused(code: str, operation: str, **told: Any) -> ClientError:
    response: Any = {
        "Error": {"Code": code, "Message": code},
        "ResponseMetadata": {"HTTPStatusCode": 400},
        **{name: copy.deepcopy(value) for name, value in told.items() if value is not None},
    }
    return ClientError(response, operation)


def _copied(item: Item) -> Item:
    """Nobody else's hands on it; attribute values are never changed in place (deepcopy is slow)."""
    return {name: dict(value) for name, value in item.items()}


def _key(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def _row_key(row: Item) -> tuple[str, str]:
    return _key(row)


def _row_key_item(row: Item, by_work: bool) -> Item:
    return {name: row[name] for name in (_WORK_KEYS if by_work else _WORK_KEYS[:2])}
