"""The in-memory table with its partitions sorted once, so that the table costs next to nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import Any

from tests.fakes.storage import MemoryStorage


class SortedStorage(MemoryStorage):
    """`sort` freezes what is there: queries by partition and prefix are then answered by
    bisection.
    """

    def sort(self) -> None:
        partitions: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
        for item in self.items("ledger"):
            partitions[item["pk"]["S"]].append((item["sk"]["S"], item))
        for rows in partitions.values():
            rows.sort(key=lambda row: row[0])
        self.dynamo.query = _Query(partitions)  # type: ignore[method-assign]


class _Query:
    """Newest first, with `Limit` and `ExclusiveStartKey`: what the ledger asks."""

    def __init__(self, partitions: dict[str, list[tuple[str, dict[str, Any]]]]) -> None:
        self._partitions = partitions

    def __call__(self, **ask: Any) -> dict[str, Any]:
        values = ask["ExpressionAttributeValues"]
        rows = self._partitions[values[":pk"]["S"]]
        end = len(rows)
        if "ExclusiveStartKey" in ask:
            end = bisect_left(rows, ask["ExclusiveStartKey"]["sk"]["S"], key=lambda row: row[0])
        start = max(end - int(ask["Limit"]), 0)
        items = [item for _, item in reversed(rows[start:end])]
        more = {"LastEvaluatedKey": {n: items[-1][n] for n in ("pk", "sk")}} if start else {}
        return {"Items": items} | more
