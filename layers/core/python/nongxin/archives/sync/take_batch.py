"""Take a tablet's batch (离线同步): changes of sections, in any order, twice, hours late.

Each household is one transaction. A change is known by tablet and number, so that a batch may be
sent again after any failure; what does not fit into the deadline is named and sent again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from ulid import ULID

from nongxin.archives.checks.rows import checked_rows
from nongxin.archives.household import Archive, Book, Section, Status
from nongxin.archives.open_household import COUNTY_DIGITS, drafted, served_village
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.put_section import completed, known, named, writable
from nongxin.archives.refusals import VersionUnknown
from nongxin.archives.section_store import Aside
from nongxin.archives.sync.arrivals import Arrival, Result, settled
from nongxin.kernel import deadline
from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.errors import Busy, Missing, Problem
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import StaleRecord, Write
from nongxin.kernel.value import value

# Time that one household may take; with less left, the rest is for the next call.
_SPARE_SECONDS = 1.5
_MARK_DIGITS = 12  # two contents under one number are told apart by them


@value
class SectionChange:
    """`over` is the version that the tablet changed, 0 for none."""

    number: int
    section: str
    over: int
    rows: Sequence[Mapping[str, Any]]
    made_at: datetime


@value
class HouseholdChanges:
    """A household by its id, or one that the tablet opened: its name for it, when, and where."""

    changes: Sequence[SectionChange]
    household_id: str = ""
    ref: str = ""
    village: str = ""
    opened_at: datetime | None = None


@value
class Batch:
    device: str
    households: Sequence[HouseholdChanges]


@value
class Taken:
    """What became of one change."""

    number: int
    section: str
    result: Result
    version: int = 0
    refusal: Problem | None = None


@value
class Synced:
    """What became of a household's changes; `versions` are those of the sections that came."""

    ref: str
    household_id: str
    number: str
    versions: Mapping[str, int]
    taken: Sequence[Taken]


@value
class BatchTaken:
    """`later` names households that are to be sent again, by their id or the tablet's name."""

    households: list[Synced] = field(default_factory=list)
    later: list[str] = field(default_factory=list)


def take_batch(batch: Batch, by: Principal, parts: ArchiveParts) -> BatchTaken:
    """Raises NotYourCounty, VillageUnknown, CountyNotServed or Missing before anything is changed.

    What a single change is refused for is told beside it, and does not hold up the others.
    """
    places = [_place(batch.device, each, by, parts) for each in batch.households]
    done = BatchTaken()
    for household_id, each in zip(places, batch.households, strict=True):
        if deadline.remaining() < _SPARE_SECONDS:
            done.later.append(each.ref or household_id)
            continue
        try:
            done.households.append(_taken(batch.device, household_id, each, by, parts))
        except Missing as unknown:  # an id that was never given out: its changes have no place
            done.households.append(_refused(household_id, each, unknown))
        except Busy:
            done.later.append(each.ref or household_id)
    return done


def _refused(household_id: str, each: HouseholdChanges, why: Problem) -> Synced:
    taken = [Taken(c.number, c.section, Result.REFUSED, refusal=why) for c in each.changes]
    return Synced(each.ref, household_id, "", {}, taken)


def _place(device: str, each: HouseholdChanges, by: Principal, parts: ArchiveParts) -> str:
    """The household's id, of a county that the caller serves."""
    if each.household_id:
        if not by.serves(county_of(each.household_id, "hh")):
            raise Missing()
        return each.household_id
    served_village(each.village, by, parts.clock.today())
    return tablet_id(device, each)


def tablet_id(device: str, each: HouseholdChanges) -> str:
    """The id of a household that a tablet opened: the same whenever and however often it comes."""
    assert each.opened_at is not None
    told = sha256(f"{device}\n{each.ref}\n{each.village}".encode()).digest()[:10]
    moment = int(each.opened_at.timestamp() * 1000).to_bytes(6, "big")
    return f"hh_{each.village[:COUNTY_DIGITS]}_{ULID(moment + told)}"


def _taken(
    device: str, household_id: str, each: HouseholdChanges, by: Principal, parts: ArchiveParts
) -> Synced:
    """Decided anew while others write in between; raises Busy at the deadline."""
    while True:
        household = _Household(device, household_id, by, parts)
        synced, writes = household.take(each)
        try:
            if writes:
                parts.storage.commit(*writes)
            return synced
        except StaleRecord:
            deadline.check()


