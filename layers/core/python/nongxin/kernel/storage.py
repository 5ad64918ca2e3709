"""Storage: reads by key, queries by partition, and one transaction per command, routed
by county.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, cast

from botocore.exceptions import BotoCoreError, ClientError

from nongxin.kernel import deadline
from nongxin.kernel.aws import Aws, passes
from nongxin.kernel.commit import Request, commit
from nongxin.kernel.counties import DIRECTORY, CountyRouter
from nongxin.kernel.errors import BadPage, Busy
from nongxin.kernel.records import Record, Write
from nongxin.kernel.tables import WORK_INDEX, directory_table, table_name
from nongxin.kernel.value import value

R = TypeVar("R", bound=Record)


@value
class Page:
    """Raw items of one page and the key to go on from (None at the end)."""

    items: list[dict[str, Any]]
    last_key: dict[str, Any] | None


class Storage:
    def __init__(self, stage: str, router: CountyRouter, aws: Aws) -> None:
        self._stage = stage
        self._router = router
        self._aws = aws

    def get(self, model: type[R], pk: str, sk: str, *, consistent: bool = False) -> R | None:
        """One record by its key, or None."""
        client, table = self._place(model.context, pk)
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        ask = {"TableName": table, "Key": key, "ConsistentRead": consistent}
        found = _read(client.get_item, ask).get("Item")
        return cast(R, model.of(found)) if found else None

    def query(self, model: type[R], pk: str, prefix: str = "", **options: Any) -> list[R]:
        """The records of one partition whose sort key starts so, in order. Options: see `page`."""
        return [cast(R, model.of(item)) for item in self.page(model, pk, prefix, **options).items]

    def between(
        self, model: type[Record], pk: str, bounds: tuple[str, str], *, limit: int = 0
    ) -> Iterator[dict[str, Any]]:
        """Raw items whose sort keys lie within the bounds (both included), newest first.

        Strongly consistent; pages are fetched as far as one reads, each until the deadline: who
        reads a hundred thousand of them meets every passing fault. `limit`: items of a page.
        """
        client, table = self._place(model.context, pk)
        values = {":pk": {"S": pk}, ":low": {"S": bounds[0]}, ":high": {"S": bounds[1]}}
        ask: dict[str, Any] = {
            "TableName": table,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :low AND :high",
            "ExpressionAttributeValues": values,
            "ScanIndexForward": False,
            "ConsistentRead": True,
        } | ({"Limit": limit} if limit else {})
        while True:
            page = _page(_patiently(client.query, ask))
            yield from page.items
            if page.last_key is None:
                return
            ask["ExclusiveStartKey"] = page.last_key

    def page(
        self,
        model: type[Record],
        pk: str,
        prefix: str = "",
        *,
        limit: int = 1000,
        newest_first: bool = False,
        after: dict[str, Any] | None = None,
        consistent: bool = False,
    ) -> Page:
        client, table = self._place(model.context, pk)
        ask: dict[str, Any] = {
            "TableName": table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :sk)" if prefix else "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": pk}},
            "Limit": limit,
            "ScanIndexForward": not newest_first,
            "ConsistentRead": consistent,
        }
        if prefix:
            ask["ExpressionAttributeValues"][":sk"] = {"S": prefix}
        if after is not None:
            ask["ExclusiveStartKey"] = _checked(after, ("pk", pk), ("sk", prefix))
        return _page(_read(client.query, ask))

    def work(
        self,
        context: str,
        work_pk: str,
        limit: int,
        after: dict[str, Any] | None = None,
    ) -> Page:
        """Keys of what waits to be done, oldest first, from the sparse work index (may lag)."""
        client, table = self._place(context, work_pk)
        ask: dict[str, Any] = {
            "TableName": table,
            "IndexName": WORK_INDEX,
            "KeyConditionExpression": "work_pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": work_pk}},
            "Limit": limit,
        }
        if after is not None:
            ask["ExclusiveStartKey"] = _checked(after, ("work_pk", work_pk), ("work_sk", ""))
        return _page(_read(client.query, ask))

    def sweep(
        self, context: str, county: str, after: dict[str, Any] | None = None, limit: int = 500
    ) -> Page:
        """Raw items of a county, of the next `limit` items of its shard's table, in no order.

        For work that goes through everything (changed keys, canaries); it reads the whole table.
        """
        client, table = self._place(context, county)
        ask: dict[str, Any] = {
            "TableName": table,
            "FilterExpression": "begins_with(pk, :county)",
            "ExpressionAttributeValues": {":county": {"S": f"{county}#"}},
            "Limit": limit,
            "ConsistentRead": True,
        }
        if after is not None:
            ask["ExclusiveStartKey"] = after
        return _page(_read(client.scan, ask))

    def rewrite(self, context: str, old: dict[str, Any], changed: dict[str, Any]) -> bool:
        """Puts other values for some attributes of an item as it was read; not if it changed.

        Its version stays, and so do its events, so that nobody notices. Answers whether it did.
        """
        client, table = self._place(context, old["pk"]["S"], to_write=True)
        held = [name for name in ("version", *changed) if name in old]
        try:
            client.put_item(
                TableName=table,
                Item=old | changed,
                ConditionExpression=" AND ".join(f"#n{n} = :v{n}" for n in range(len(held))),
                ExpressionAttributeNames={f"#n{n}": name for n, name in enumerate(held)},
                ExpressionAttributeValues={f":v{n}": old[name] for n, name in enumerate(held)},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def commit(self, *writes: Write) -> None:
        """All or nothing. Raises the refusal of the first write whose condition failed, or Busy.

        One write is a conditional put, several are one TransactWriteItems. Busy means that the
        outcome may be unknown: the same command is safe to send again.
        """
        commit([self._request(write) for write in writes])
        for write in writes:
            if write.done:
                write.done()

    def _request(self, write: Write) -> Request:
        record = write.record
        client, table = self._place(record.context, str(record.pk), to_write=True)
        return Request(client, table, write)

    def _place(self, context: str, pk: str, *, to_write: bool = False) -> tuple[Any, str]:
        if context == DIRECTORY:
            return self._aws.dynamodb(DIRECTORY), directory_table(self._stage)
        county = pk[:6]
        route = self._router.shard_to_write if to_write else self._router.shard
        shard = route(county)
        return self._aws.dynamodb(shard), table_name(self._stage, context, shard)


def _checked(
    after: dict[str, Any], partition: tuple[str, str], prefix: tuple[str, str]
) -> dict[str, Any]:
    """A cursor comes from outside: it may go on in its own partition and range and nowhere else."""
    if set(after) != {"pk", "sk", partition[0], prefix[0]}:
        raise BadPage()
    if after[partition[0]] != {"S": partition[1]} or after["pk"]["S"][:6] != partition[1][:6]:
        raise BadPage()
    if not after[prefix[0]]["S"].startswith(prefix[1]):
        raise BadPage()
    return after


def _read(operation: Callable[..., dict[str, Any]], ask: dict[str, Any]) -> dict[str, Any]:
    """One read, tried by the SDK as often as its settings say. Raises Busy if that was in vain."""
    try:
        return operation(**ask)
    except (ClientError, BotoCoreError) as error:
        if passes(error):
            raise Busy() from error
        raise


def _patiently(operation: Callable[..., dict[str, Any]], ask: dict[str, Any]) -> dict[str, Any]:
    pause = 0.02
    with deadline.bounded():
        while True:
            try:
                return _read(operation, ask)
            except Busy:
                if deadline.remaining() <= pause:
                    raise
            time.sleep(random.uniform(0, pause))
            pause = min(pause * 2, 0.5)


def _page(answer: dict[str, Any]) -> Page:
    items: Sequence[dict[str, Any]] = answer["Items"]
    return Page(list(items), answer.get("LastEvaluatedKey"))
