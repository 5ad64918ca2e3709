"""The bus: events out to EventBridge, each batch checked entry by entry, and a log of all that
went.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from nongxin.kernel.clock import stamp
from nongxin.kernel.events import Envelope

SOURCE = "nongxin"
_PER_CALL = 10  # PutEvents takes no more


class NotPublished(Exception):
    """The bus refused some events; the others are out. Sending all of them again does no harm."""

    def __init__(self, failed: Sequence[Envelope]) -> None:
        self.failed = list(failed)
        super().__init__(f"{len(failed)} events were not published")


class Bus:
    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def publish(self, events: Sequence[Envelope]) -> None:
        """Raises NotPublished with those that the bus did not take."""
        failed = []
        for batch in _batches(events):
            entries = [_entry(event, self._name) for event in batch]
            answer = self._client.put_events(Entries=entries)
            told = zip(batch, answer["Entries"], strict=True)
            failed += [event for event, result in told if result.get("ErrorCode")]
        if failed:
            raise NotPublished(failed)


class EventLog:
    """What was published, by hour, kept ≥ 35 days: any window can be published again from it."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def keep(self, events: Sequence[Envelope], name: str, now: datetime) -> None:
        """One object per batch; the same batch kept twice under one name is one object."""
        lines = "\n".join(json.dumps(asdict(event), separators=(",", ":")) for event in events)
        self._s3.put_object(
            Bucket=self._bucket, Key=f"{_hour(now)}/{name}.jsonl", Body=lines.encode()
        )

    def between(self, first: datetime, last: datetime) -> Iterator[Envelope]:
        """Events logged in the hours of a window (both ends included), in the order of the log."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, StartAfter=f"{_hour(first)}/"
        )
        end = f"{_hour(last)}/\uffff"
        for page in pages:
            for item in page.get("Contents", []):
                if item["Key"] > end:
                    return
                yield from self._read(item["Key"])

    def _read(self, key: str) -> Iterator[Envelope]:
        body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read().decode()
        for line in body.splitlines():
            yield Envelope(**json.loads(line))


def _hour(at: datetime) -> str:
    return stamp(at)[:13].replace("T", "/").replace("-", "/")


def _batches(events: Sequence[Envelope]) -> Iterator[Sequence[Envelope]]:
    for start in range(0, len(events), _PER_CALL):
        yield events[start : start + _PER_CALL]


def _entry(event: Envelope, bus: str) -> dict[str, Any]:
    return {
        "EventBusName": bus,
        "Source": SOURCE,
        "DetailType": event.type,
        "Detail": json.dumps(asdict(event), separators=(",", ":")),
    }
