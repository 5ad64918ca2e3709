"""The one joining place: real parts, made when first asked for and kept while the Lambda lives.

A door asks `parts()` for what its use case needs; nothing is made at import, so a cold start pays
only for what its route uses.
"""

from __future__ import annotations

import os
from functools import cached_property, lru_cache

from nongxin.kernel.aws import Aws
from nongxin.kernel.clock import Clock, SystemClock
from nongxin.kernel.counties import CountyRouter
from nongxin.kernel.directory import Directory, read_moves
from nongxin.kernel.privacy import Vault
from nongxin.kernel.settings import Settings
from nongxin.kernel.storage import Storage


class Parts:
    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()

    @cached_property
    def aws(self) -> Aws:
        return Aws()

    @cached_property
    def router(self) -> CountyRouter:
        from nongxin.catalog import shard_map

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


@lru_cache(maxsize=1)
def parts() -> Parts:
    return Parts(Settings.from_env(os.environ))
