"""The real Storage over DynamoDB in memory, with the two shards of stage `local`.

`storage.published()` gives the events written so far; `storage.dynamo.before_write = f` lets
another writer get in between, once; `storage.dynamo.failures` are raised instead of writing.
"""

from __future__ import annotations

from typing import Any, cast

from nongxin.kernel.aws import Aws
from nongxin.kernel.counties import CountyNotServed, CountyRouter
from nongxin.kernel.events import Envelope, unread
from nongxin.kernel.storage import Storage
from tests.fakes.dynamo import MemoryDynamo

STAGE = "test"
_SOUTH = ("6107", "6109", "6110")


class TwoShards:
    """Counties of Shaanxi (61….): the southern prefectures are shard `south`, the rest `north`."""

    def shard(self, county: str) -> str:
        if not county.startswith("61") or not county.isdigit():
            raise CountyNotServed(county=county[:12])
        return "south" if county.startswith(_SOUTH) else "north"

    shard_to_write = shard

    def shards(self) -> list[str]:
        return ["north", "south"]


class _OneDynamo:
    def __init__(self, dynamo: MemoryDynamo) -> None:
        self._dynamo = dynamo

    def dynamodb(self, shard: str) -> MemoryDynamo:
        return self._dynamo


class _Recording(MemoryDynamo):
    """Keeps what a stream would carry: every new image beside the old one."""

    def __init__(self) -> None:
        super().__init__()
        self.stream: list[Envelope] = []

    def _keep(self, table: str, item: dict[str, Any]) -> None:
        old = self._table(table).get((item["pk"]["S"], item["sk"]["S"]), {})
        self.stream += unread(_events(item), _events(old))
        super()._keep(table, item)


class MemoryStorage(Storage):
    def __init__(self) -> None:
        self.dynamo = _Recording()
        router = cast(CountyRouter, TwoShards())
        super().__init__(STAGE, router, cast(Aws, _OneDynamo(self.dynamo)))

    def published(self, kind: str | None = None) -> list[Envelope]:
        """The events that the streams would have carried, in order of writing."""
        return [e for e in self.dynamo.stream if kind in (None, e.type)]

    def items(self, context: str) -> list[dict[str, Any]]:
        """Every stored item of a context, of all shards, as raw attribute maps."""
        tables = self.dynamo.tables
        names = [name for name in tables if name.startswith(f"nongxin-{STAGE}-{context}")]
        return [item for name in sorted(names) for item in tables[name].values()]


def _events(item: dict[str, Any]) -> str | None:
    held: str | None = item.get("events", {}).get("S")
    return held
