"""The ids of one person: customers who were merged are one, by whichever of their ids one asks."""

from __future__ import annotations

from collections.abc import Iterator

from nongxin.customers.get_customer import may_see
from nongxin.customers.view.view_store import MERGED, MergedRecord, Rows, Views
from nongxin.kernel.identity import Principal, Role


def ids_seen(person_id: str, by: Principal, views: Views) -> dict[str, Rows]:
    """The rows of each id that the caller sees under this one, the asked id first.

    Persons see themselves whole. Staff see what merged customers brought along, and no survivor,
    who may live in another county. Raises Missing, also for who may not see them.
    """
    may_see(person_id, by)
    if by.role is Role.CUSTOMER:
        return every_id(person_id, views)
    asked = views.rows(person_id)
    return {person_id: asked} | {other: views.rows(other) for other in _brought_along(asked)}


def every_id(person_id: str, views: Views) -> dict[str, Rows]:
    """The rows of every id of the person, the asked one first. Raises Missing."""
    found = {person_id: views.rows(person_id)}
    survivor = str(found[person_id].profile.merged_into or person_id)
    if survivor not in found:
        found[survivor] = views.rows(survivor)
    for other in _brought_along(found[survivor]):
        if other not in found:
            found[other] = views.rows(other)
    return found


def _brought_along(rows: Rows) -> Iterator[str]:
    return (str(m.other) for m in rows.of(MergedRecord, MERGED) if not m.ended_at)
