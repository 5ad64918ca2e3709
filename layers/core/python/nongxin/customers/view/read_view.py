"""Read the 360° view of a person, or of a household: one query a person."""

from __future__ import annotations

from nongxin.customers.get_customer import may_see
from nongxin.customers.view.folds import PARTS, joined
from nongxin.customers.view.view import CustomerView, Part
from nongxin.customers.view.view_store import (
    CONTACT,
    MERGED,
    RELATION,
    TAGS,
    VIEW,
    ContactRecord,
    MergedRecord,
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
    may_see(person_id, by)
    rows = views.rows(person_id)
    merged = [m.other for m in rows.of(MergedRecord, MERGED) if not m.ended_at]
    everyone = [rows, *(views.rows(other) for other in merged)]
    return CustomerView(
        person=views.persons.of_record(rows.profile),
        parts=_parts(everyone, views),
        contacts=tuple(
            views.contact(c)
            for each in everyone
            for c in each.of(ContactRecord, CONTACT)
            if not c.ended_at
        ),
        relations=tuple(
            relation(r)
            for each in everyone
            for r in each.of(RelationRecord, RELATION)
            if not r.ended_at
        ),
        tags=tuple(tag for t in rows.of(TagsRecord, TAGS) for tag in str(t.tags).split(",") if tag),
        merged=tuple(merged),
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
