"""Households and the parts of the archives context over tables in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from devkit.people import Draft, archetype
from nongxin.archives.approve_archive import approve_archive
from nongxin.archives.files.import_store import Imports
from nongxin.archives.open_household import OpenHousehold, open_household
from nongxin.archives.photos.photo_store import Photos
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.put_section import PutSection, put_section
from nongxin.archives.review.station_store import WorkStations
from nongxin.archives.store import ArchiveNumbers, Households
from nongxin.archives.submit_archive import submit_archive
from nongxin.kernel.clock import FixedClock
from nongxin.kernel.commands import CommandKey, Done, Outcome, fingerprint, keys_in, perform
from nongxin.kernel.directory import Directory
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.numbers import Numbers
from nongxin.kernel.privacy import FixedKeys, Vault
from nongxin.kernel.uploads import Uploads
from tests.builders.customers import LIQUAN, NOON, a_principal
from tests.fakes.aws import MemoryS3
from tests.fakes.storage import MemoryStorage

TODAY = date(2026, 11, 25)
ACCOUNT_NO = "2724610425000000012"
OFFICER = a_principal()
OTHER_OFFICER = a_principal(id=f"st_{LIQUAN}_01JD0000000000000000000002")
APPROVER = a_principal(Role.COUNTY_APPROVER, id=f"st_{LIQUAN}_01JD0000000000000000000003")


def a_draft(kind: str = "approve", number: int = 1, county: str = LIQUAN) -> Draft:
    return archetype(kind, county, number, TODAY)


def sections_of(draft: Draft) -> dict[str, list[dict[str, Any]]]:
    return draft.captured(ACCOUNT_NO, OFFICER.id)


class ArchivesWorld:
    """The archives context over tables in memory; every command gets a fresh key."""

    def __init__(self) -> None:
        self.storage = MemoryStorage()
        self.s3 = MemoryS3()
        self.clock = FixedClock(NOON)
        self.vault = Vault(FixedKeys())
        self.directory = Directory(self.storage)
        self.households = Households(self.storage, self.directory, self.vault)
        numbers = Numbers(self.storage, ArchiveNumbers)
        self.stations = WorkStations(self.storage, self.vault)
        self.parts = ArchiveParts(
            households=self.households,
            numbers=numbers,
            directory=self.directory,
            vault=self.vault,
            clock=self.clock,
            stations=self.stations,
            storage=self.storage,
            uploads=Uploads(lambda: self.s3, "uploads"),
            photos=Photos(self.storage, self.vault),
            imports=Imports(self.storage),
        )
        self._keys = 0

    def do(self, by: Principal, act: Callable[[], Outcome], key: str = "") -> Done:
        self._keys += 1
        named = CommandKey(
            "archives.test", by.id, by.county, key or f"key-{self._keys:05d}", fingerprint(key)
        )
        return perform(act, named, keys_in("archives"), self.storage)

    def open(self, village: str = "", by: Principal = OFFICER) -> str:
        command = OpenHousehold(village or a_draft().village)
        done = self.do(by, lambda: open_household(command, by, self.parts))
        return str(done.answer["household_id"])

    def put(self, household_id: str, section: str, rows: Any, by: Principal = OFFICER) -> Done:
        command = PutSection(household_id, section, rows)
        return self.do(by, lambda: put_section(command, by, self.parts))

    def captured(self, draft: Draft | None = None, by: Principal = OFFICER) -> str:
        """A draft archive with every section put."""
        draft = draft or a_draft()
        household_id = self.open(draft.village, by)
        for section, rows in sections_of(draft).items():
            self.put(household_id, section, rows, by)
        return household_id

    def submitted(self, draft: Draft | None = None, by: Principal = OFFICER) -> str:
        household_id = self.captured(draft, by)
        self.do(by, lambda: submit_archive(household_id, by, self.parts))
        return household_id

    def approve(self, household_id: str, by: Principal = APPROVER) -> Done:
        return self.do(by, lambda: approve_archive(household_id, by, self.parts))

    def live(self, draft: Draft | None = None) -> str:
        household_id = self.submitted(draft)
        self.approve(household_id)
        return household_id
