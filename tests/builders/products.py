"""A product factory over a store in memory, and the managers who use it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.clock import FixedClock
from nongxin.kernel.commands import CommandKey, Done, keys_in, perform
from nongxin.kernel.directory import Directory
from nongxin.kernel.identity import Principal, Role
from nongxin.products import change as ch
from nongxin.products.draft_change import draft_change
from nongxin.products.ports import FactoryParts
from nongxin.products.release_change import release_change
from nongxin.products.store import ProductChanges
from nongxin.products.withdraw_change import withdraw_change
from tests.builders.facts import TODAY
from tests.fakes.parts import MORNING
from tests.fakes.storage import MemoryStorage

ENTITY, HQ = "2758", "610722"
FOPING = "2766"
TOMORROW = TODAY + timedelta(days=1)


def a_manager(
    number: int = 1, role: Role = Role.PRODUCT_MANAGER, entity: str = ENTITY
) -> Principal:
    counties = frozenset({"*"}) if role is Role.PROVINCIAL_APPROVER else frozenset({HQ})
    return Principal(f"st_{HQ}_{number}", role, HQ, entity, counties, "ss_1")


class Factory:
    def __init__(self) -> None:
        self.storage = MemoryStorage()
        clock = FixedClock(MORNING)
        calendar = BusinessCalendar(Directory(self.storage), clock)
        self.parts = FactoryParts(ProductChanges(self.storage), calendar, clock)
        self._keys = 0

    def _done(self, act: Any) -> Done:
        self._keys += 1
        key = CommandKey("test", "st_1", HQ, f"key-{self._keys}", "x")
        return perform(act, key, keys_in("directory"), self.storage)

    def draft(self, by: Principal | None = None, **told: Any) -> str:
        usual = {"entity": ENTITY, "product": "YND", "valid_from": TOMORROW,
                 "fields": {"amount_max_cny": "200000"}, "tunings": {}}  # fmt: skip
        wanted = ch.Wanted(**(usual | told))
        done = self._done(lambda: draft_change(wanted, by or a_manager(), self.parts))
        return str(done.answer["change_id"])

    def release(self, change_id: str, by: Principal, entity: str = ENTITY) -> Done:
        return self._done(lambda: release_change(entity, change_id, by, self.parts))

    def withdraw(self, change_id: str) -> Done:
        return self._done(lambda: withdraw_change(ENTITY, change_id, a_manager(), self.parts))

    def released(self, **told: Any) -> None:
        self.release(self.draft(**told), a_manager(2), told.get("entity", ENTITY))
