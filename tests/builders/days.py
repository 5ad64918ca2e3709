"""The day close over books in memory; waiting takes no time, and something may happen meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.directory import Directory
from nongxin.kernel.evidence import Evidence
from nongxin.kernel.privacy import FixedKeys, Vault
from nongxin.ledger.close_day import ClosingParts, close_day, open_books
from nongxin.ledger.day_store import DynamoDays, SealRecord
from nongxin.ledger.read_trial import DayRead, read_trial
from nongxin.ledger.verify_day import Finding, VerifyingParts, verify_day
from tests.builders.books import LedgerWorld
from tests.fakes.aws import MemoryS3

ENTITY = "2758"


class Closing:
    """`meanwhile` is called while a run waits for the last postings to arrive."""

    def __init__(self, world: LedgerWorld) -> None:
        self.world = world
        self.waited: list[int] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.s3 = MemoryS3()
        self.evidence = Evidence(self.s3, "evidence", Vault(FixedKeys()))
        self.days = DynamoDays(world.storage)
        self.parts = ClosingParts(
            storage=world.storage,
            directory=Directory(world.storage),
            calendar=BusinessCalendar(Directory(world.storage), world.clock),
            days=self.days,
            evidence=self.evidence,
            wait=self._wait,
        )

    def open(self, day: date, *entities: str) -> None:
        for entity in entities or (ENTITY,):
            open_books(entity, day, self.parts)
        self.world.calendar.forget()

    def close(self, day: date, entity: str = ENTITY) -> SealRecord:
        seal = close_day(entity, day, self.parts)
        self.world.calendar.forget()
        return seal

    def trial(self, day: date, entity: str = ENTITY) -> DayRead:
        return read_trial(entity, day, self.days)

    def verify(self, day: date, entity: str = ENTITY) -> list[Finding]:
        return verify_day(entity, day, VerifyingParts(self.days, self.world.ledger, self.evidence))

    def _wait(self, seconds: int) -> None:
        self.waited.append(seconds)
        self.meanwhile()
