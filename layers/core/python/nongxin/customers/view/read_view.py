"""Read the 360° view of a person, or of a household: one query a person."""

from __future__ import annotations

from collections.abc import Mapping

from nongxin.customers.view.find_ids import ids_seen
from nongxin.customers.view.folds import PARTS, joined
from nongxin.customers.view.view import CustomerView, Part
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
    relation,
)
from nongxin.kernel.identity import Principal


def read_view(person_id: str, by: Principal, views: Views) -> CustomerView:
    """With what merged persons brought along; raises Missing, also for who may not see them."""
    return view_of(ids_seen(person_id, by, views), views)


def view_of(everyone: Mapping[str, Rows], views: Views) -> CustomerView:
    """Of the rows of each id of one person: the first one's profile, and what all of them have.

    Raises Missing for somebody who was forgotten.
    """
    (first, *others), rows = everyone, list(everyone.values())
    tags = (tag for r in rows for t in r.of(TagsRecord, TAGS) for tag in str(t.tags).split(","))
    return CustomerView(
        person=views.persons.of_record(everyone[first].profile),
        parts=_parts(rows, views),
        contacts=tuple(
            views.contact(c)
            for each in rows
            for c in each.of(ContactRecord, CONTACT)
            if not c.ended_at
        ),
        relations=tuple(
            relation(r)
            for each in rows
            for r in each.of(RelationRecord, RELATION)
            if not r.ended_at
        ),
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
        merged=tuple(others),
    )


def _parts(everyone: list[Rows], views: Views) -> dict[str, Part]:
    found: dict[str, list[Part]] = {}
    for rows in everyone:
        for record in rows.of(PartRecord, VIEW):
            part = Part(views.doc(record), str(record.as_of), str(record.seen_at))
            found.setdefault(str(record.sk)[len(VIEW) :], []).append(part)
    return {
        name: Part(
            joined(name, [part.doc for part in found[name]]),
            max(part.as_of for part in found[name]),
            max(part.seen_at for part in found[name]),
        )
        for name in PARTS
        if name in found
    }
