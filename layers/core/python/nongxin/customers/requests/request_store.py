"""Data requests as immutable rows beside the person; and what erasure leaves of other rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from pynamodb.attributes import UnicodeAttribute

from nongxin.customers.requests.data_request import Fate, RequestKind
from nongxin.customers.store import person_partition
from nongxin.customers.view.view import Part
from nongxin.customers.view.view_store import (
    CONTACT,
    RELATION,
    TAGS,
    VIEW,
    ContactRecord,
    PartRecord,
    RelationRecord,
    Rows,
    TagsRecord,
    Views,
)
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create, put, replace
from nongxin.kernel.storage import Storage

_REQUEST = "REQUEST#"


class RequestRecord(Record):
    """`fates`: category → outcome and day, for an erasure."""

    context = "customers"
    kind = UnicodeAttribute()
    at = UnicodeAttribute()
    fates = UnicodeAttribute(default="[]")


class DueRecord(Record):
    """Under a person's id: categories that are still `left` of what was asked to be deleted, and
    the day `on` which somebody has to look again.
    """

    context = "customers"
    on = UnicodeAttribute()
    left = UnicodeAttribute()


class Dues:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def of_county(self, county: str, today: date) -> Iterator[DueRecord]:
        """What has to be looked at by that day."""
        after = None
        while True:
            page = self._storage.page(DueRecord, _dues(county), after=after, consistent=True)
            rows = map(DueRecord.of, page.items)
            yield from (r for r in rows if r.left and r.on <= today.isoformat())
            after = page.last_key
            if after is None:
                return


def due(person_id: str, on: date, left: Sequence[str]) -> Write:
    pk = _dues(county_of(person_id, "pn"))
    return put(DueRecord(pk, person_id, on=on.isoformat(), left=",".join(left)))


def settled(person_id: str, at: datetime) -> Write:
    """Nothing is left; the row expires."""
    record = DueRecord(_dues(county_of(person_id, "pn")), person_id, on="", left="")
    record.expires_at = int(at.timestamp())
    return put(record)


def _dues(county: str) -> str:
    return f"{county}#DUE"


def asked(
    person_id: str, request_id: str, kind: RequestKind, at: str, fates: tuple[Fate, ...] = ()
) -> RequestRecord:
    record = RequestRecord(person_partition(person_id), _REQUEST + request_id)
    record.kind, record.at = kind.value, at
    told = [[f.category, f.outcome.value, f.until.isoformat() if f.until else None] for f in fates]
    record.fates = json.dumps(told)
    return record


def added(record: RequestRecord, events: str) -> Write:
    record.events = events
    return create(record)


def blanked(category: str, rows: Rows, views: Views, at: str) -> Iterator[Write]:
    """Overwrites what a category holds; rows stay, so that nothing late makes them anew."""
    if category == "contacts":
        for contact in rows.of(ContactRecord, CONTACT):
            contact.ended_at = contact.ended_at or at
            yield replace(views.sealed_contact(contact, ""))
    elif category == "relations":
        for relation in rows.of(RelationRecord, RELATION):
            if not relation.ended_at:
                relation.ended_at = at
                yield replace(relation)
    elif category == "tags":
        for tags in rows.of(TagsRecord, TAGS):
            tags.tags = ""
            yield replace(tags)
    else:
        for part in rows.of(PartRecord, VIEW + category):
            person_id = str(part.pk).rpartition("#")[2]
            yield views.kept(person_id, category, part, Part({}, str(part.as_of), at))
