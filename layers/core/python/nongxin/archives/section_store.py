"""Sections as items. The newest version lies with the household's head, so that a household is one
query; earlier ones, and changes that stood aside, lie in a partition of their own.

What opens a household and captures it in one go is one item: a dozen sections packed as one take a
third of the units. A section that is changed later is an item of its own, and counts before it.

A section's rows are JSON, packed and sealed as one: every section may hold personal data.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace as changed
from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
)

from nongxin.archives.household import Section
from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, StaleRecord, Write, create, put, replace
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value

CONTEXT = "archives"
PREFIX = "S#"
_ASIDE = "C#"
_FIRST = "FIRST"
Item = dict[str, Any]
Rows = list[dict[str, Any]]


class SectionRecord(Record):
    """`via` is the tablet and its own number of the change: the same change comes only once."""

    context = CONTEXT

    rows = BinaryAttribute(legacy_encoding=False)
    changed_at = UnicodeAttribute()
    changed_by = UnicodeAttribute()
    authors: JSONAttribute = JSONAttribute(null=True)
    via = UnicodeAttribute(null=True)


class FirstCaptureRecord(Record):
    """The sections of a first capture, each as version 1: rows with their moment and `via`."""

    context = CONTEXT

    rows = BinaryAttribute(legacy_encoding=False)
    changed_by = UnicodeAttribute()


class AsideRecord(Record):
    """A change that could not be merged (`open`), or that a later one of its tablet overtook."""

    context = CONTEXT

    rows = BinaryAttribute(legacy_encoding=False)
    changed_at = UnicodeAttribute()
    changed_by = UnicodeAttribute()
    over = NumberAttribute()
    waits = BooleanAttribute()


@value
class Aside:
    """`over` is the version that the change was made on; `waits` for somebody to settle it."""

    code: str
    via: str
    rows: list[dict[str, Any]]
    over: int
    changed_at: datetime
    changed_by: str
    waits: bool


class Sections:
    def __init__(self, storage: Storage, vault: Vault) -> None:
        self._storage = storage
        self._vault = vault

    def newest(self, items: Iterable[dict[str, Any]]) -> dict[str, Section]:
        """The sections among the items of a household's partition, by code."""
        found: dict[str, Section] = {}
        for item in items:
            if item["sk"]["S"] == _FIRST:
                found = self._first(FirstCaptureRecord.of(item)) | found
            elif item["sk"]["S"].startswith(PREFIX):
                record = SectionRecord.of(item)
                found[str(record.sk)[len(PREFIX) :]] = self._section(record, int(record.version))
        return found

    def one(self, household_id: str, code: str) -> Section | None:
        """The newest version, strongly consistent; None where it was never captured."""
        pk = head_pk(household_id)
        found = self._storage.get(SectionRecord, pk, PREFIX + code, consistent=True)
        if found is not None:
            return self._section(found, int(found.version))
        first = self._storage.get(FirstCaptureRecord, pk, _FIRST, consistent=True)
        return self._first(first).get(code) if first else None

    def keep_first(self, household_id: str, sections: Mapping[str, Section]) -> Write:
        """All that one person captured of a household that is new, each section as version 1."""
        record = FirstCaptureRecord(head_pk(household_id), _FIRST)
        told = {c: [s.rows, stamp(s.changed_at), s.via] for c, s in sections.items()}
        record.rows = self._sealed(record, told)
        (record.changed_by,) = {s.changed_by for s in sections.values()}
        return create(record)

    def _first(self, record: FirstCaptureRecord) -> dict[str, Section]:
        by = str(record.changed_by)
        return {
            code: Section(rows, 1, parse_stamp(at), by, frozenset({by}), via, is_first=True)
            for code, (rows, at, via) in self._opened(record).items()
        }

    def version(self, household_id: str, code: str, version: int) -> Section:
        """An earlier version; raises Missing."""
        sk = f"{PREFIX}{code}#{version:05d}"
        found = self._storage.get(SectionRecord, _past_pk(household_id), sk, consistent=True)
        if found is None:
            raise Missing()
        return self._section(found, version)

    def past(self, household_id: str, code: str) -> list[Section]:
        """The earlier versions, newest first (a hundred of them at most)."""
        pk, prefix = _past_pk(household_id), f"{PREFIX}{code}#"
        page = self._storage.page(
            SectionRecord, pk, prefix, limit=100, newest_first=True, consistent=True
        )
        records = [SectionRecord.of(item) for item in page.items]
        return [self._section(r, int(str(r.sk)[len(prefix) :])) for r in records]

    def keep(
        self, household_id: str, code: str, section: Section, over: Section | None = None
    ) -> list[Write]:
        """A section's next version over the one that was read, which goes to the past ones.

        Refused as stale if another came first.
        """
        return self.keep_all(household_id, code, [section], over)

    def keep_all(
        self, household_id: str, code: str, following: list[Section], over: Section | None
    ) -> list[Write]:
        """As `keep`, of several versions one after another: the last one stands."""
        *passing, last = following
        record = self._filled(SectionRecord(head_pk(household_id), PREFIX + code), last)
        past = [self._past(household_id, code, s) for s in (*([over] if over else []), *passing)]
        newest = replace(record, over.version) if over and not over.is_first else create(record)
        writes = [newest, *past]
        record.version = last.version
        return writes

    def _past(self, household_id: str, code: str, section: Section) -> Write:
        sk = f"{PREFIX}{code}#{section.version:05d}"
        return create(self._filled(SectionRecord(_past_pk(household_id), sk), section))

    def set_aside(self, household_id: str, aside: Aside) -> Write:
        """Keeps a change as it came; the same one again is the same item."""
        record = AsideRecord(_past_pk(household_id), f"{_ASIDE}{aside.code}#{aside.via}")
        record.rows = self._sealed(record, aside.rows)
        record.changed_at, record.changed_by = stamp(aside.changed_at), aside.changed_by
        record.over, record.waits = aside.over, aside.waits
        return put(record)

    def settled(self, household_id: str, aside: Aside) -> Write:
        return self.set_aside(household_id, changed(aside, waits=False))

    def asides(self, household_id: str) -> list[Aside]:
        """Changes that stood aside, of all sections."""
        found = self._storage.page(AsideRecord, _past_pk(household_id), _ASIDE, consistent=True)
        return [self._aside(AsideRecord.of(item)) for item in found.items]

    def _aside(self, record: AsideRecord) -> Aside:
        code, _, via = str(record.sk)[len(_ASIDE) :].partition("#")
        return Aside(
            code=code,
            via=via,
            rows=self._opened(record),
            over=int(record.over),
            changed_at=parse_stamp(str(record.changed_at)),
            changed_by=str(record.changed_by),
            waits=bool(record.waits),
        )

    def rewrite(self, household_id: str, change: Callable[[str, Rows], Rows]) -> None:
        """Other rows in every version of every section, and in what stood aside; all the rest of
        them stays as it was. Raises StaleRecord where one of them changed meanwhile.
        """
        for pk in (head_pk(household_id), _past_pk(household_id)):
            for item in self._items(pk):
                record = _kind(item["sk"]["S"])
                if record is not None:
                    self._rewrite_one(item, record.of(item), change)

    def _rewrite_one(self, item: Item, record: Any, change: Callable[[str, Rows], Rows]) -> None:
        told, code = self._opened(record), str(record.sk)[len(PREFIX) :].partition("#")[0]
        if record.sk == _FIRST:
            anew: Any = {c: [change(c, rows), *more] for c, (rows, *more) in told.items()}
        else:
            anew = change(code, told)
        if anew == told:
            return
        changed = {"rows": {"B": self._sealed(record, anew)}}
        if not self._storage.rewrite(CONTEXT, item, changed):
            raise StaleRecord()

    def _items(self, pk: str) -> Iterator[Item]:
        after = None
        while True:
            page = self._storage.page(SectionRecord, pk, after=after, consistent=True)
            yield from page.items
            after = page.last_key
            if after is None:
                return

    def _filled(self, record: SectionRecord, section: Section) -> SectionRecord:
        record.changed_at, record.changed_by = stamp(section.changed_at), section.changed_by
        others = section.authors - {section.changed_by}
        record.authors = sorted(others) or None
        record.via = section.via or None
        record.rows = self._sealed(record, section.rows)
        return record

    def _section(self, record: SectionRecord, version: int) -> Section:
        by = str(record.changed_by)
        return Section(
            rows=self._opened(record),
            version=version,
            changed_at=parse_stamp(str(record.changed_at)),
            changed_by=by,
            authors=frozenset(record.authors or ()) | {by},
            via=str(record.via or ""),
        )

    def _sealed(self, record: Record, content: Any) -> bytes:
        told = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return self._vault.seal_bytes(zlib.compress(told.encode(), 6), record.county, _at(record))

    def _opened(self, record: SectionRecord | FirstCaptureRecord | AsideRecord) -> Any:
        packed = self._vault.open_bytes(bytes(record.rows), record.county, _at(record))
        return json.loads(zlib.decompress(packed))


def _kind(sk: str) -> type[Record] | None:
    """What kind of rows lies under a sort key; None for an archive's head."""
    if sk == _FIRST:
        return FirstCaptureRecord
    if sk.startswith(_ASIDE):
        return AsideRecord
    return SectionRecord if sk.startswith(PREFIX) else None


def head_pk(household_id: str) -> str:
    return f"{county_of(household_id, 'hh')}#H#{household_id}"


def _past_pk(household_id: str) -> str:
    return f"{county_of(household_id, 'hh')}#V#{household_id}"


def _at(record: Record) -> str:
    return f"{CONTEXT}/{record.pk}/{record.sk}/rows"
