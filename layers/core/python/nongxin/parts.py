"""The one joining place: real parts, made when first asked for and kept while the Lambda lives.

A door asks `parts()` for what its use case needs; nothing is made at import, so a cold start pays
only for what its route uses.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from nongxin.kernel.aws import Aws
from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.clock import Clock, SystemClock
from nongxin.kernel.commands import CommandKey, Done, Outcome, keys_in, perform
from nongxin.kernel.counties import CountyRouter
from nongxin.kernel.directory import Directory, read_moves
from nongxin.kernel.numbers import Numbers
from nongxin.kernel.privacy import Vault
from nongxin.kernel.settings import Settings
from nongxin.kernel.storage import Storage

if TYPE_CHECKING:
    from nongxin.accounts.open_account import OpeningParts
    from nongxin.accounts.store import DynamoAccounts
    from nongxin.customers.register_customer import RegistrationParts
    from nongxin.customers.store import Persons
    from nongxin.ledger.store import LedgerAccounts


class Parts:
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
    def vault(self) -> Vault:
        from nongxin.kernel.keyring import KmsKeyRing

        kms = self.aws.client("kms")
        ring = KmsKeyRing(kms, self.settings.data_key_id, self.directory, self.storage)
        return Vault(ring)

    @cached_property
    def calendar(self) -> BusinessCalendar:
        return BusinessCalendar(self.directory, self.clock)

    @cached_property
    def ledger(self) -> LedgerAccounts:
        from nongxin.ledger.store import LedgerAccounts

        return LedgerAccounts(self.storage)

    @cached_property
    def accounts(self) -> DynamoAccounts:
        from nongxin.accounts.store import DynamoAccounts

        return DynamoAccounts(self.storage)

    @cached_property
    def opening(self) -> OpeningParts:
        from nongxin.accounts.open_account import OpeningParts
        from nongxin.accounts.store import AccountNumbers

        numbers = Numbers(self.storage, AccountNumbers)
        return OpeningParts(
            self.accounts, self.ledger, numbers, self.directory, self.vault, self.clock
        )

    @cached_property
    def persons(self) -> Persons:
        from nongxin.customers.store import Persons

        return Persons(self.storage, self.directory, self.vault)

    @cached_property
    def registration(self) -> RegistrationParts:
        from nongxin.customers.register_customer import RegistrationParts

        return RegistrationParts(self.persons, self.directory, self.vault, self.clock)

    def perform_in(
        self, context: str, key: CommandKey, act: Callable[[], Outcome]
    ) -> Done:
        """A command whose key lives in the context's table."""
        return perform(act, key, keys_in(context), self.storage)

    def post_money(self, key: CommandKey, act: Callable[[], Outcome]) -> Done:
        """A command that moves money: its key is the journal row itself."""
        from nongxin.ledger.store import JournalRecord

        return perform(act, key, JournalRecord, self.storage)


@lru_cache(maxsize=1)
def parts() -> Parts:
    return Parts(Settings.from_env(os.environ))
