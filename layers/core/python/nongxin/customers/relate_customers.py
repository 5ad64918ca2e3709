"""Say how two customers are related; both sides are written together."""

from __future__ import annotations

from nongxin.customers.care import (
    MOST_RELATIONS,
    RelationKind,
    RelationsFull,
    RelationToOneself,
    inverse,
)
from nongxin.customers.get_customer import may_see
from nongxin.customers.store import person_partition
from nongxin.customers.view.view_store import RELATION, RelationRecord, Views
from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import Write, create, replace


def relate_customers(
    person_id: str, other: str, kind: RelationKind, by: Principal, views: Views, clock: Clock
) -> Outcome:
    """`other` is the person's `kind`. Raises Missing (for either), RelationToOneself or
    RelationsFull.
    """
    may_see(person_id, by)
    may_see(other, by)
    if person_id == other:
        raise RelationToOneself()
    sides = ((person_id, other, kind), (other, person_id, inverse(kind)))
    writes = [w for side in sides for w in _side(side, by, views, clock)]
    return Outcome({"person_id": person_id, "other": other, "kind": kind.value}, writes)


def end_relation(
    person_id: str, other: str, kind: RelationKind, by: Principal, views: Views, clock: Clock
) -> Outcome:
    """Both sides; raises Missing. What has ended stays so."""
    may_see(person_id, by)
    writes = []
    for whose, whom, as_what in ((person_id, other, kind), (other, person_id, inverse(kind))):
        views.rows(whose).profile  # noqa: B018 - raises Missing
        for record in _standing(whose, whom, as_what, views):
            record.ended_at = stamp(clock.now())
            writes.append(replace(record))
    return Outcome({"person_id": person_id, "other": other, "kind": kind.value}, writes)


def _side(
    side: tuple[str, str, RelationKind], by: Principal, views: Views, clock: Clock
) -> list[Write]:
    whose, other, kind = side
    rows = views.rows(whose)
    rows.profile  # noqa: B018 - raises Missing
    standing = list(rows.of(RelationRecord, RELATION))
    key = f"{RELATION}{other}#{kind.value}"
    record = next((r for r in standing if str(r.sk) == key), None)
    if record is None and len(standing) >= MOST_RELATIONS:
        raise RelationsFull(most=MOST_RELATIONS)
    if record is not None and not record.ended_at:
        return []
    told = record or RelationRecord(person_partition(whose), key)
    told.kind, told.other, told.added_by = kind.value, other, by.id
    told.since, told.ended_at = stamp(clock.now()), ""
    return [replace(told) if record is not None else create(told)]


def _standing(whose: str, other: str, kind: RelationKind, views: Views) -> list[RelationRecord]:
    found = views.rows(whose).of(RelationRecord, f"{RELATION}{other}#{kind.value}")
    return [r for r in found if not r.ended_at]
