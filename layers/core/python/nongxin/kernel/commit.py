"""The commit loop: one conditional put or one transaction, tried again until it is answered or
late.

What may be tried again: conflicts, throttling, lost answers. A transaction carries a request token
and a put is recognised by its own content, so a write whose answer was lost is not refused as
foreign.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from nongxin.kernel import deadline
from nongxin.kernel.aws import PASSING, passes
from nongxin.kernel.errors import Busy
from nongxin.kernel.records import Write
from nongxin.kernel.value import value

_FIRST_PAUSE_S = 0.02
_LONGEST_PAUSE_S = 0.5


@value
class Request:
    client: Any
    table: str
    write: Write


def commit(requests: Sequence[Request]) -> None:
    """Raises the refusal of the first write that failed, or Busy at the deadline."""
    send = _Single(requests[0]) if len(requests) == 1 else _Together(requests)
    pause = _FIRST_PAUSE_S
    with deadline.bounded():
        while not send.done():
            if deadline.remaining() <= pause:
                raise Busy()
            time.sleep(random.uniform(0, pause))
            pause = min(pause * 2, _LONGEST_PAUSE_S)


class _Single:
    """One conditional put. A mark of this very commit tells our own write from another like it."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._put = _put(request)
        self._put["Item"]["mark"] = {"S": secrets.token_hex(4)}

    def done(self) -> bool:
        """True once written; False to try again; raises the refusal."""
        try:
            self._request.client.put_item(**self._put)
        except ClientError as error:
            if _code(error) == "ConditionalCheckFailedException":
                return self._judge(_told(error).get("Item"))
            _raise_unless_passing(error)
            return False
        except BotoCoreError:
            return False
        return True

    def _judge(self, standing: dict[str, Any] | None) -> bool:
        if standing == self._put["Item"]:
            return True  # ours: an earlier attempt arrived and its answer was lost
        raise self._request.write.refusal(standing)


class _Together:
    """Several writes, over any tables and shards, in one TransactWriteItems."""

    def __init__(self, requests: Sequence[Request]) -> None:
        self._requests = requests
        self._items = [_transact_item(r) for r in requests]
        self._token = secrets.token_hex(16)

    def done(self) -> bool:
        client = self._requests[0].client
        try:
            client.transact_write_items(TransactItems=self._items, ClientRequestToken=self._token)
        except ClientError as error:
            reasons = _told(error).get("CancellationReasons")
            if reasons is None:
                _raise_unless_passing(error)
                return False
            self._judge(reasons, error)
            return False
        except BotoCoreError:
            return False
        return True

    def _judge(self, reasons: Sequence[dict[str, Any]], error: ClientError) -> None:
        for request, reason in zip(self._requests, reasons, strict=True):
            if reason.get("Code") == "ConditionalCheckFailed":
                raise request.write.refusal(reason.get("Item")) from None
        if not any(reason.get("Code") in PASSING for reason in reasons):
            raise error


def _put(request: Request) -> dict[str, Any]:
    write = request.write
    return {"TableName": request.table, "Item": write.record.item(), **_condition(write)}


def _transact_item(request: Request) -> dict[str, Any]:
    write = request.write
    if write.kind == "Put":
        return {"Put": _put(request)}
    key = {"pk": {"S": write.record.pk}, "sk": {"S": write.record.sk}}
    return {write.kind: {"TableName": request.table, "Key": key} | _condition(write)}


def _condition(write: Write) -> dict[str, Any]:
    if not write.condition:
        return {}
    fields: dict[str, Any] = {
        "ConditionExpression": write.condition,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    if write.names:
        fields["ExpressionAttributeNames"] = write.names
    if write.values:
        fields["ExpressionAttributeValues"] = write.values
    return fields


def _told(error: ClientError) -> dict[str, Any]:
    return dict(error.response)


def _code(error: ClientError) -> str:
    return error.response["Error"]["Code"]


def _raise_unless_passing(error: ClientError) -> None:
    if not passes(error):
        raise error