class _Household:
    """One household while a batch is taken: its sections as they stand after each change."""

    def __init__(self, device: str, household_id: str, by: Principal, parts: ArchiveParts) -> None:
        self._device = device
        self._id = household_id
        self._by = by
        self._parts = parts
        self._following: dict[str, list[Section]] = {}
        self._aside: list[Write] = []

    def take(self, each: HouseholdChanges) -> tuple[Synced, list[Write]]:
        book, writes = self._book(each)
        archive = book.working
        taken = [
            self._change(change, book, archive)
            for change in sorted(each.changes, key=lambda c: c.number)
        ]
        writes += self._kept(book, is_new=bool(writes))
        versions = {c.section: self._newest(c.section, book) for c in each.changes}
        told = {code: s.version for code, s in versions.items() if s is not None}
        return Synced(each.ref, self._id, archive.number, told, taken), writes + self._aside

    def _kept(self, book: Book, *, is_new: bool) -> list[Write]:
        keeper = self._parts.households.sections
        if is_new and self._following and all(len(f) == 1 for f in self._following.values()):
            first = {code: section for code, (section,) in self._following.items()}
            return [keeper.keep_first(self._id, first)]
        return [
            write
            for code, following in self._following.items()
            for write in keeper.keep_all(self._id, code, following, book.newest.get(code))
        ]

    def _book(self, each: HouseholdChanges) -> tuple[Book, list[Write]]:
        """What there is of the household; one that the tablet opened is opened here."""
        try:
            return self._parts.households.book(self._id), []
        except Missing:
            if each.household_id or each.opened_at is None:
                raise
        today = self._parts.clock.today()
        entity = served_village(each.village, self._by, today)
        opened_on = min(each.opened_at.astimezone(SHANGHAI).date(), today)
        nth, counted = self._parts.households.opened_on(
            self._by.id, each.village[:COUNTY_DIGITS], opened_on
        )
        archive = drafted(self._id, entity, each.village, self._by, self._parts)
        archive = replace(archive, opened_on=opened_on, nth_of_day=nth)
        households = self._parts.households
        writes = [households.add(archive), households.enrol(archive), counted]
        return Book(archive, None, {}), writes

    def _change(self, change: SectionChange, book: Book, archive: Archive) -> Taken:
        try:
            return self._settled(change, book, archive)
        except Problem as refusal:
            return Taken(change.number, change.section, Result.REFUSED, refusal=refusal)

    def _settled(self, change: SectionChange, book: Book, archive: Archive) -> Taken:
        spec = writable(change.section)
        if archive.status is Status.CANCELLED:
            archive.must_be("change", Status.DRAFT)
        day = known(self._parts.clock)
        rows = checked_rows(spec, completed(spec.code, change.rows, archive), day)
        standing = self._newest(spec.code, book)
        version = standing.version if standing else 0
        if change.over > version:
            raise VersionUnknown(**named(spec), version=change.over)
        arrival = Arrival(self._device, change.number, change.over, rows, self._mark(rows))
        versions = list(self._versions(spec.code, change.over, book))
        result, after = settled(spec, arrival, versions)
        if result in (Result.APPLIED, Result.MERGED) and self._was_aside(
            arrival, spec.code, version
        ):
            result = Result.REPEATED
        if result is Result.MERGED:
            after = checked_rows(spec, after, day)
        if result in (Result.APPLIED, Result.MERGED):
            version = self._stands(spec.code, change, after, book, arrival.via)
        if result in (Result.SUPERSEDED, Result.CONFLICT):
            result = self._put_aside(arrival, change, result)
        return Taken(change.number, spec.code, result, version)

    def _mark(self, rows: list[dict[str, Any]]) -> str:
        told = json.dumps(rows, sort_keys=True, ensure_ascii=False)
        return self._parts.vault.blind("change", told)[:_MARK_DIGITS]

    def _newest(self, code: str, book: Book) -> Section | None:
        following = self._following.get(code)
        return following[-1] if following else book.newest.get(code)

    def _versions(self, code: str, over: int, book: Book) -> Iterator[Section]:
        """All from the version `over` on, oldest first; the past is read where it is needed."""
        standing = book.newest.get(code)
        if standing is None or over < standing.version:
            past = self._past(code, standing)
            yield from (s for s in past if s.version >= over)
        if standing is not None:
            yield standing
        yield from self._following.get(code, ())

    def _past(self, code: str, standing: Section | None) -> list[Section]:
        if standing is None or standing.version == 1:
            return []
        return self._parts.households.sections.past(self._id, code)[::-1]

    def _stands(
        self, code: str, change: SectionChange, rows: list[dict[str, Any]], book: Book, via: str
    ) -> int:
        now = self._parts.clock.now()
        told = Section(rows, 0, min(change.made_at, now), self._by.id, via=via)
        over_live = book.over_live(code) and code not in self._following
        section = told.after(self._newest(code, book), over_live=over_live)
        self._following.setdefault(code, []).append(section)
        return section.version

    def _was_aside(self, arrival: Arrival, code: str, version: int) -> bool:
        """A change that stood aside and was settled since must not come back."""
        if arrival.over == version:
            return False
        asides = self._parts.households.sections.asides(self._id)
        return any((a.code, a.via) == (code, arrival.via) for a in asides)

    def _put_aside(self, arrival: Arrival, change: SectionChange, result: Result) -> Result:
        """As it came; what was settled before stays so."""
        code, via = change.section, arrival.via
        asides = self._parts.households.sections.asides(self._id)
        standing = next((a for a in asides if (a.code, a.via) == (code, via)), None)
        if standing is not None:
            return result if standing.waits else Result.REPEATED
        aside = Aside(
            code=code,
            via=via,
            rows=arrival.rows,
            over=change.over,
            changed_at=change.made_at,
            changed_by=self._by.id,
            waits=result is Result.CONFLICT,
        )
        self._aside.append(self._parts.households.sections.set_aside(self._id, aside))
        return result
