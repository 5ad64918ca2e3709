"""Draft a change: what a legal entity wants different from the template, from a day on."""

from __future__ import annotations

from nongxin.catalog.places import entity
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import new_id
from nongxin.products.change import (
    Change,
    NothingChanges,
    State,
    Wanted,
    must_be_in_time,
    must_manage,
    release_of,
)
from nongxin.products.lines import diff
from nongxin.products.ports import FactoryParts


def draft_change(wanted: Wanted, by: Principal, parts: FactoryParts) -> Outcome:
    """Answers the change's id and state. Nothing is in force yet.

    Raises Missing, OutOfBounds, NotSettable, OutOfOrder, TooEarly, EntityMerged, NothingChanges,
    ProductUnknown.
    """
    must_manage(by, wanted.entity)
    release = release_of(wanted)
    must_be_in_time(release, parts.calendar.business_date(wanted.entity))
    if not any(line.is_changed for line in diff(release)):
        raise NothingChanges()
    bank = entity(wanted.entity)
    assert bank is not None  # must_manage saw it
    change = Change(
        id=new_id("pc", bank.hq, parts.clock),
        release=release,
        over=latest_version(wanted.entity, wanted.product, parts),
        state=State.DRAFT,
        made_by=by.id,
        made_at=parts.clock.now(),
    )
    return Outcome(
        {"change_id": change.id, "state": change.state.value}, [parts.changes.add(change)]
    )


def latest_version(code: str, product: str, parts: FactoryParts) -> int:
    """The newest version that an entity has of a product, shipped ones counted; 0 for none."""
    from nongxin.catalog.products import overrides

    shipped = [o.version for o in overrides() if (o.entity, o.product) == (code, product)]
    released = [r.version for r in parts.changes.releases(code) if r.product == product]
    return max([0, *shipped, *released])
