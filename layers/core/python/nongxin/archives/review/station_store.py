"""Work stations and score sheets as items. Names and scores are sealed: a sheet is for no eyes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from nongxin.archives.household import Archive
from nongxin.archives.refusals import SheetStands, WorkStationStands
from nongxin.archives.review.village_review import Sheet
from nongxin.archives.review.work_station import Member, Seat, WorkStation
from nongxin.archives.section_store import CONTEXT
from nongxin.kernel import deadline
from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import Busy
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, StaleRecord, Write, create, replace
from nongxin.kernel.storage import Storage


class StationRecord(Record):
    context = CONTEXT

    branch = UnicodeAttribute()
    party_branch = UnicodeAttribute()
    members = BinaryAttribute(legacy_encoding=False)


class SheetRecord(Record):
    context = CONTEXT

    scores = BinaryAttribute(legacy_encoding=False)


class MissRecord(Record):
    """How often a wrong code was tried for a member on a day."""

    context = CONTEXT

    misses = NumberAttribute(default=0)


class WorkStations:
    def __init__(self, storage: Storage, vault: Vault) -> None:
        self._storage = storage
        self._vault = vault

    def of_village(self, village: str) -> WorkStation | None:
        pk = f"{village[:6]}#WS"
        found = self._storage.get(StationRecord, pk, village, consistent=True)
        return None if found is None else self._station(found)

    def of_county(self, county: str) -> Iterator[WorkStation]:
        after = None
        while True:
            page = self._storage.page(StationRecord, f"{county}#WS", after=after)
            yield from (self._station(StationRecord.of(item)) for item in page.items)
            after = page.last_key
            if after is None:
                return

    def save(self, station: WorkStation) -> Write:
        record = StationRecord(f"{station.county}#WS", station.village)
        record.branch, record.party_branch = station.branch, station.party_branch
        told = json.dumps([asdict(m) for m in station.members], ensure_ascii=False)
        record.members = self._vault.seal_bytes(told.encode(), record.county, _place(record))
        record.version = station.version
        if station.version:
            return replace(record)
        return create(record, lambda _: WorkStationStands())

    def code(self, village: str, code: str) -> str:
        return self._vault.blind("reviewer_code", f"{village}:{code}")

    def guess(self, village: str, number: int, day: str, most: int) -> bool:
        """One more guess at a member's code, taken before it is looked at: of however many at once
        so many are. Answers whether there was one left. Raises Busy.
        """
        return self._counted(village, f"{day}#{number}", 1, most)

    def guessed_right(self, village: str, number: int, day: str, most: int) -> None:
        """It is given back. Raises Busy."""
        self._counted(village, f"{day}#{number}", -1, most)

    def _counted(self, village: str, sk: str, step: int, most: int) -> bool:
        pk = f"{village[:6]}#WX#{village}"
        with deadline.bounded():
            for _ in deadline.tries():
                found = self._storage.get(MissRecord, pk, sk, consistent=True)
                after = found or MissRecord(pk, sk)
                after.misses = int(after.misses) + step
                if after.misses > most:
                    return False
                with suppress(StaleRecord):  # another guess at the same member's
                    self._storage.commit(replace(after) if found else create(after))
                    return True
        raise Busy()

    def hand_in(self, archive: Archive, sheet: Sheet) -> Write:
        """One sheet a reviewer and submission; refused with SheetStands."""
        record = SheetRecord(_sheets(archive), f"{stamp(archive.since)}#{sheet.reviewer:02d}")
        told = json.dumps({"scores": dict(sheet.scores), "veto": sheet.veto})
        record.scores = self._vault.seal_bytes(told.encode(), record.county, _place(record))
        return create(record, lambda _: SheetStands())

    def sheets(self, archive: Archive) -> list[Sheet]:
        """Those of the archive's present submission."""
        pk, prefix = _sheets(archive), f"{stamp(archive.since)}#"
        found = self._storage.query(SheetRecord, pk, prefix, consistent=True)
        return [self._sheet(record) for record in found]

    def _sheet(self, record: SheetRecord) -> Sheet:
        told = json.loads(
            self._vault.open_bytes(bytes(record.scores), record.county, _place(record))
        )
        reviewer = int(str(record.sk).rpartition("#")[2])
        return Sheet(reviewer, told["scores"], told["veto"])

    def _station(self, record: StationRecord) -> WorkStation:
        told = json.loads(
            self._vault.open_bytes(bytes(record.members), record.county, _place(record))
        )
        members = [Member(**(m | {"seat": Seat(m["seat"])})) for m in told]
        return WorkStation(
            village=str(record.sk),
            branch=str(record.branch),
            party_branch=str(record.party_branch),
            members=members,
            version=int(record.version),
        )


def _sheets(archive: Archive) -> str:
    return f"{archive.county}#R#{archive.id}"


def _place(record: Record) -> str:
    return f"{CONTEXT}/{record.pk}/{record.sk}"
