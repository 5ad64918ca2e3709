"""The trail as items: a lane is a partition, its readings sort by number, its head lies beside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.audit.trail import Head, Link, Reading
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage

_HEAD, _LINK, _LAST = "HEAD", "L#", "L#~"


class LinkRecord(Record):
    context = "audit"

    reading = UnicodeAttribute()
    mark = UnicodeAttribute()


class HeadRecord(Record):
    context = "audit"

    number = NumberAttribute()
    mark = UnicodeAttribute()
    own_mark = UnicodeAttribute()


class DynamoTrail:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def head(self, lane: str) -> HeadRecord | None:
        return self._storage.get(HeadRecord, lane, _HEAD, consistent=True)

    def append(self, link: Link, head: Head, before: HeadRecord | None) -> tuple[Write, Write]:
        """Raises StaleRecord when committed, if another reading came first."""
        record = LinkRecord(link.lane, _key(link.number))
        record.reading = _text(astuple(link.reading))
        record.mark = link.mark
        after = before or HeadRecord(link.lane, _HEAD)
        after.number, after.mark, after.own_mark = head.number, head.mark, head.own_mark
        return create(record), replace(after) if before else create(after)

    def commit(self, *writes: Write) -> None:
        self._storage.commit(*writes)

    def links(self, lane: str) -> Iterator[Link]:
        """A lane's readings in order, read strongly, a page at a time."""
        after = None
        while True:
            page = self._storage.page(LinkRecord, lane, _LINK, after=after, consistent=True)
            yield from (_link(LinkRecord.of(item)) for item in page.items)
            after = page.last_key
            if after is None:
                return


def head_of(record: HeadRecord | None) -> Head | None:
    if record is None:
        return None
    return Head(str(record.pk), int(record.number), str(record.mark), str(record.own_mark))


def _link(record: LinkRecord) -> Link:
    number = str(record.sk)[len(_LINK) :]
    counted = int(number) if number.isdecimal() else 0  # a made-up row is none of the chain
    return Link(str(record.pk), counted, _reading(str(record.reading)), str(record.mark))


def _reading(text: str) -> Reading:
    """As it was written, to the byte; anything else is an empty reading, which no mark fits."""
    try:
        told = json.loads(text)
        if _text(told) == text:
            return Reading(*told)
    except (ValueError, TypeError, RecursionError):
        pass
    return Reading("", "", "", "", "", "", "")


def _text(reading: Any) -> str:
    return json.dumps(reading, ensure_ascii=False)


def _key(number: int) -> str:
    return f"{_LINK}{number:012d}"
