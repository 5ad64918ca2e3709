"""The outbox's other half: what records announced as they were written goes to the bus and the log.

A record's events are those its old image lacks. A record that cannot be published is put into the
failure queue by itself, so that one bad item never holds up its shard.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from nongxin.kernel import deadline, log
from nongxin.kernel.bus import NotPublished
from nongxin.kernel.events import Envelope, unread
from nongxin.parts import parts

_SECONDS = 20


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    with deadline.within(_SECONDS):
        found = [e for record in event["Records"] for e in _announced(record)]
        if found:
            _publish(found, _batch_name(event["Records"]))
    log.say("outbox", count=len(found))
    return {"batchItemFailures": []}


def _announced(record: dict[str, Any]) -> list[Envelope]:
    """New events of one stream record; a removed record announces nothing."""
    if record["eventName"] == "REMOVE":
        return []
    images = record["dynamodb"]
    try:
        return unread(_events(images, "NewImage"), _events(images, "OldImage"))
    except (ValueError, TypeError, KeyError) as error:
        log.bug("unreadable events", error)
        _set_aside({"record": record["dynamodb"]["Keys"], "why": "unreadable"})
        return []


def _events(images: dict[str, Any], which: str) -> str | None:
    found = images.get(which, {}).get("events", {})
    return found.get("S") if isinstance(found, dict) else None


def _publish(found: list[Envelope], name: str) -> None:
    p = parts()
    p.event_log.keep(found, name, p.clock.now())
    try:
        p.bus.publish(found)
    except NotPublished as error:
        for envelope in error.failed:
            _set_aside({"event": asdict(envelope), "why": "not published"})
        log.warn("not published", failed=len(error.failed))


def _batch_name(records: list[dict[str, Any]]) -> str:
    """The same batch delivered again gets the same name, so the log holds it once an hour."""
    first = records[0]
    return f"{first['eventSourceARN'].split('/')[1]}-{first['dynamodb']['SequenceNumber']}"


def _set_aside(what: dict[str, Any]) -> None:
    p = parts()
    p.aws.client("sqs").send_message(
        QueueUrl=p.settings.failure_queue_url, MessageBody=json.dumps(what, default=str)
    )
