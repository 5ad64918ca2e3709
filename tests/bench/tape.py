"""A tape of every AWS call that the product's own clients make, with what each costs in DynamoDB.

`TapedAws` is the product's `Aws` with listeners on its clients. Step Functions is answered on the
spot: whoever plays the workflow takes the runs and answers from the tape.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSResponse

from nongxin.kernel.aws import Aws
from tests.bench.units import Item, read_units, write_units

# What a worker reads once and keeps: the opened keys, and for ten seconds moves, business dates and
# product releases.
_KEYS = ("pk", "sk")
_KEPT = ("MOVES", "ENTITY#", "KEY#", "PRODUCTS#")


@dataclass(frozen=True)
class Made:
    """One call. `kept`: a worker makes it now and then, however many applications there are."""

    step: str
    service: str
    operation: str
    written: int = 0
    read: float = 0
    kept: bool = False
    what: str = ""


@dataclass(frozen=True)
class Change:
    """An item before and after; a mere check leaves it as it was."""

    table: str
    before: Item
    after: Item


@dataclass
class Tape:
    """`plain` is a DynamoDB client of its own, for looking at items before they are written."""

    plain: Any
    step: str = ""
    is_on: bool = True
    calls: list[Made] = field(default_factory=list)
    commits: list[list[Change]] = field(default_factory=list)
    published: list[dict[str, Any]] = field(default_factory=list)
    started: list[dict[str, Any]] = field(default_factory=list)
    answered: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def listen(self, client: Any) -> None:
        client.meta.events.register("provide-client-params", self._before)
        client.meta.events.register("after-call", self._after)
        client.meta.events.register("before-send.sfn", _answered)

    def _before(self, params: dict[str, Any], model: Any, context: Any, **_: Any) -> None:
        if self.is_on:
            context["asked"] = params
            context["changes"] = list(self._changes(model.name, params))

    def _changes(self, operation: str, params: dict[str, Any]) -> Iterator[Change]:
        steps = [{"Put": params}] if operation == "PutItem" else []
        if operation == "TransactWriteItems":
            steps = params["TransactItems"]
        for step in steps:
            ((kind, ask),) = step.items()
            key = {name: (ask["Item"] if kind == "Put" else ask["Key"])[name] for name in _KEYS}
            before = self._standing(ask["TableName"], key)
            yield Change(ask["TableName"], before, ask["Item"] if kind == "Put" else before)

    def _standing(self, table: str, key: Item) -> Item:
        ask = {"TableName": table, "Key": key, "ConsistentRead": True}
        found: Item = self.plain.get_item(**ask).get("Item", {})
        return found

    def _after(self, parsed: dict[str, Any], model: Any, context: Any, **_: Any) -> None:
        if not self.is_on:
            return
        service = model.service_model.service_id.hyphenize()
        asked, changes = context["asked"], context["changes"]
        failed = "Error" in parsed
        if service == "dynamodb":
            self.calls.append(self._metered(model.name, asked, parsed, changes))
        else:
            self.calls.append(Made(self.step, service, model.name))
        if changes and not failed:
            self.commits.append(changes)
        self._heard(model.name, asked)

    def _metered(
        self, operation: str, asked: dict[str, Any], parsed: dict[str, Any], changes: list[Change]
    ) -> Made:
        together = operation == "TransactWriteItems"
        if changes:
            cost = sum(write_units(c.before, c.after, together=together) for c in changes)
            names = " ".join(c.after["sk"]["S"].partition("#")[0] for c in changes)
            return Made(self.step, "dynamodb", operation, written=cost, what=names)
        items = parsed["Items"] if "Items" in parsed else [parsed.get("Item", {})]
        units = read_units(items, consistent=bool(asked.get("ConsistentRead")))
        pk, sk = _key_of(asked)
        kept = pk.startswith(_KEPT)
        return Made(self.step, "dynamodb", operation, read=units, kept=kept, what=f"{pk} {sk}")

    def _heard(self, operation: str, asked: dict[str, Any]) -> None:
        if operation == "PutEvents":
            self.published += [json.loads(entry["Detail"]) for entry in asked["Entries"]]
        elif operation == "StartExecution":
            self.started.append({"name": asked["name"], "input": json.loads(asked["input"])})
        elif operation == "SendTaskSuccess":
            self.answered.append((asked["taskToken"], json.loads(asked["output"])))


class TapedAws(Aws):
    """The product's own clients, listened to."""

    def __init__(self, tape: Tape) -> None:
        super().__init__()
        self._tape = tape

    def _made(self, service: str, shard: str) -> Any:
        is_new = (service, shard) not in self._clients
        client = super()._made(service, shard)
        if is_new:
            self._tape.listen(client)
        return client


class Raw(io.BytesIO):
    """A body as botocore reads it."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def _answered(request: Any, **_: Any) -> AWSResponse:
    """Step Functions' answer to StartExecution and to SendTaskSuccess."""
    body = json.dumps({"executionArn": "arn:aws-cn:states:::execution:run", "startDate": 0})
    return AWSResponse(request.url, 200, {}, Raw(body.encode()))


def _key_of(asked: dict[str, Any]) -> tuple[str, str]:
    if "Key" in asked:
        return asked["Key"]["pk"]["S"], asked["Key"]["sk"]["S"]
    values = asked["ExpressionAttributeValues"]
    return values[":pk"]["S"], values.get(":sk", {}).get("S", "") + "…"
