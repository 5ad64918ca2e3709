"""What a process knows of accounts: the entries that it wrote itself, for a few seconds.

Entries are never changed and their numbers have no gaps. So whoever knows that entry n was written
may decide on it: the condition that n + 1 is free holds if and only if n is still the latest. A
refusal has no such condition: it is never given on what is only remembered (`post.book`).
"""

from __future__ import annotations

import time
from threading import Lock

from nongxin.kernel.counties import LEASE_SECONDS
from nongxin.kernel.deadline import Monotonic
from nongxin.ledger.account import Account

MOST_KNOWN = 1000
# A wrong guess costs a transaction (six write units), a right one saves a read (one unit): an
# account that others write too is read for a while.
SHARED_SECONDS = 60


class KnownAccounts:
    """As of at most a county's lease ago: a county that is restored or moved waits longer."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Account, Monotonic]] = {}
        self._shared: dict[str, Monotonic] = {}
        self._lock = Lock()

    def get(self, account_id: str) -> Account | None:
        known = self._known.get(account_id)
        return known[0] if known and time.monotonic() < known[1] else None

    def keep(self, account: Account) -> None:
        """An entry that is known to be written."""
        now = time.monotonic()
        with self._lock:
            if self._shared.get(account.id, 0) > now:
                return
            known = self._known.pop(account.id, None)
            newer = (
                known if known and known[0].seq > account.seq else (account, now + LEASE_SECONDS)
            )
            self._known[account.id] = newer
            _bound(self._known)

    def forget(self, account_id: str) -> bool:
        """Whether there was something to forget."""
        with self._lock:
            return self._known.pop(account_id, None) is not None

    def was_wrong(self, account_id: str) -> None:
        """Somebody else wrote: forget it, and do not guess for a while."""
        with self._lock:
            if self._known.pop(account_id, None) is not None:
                self._shared.pop(account_id, None)
                self._shared[account_id] = time.monotonic() + SHARED_SECONDS
                _bound(self._shared)


def _bound(kept: dict[str, tuple[Account, Monotonic]] | dict[str, Monotonic]) -> None:
    """The oldest goes first."""
    while len(kept) > MOST_KNOWN:
        del kept[next(iter(kept))]
