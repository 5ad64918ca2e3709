"""Nonces of signed questions: each is good once; the table drops them when their time is over."""

from __future__ import annotations

from datetime import datetime

from nongxin.kernel.clock import Clock
from nongxin.kernel.http.signed import SKEW_SECONDS, NonceReplayed, Signer
from nongxin.kernel.records import Record, create
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value
from nongxin.stations.store import Terminals
from nongxin.stations.terminal import Terminal

# Twice the skew, for a moment may lie ahead as well, and a minute for servers' clocks.
_KEPT_SECONDS = 2 * SKEW_SECONDS + 60


class NonceRecord(Record):
    context = "stations"


@value
class KnownTerminals:
    """The terminals as the doors' signed routes ask for them (kernel.http.signed.Signers)."""

    terminals: Terminals
    storage: Storage
    clock: Clock

    def now(self) -> datetime:
        return self.clock.now()

    def find(self, name: str) -> Terminal | None:
        found = self.terminals.find(name)
        return found if found is not None and found.public_key else None

    def spend(self, signer: Signer, nonce: str) -> None:
        """Raises NonceReplayed."""
        record = NonceRecord(f"{signer.county}#NO#{signer.id}", nonce)
        record.expires_at = int(self.clock.now().timestamp()) + _KEPT_SECONDS
        self.storage.commit(create(record, lambda _: NonceReplayed()))
