"""Data requests as immutable rows beside the person; and what erasure leaves of other rows."""

from __future__ import annotations

import json
from collections.abc import Iterator

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
from nongxin.kernel.records import Record, Write, create, replace

_REQUEST = "REQUEST#"


class RequestRecord(Record):
    """`fates`: category → outcome and day, for an erasure."""

    context = "customers"
    kind = UnicodeAttribute()
    at = UnicodeAttribute()
    fates = UnicodeAttribute(default="[]")


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
