"""Changes and released versions as items of the directory: a legal entity's are in one
partition.
"""

from __future__ import annotations

import json
import time
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.catalog.releases import Release
from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.counties import DIRECTORY, LEASE_SECONDS
from nongxin.kernel.errors import Missing
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Page, Storage
from nongxin.products.change import Change, Outdated, State

_CHANGE, _RELEASE = "CHANGE#", "RELEASE#"


class ReleaseRecord(Record):
    """A version in force from a day; never changed, never deleted."""

    context = DIRECTORY

    product = UnicodeAttribute()
    number = NumberAttribute()
    valid_from = UnicodeAttribute()
    content = UnicodeAttribute()
    change_id = UnicodeAttribute()


class ChangeRecord(Record):
    context = DIRECTORY

    product = UnicodeAttribute()
    number = NumberAttribute()
    over = NumberAttribute()
    valid_from = UnicodeAttribute()
    content = UnicodeAttribute()
    state = UnicodeAttribute()
    made_by = UnicodeAttribute()
    made_at = UnicodeAttribute()
    decided_by = UnicodeAttribute(null=True)
    decided_at = UnicodeAttribute(null=True)


class ProductChanges:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, entity: str, change_id: str, *, consistent: bool = False) -> Change:
        """Raises Missing."""
        sk = _CHANGE + change_id
        found = self._storage.get(ChangeRecord, _pk(entity), sk, consistent=consistent)
        if found is None:
            raise Missing()
        return _change(found)

    def page(self, entity: str, limit: int, after: dict[str, object] | None) -> Page:
        """Changes of an entity, newest first; `read` gives them their shape."""
        return self._storage.page(
            ChangeRecord, _pk(entity), _CHANGE, limit=limit, after=after, newest_first=True
        )

    @staticmethod
    def read(page: Page) -> list[Change]:
        return [_change(ChangeRecord.of(item)) for item in page.items]

    def releases(self, entity: str) -> tuple[Release, ...]:
        """Every version that an entity released, all products."""
        found = self._storage.query(ReleaseRecord, _pk(entity), _RELEASE, consistent=True)
        return tuple(_release(entity, record) for record in found)

    def add(self, change: Change) -> Write:
        return create(_filled(change))

    def save(self, change: Change) -> Write:
        record = _filled(change)
        record.version = change.record_version
        return replace(record)

    def publish(self, change: Change) -> Write:
        """The version itself; refused with Outdated if another took its number."""
        release = change.release
        sk = f"{_RELEASE}{release.product}#{release.version:06d}"
        record = ReleaseRecord(_pk(release.entity), sk, change_id=change.id)
        record.product, record.number = release.product, release.version
        record.valid_from, record.content = release.valid_from.isoformat(), _content(release)
        return create(record, lambda _: Outdated())


class LeasedReleases:
    """Releases as `catalog.releases` reads them: at most once in ten seconds an entity.

    A version begins a day after its release at the earliest, and a lease is for the day that was
    asked about: so none hides a version in force, not even just after midnight.
    """

    def __init__(self, changes: ProductChanges) -> None:
        self._changes = changes
        self._leases: dict[str, _Lease] = {}

    def __call__(self, entity: str, on: date) -> tuple[Release, ...]:
        if not entity:
            return ()
        lease = self._leases.get(entity)
        if lease is None or lease.on != on or time.monotonic() >= lease.ends_at:
            ends_at = time.monotonic() + LEASE_SECONDS
            lease = self._leases[entity] = _Lease(on, ends_at, self._changes.releases(entity))
        return lease.found


class _Lease(NamedTuple):
    on: date
    ends_at: float
    found: tuple[Release, ...]


def _pk(entity: str) -> str:
    return f"PRODUCTS#{entity}"


def _content(release: Release) -> str:
    told = {
        "fields": {name: str(value) for name, value in release.fields},
        "tunings": dict(release.tunings),
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def _release(entity: str, record: ReleaseRecord | ChangeRecord) -> Release:
    told = json.loads(str(record.content))
    return Release(
        entity=entity,
        product=str(record.product),
        version=int(record.number),
        valid_from=date.fromisoformat(record.valid_from),
        fields=tuple(sorted((n, Decimal(v)) for n, v in told["fields"].items())),
        tunings=tuple(sorted(told["tunings"].items())),
    )


def _filled(change: Change) -> ChangeRecord:
    release = change.release
    record = ChangeRecord(_pk(release.entity), _CHANGE + change.id)
    record.product, record.number, record.over = release.product, release.version, change.over
    record.valid_from, record.content = release.valid_from.isoformat(), _content(release)
    record.state, record.made_by = change.state.value, change.made_by
    record.made_at = stamp(change.made_at)
    record.decided_by = change.decided_by or None
    record.decided_at = stamp(change.decided_at) if change.decided_at else None
    return record


def _change(record: ChangeRecord) -> Change:
    return Change(
        id=str(record.sk).removeprefix(_CHANGE),
        release=_release(str(record.pk).partition("#")[2], record),
        over=int(record.over),
        state=State(record.state),
        made_by=str(record.made_by),
        made_at=parse_stamp(str(record.made_at)),
        decided_by=str(record.decided_by or ""),
        decided_at=parse_stamp(str(record.decided_at)) if record.decided_at else None,
        record_version=int(record.version),
    )
