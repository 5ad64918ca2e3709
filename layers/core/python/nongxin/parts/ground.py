"""The ground that every context's parts stand on: clients, shards, tables, keys, dates,
commands.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from nongxin.kernel.aws import Aws
from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.clock import Clock, SystemClock
from nongxin.kernel.commands import CommandKey, Done, Outcome, keys_in, perform
from nongxin.kernel.counties import CountyRouter
from nongxin.kernel.directory import Directory, read_moves
from nongxin.kernel.privacy import Vault
from nongxin.kernel.settings import Settings
from nongxin.kernel.storage import Storage

if TYPE_CHECKING:
    from nongxin.kernel.keyring import KmsKeyRing
    from nongxin.kernel.rotation import Rotation


class Ground:
    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()

    @cached_property
    def aws(self) -> Aws:
        return Aws()

    @cached_property
    def router(self) -> CountyRouter:
        from nongxin.catalog.places import shard_map

        stage = self.settings.stage
        return CountyRouter(
            shard_map(self.settings.shard_layout), lambda: read_moves(stage, self.aws)
        )

    @cached_property
    def storage(self) -> Storage:
        return Storage(self.settings.stage, self.router, self.aws)

    @cached_property
    def directory(self) -> Directory:
        return Directory(self.storage)

    @cached_property
    def keys(self) -> KmsKeyRing:
        from nongxin.kernel.keyring import KmsKeyRing

        kms = self.aws.client("kms")
        return KmsKeyRing(kms, self.settings.data_key_id, self.directory, self.storage)

    @cached_property
    def vault(self) -> Vault:
        return Vault(self.keys, self.settings.cipher)

    @cached_property
    def rotation(self) -> Rotation:
        from nongxin.kernel.rotation import Rotation

        return Rotation(self.keys, self.directory, self.storage, self.clock)

    @cached_property
    def calendar(self) -> BusinessCalendar:
        return BusinessCalendar(self.directory, self.clock)

    def perform_in(self, context: str, key: CommandKey, act: Callable[[], Outcome]) -> Done:
        """A command whose key lives in the context's table."""
        return perform(act, key, keys_in(context), self.storage)

    def post_money(self, key: CommandKey, act: Callable[[], Outcome]) -> Done:
        """A command that moves money: its key is the journal row itself."""
        from nongxin.ledger.store import JournalRecord

        return perform(act, key, JournalRecord, self.storage)
