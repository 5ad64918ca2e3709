"""What the use cases of access work with, and the outside things they need."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from itertools import chain, repeat
from typing import Protocol, TypeVar

from nongxin.access.logins import Logins
from nongxin.access.store import DynamoAccess
from nongxin.access.tokens import SigningKey
from nongxin.kernel import deadline
from nongxin.kernel.clock import Clock
from nongxin.kernel.errors import Busy
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import StaleRecord
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value

T = TypeVar("T")
_PAUSE_S = 0.01


class Texts(Protocol):
    """Text messages by template. Raises Busy when the gateway does not take one."""

    def send(self, phone: str, template: str, facts: Mapping[str, str], message_id: str) -> None:
        """Sent again under the same id it reaches the phone once."""
        ...


@value
class AccessParts:
    storage: Storage
    store: DynamoAccess
    logins: Logins
    vault: Vault
    texts: Texts
    key: SigningKey
    issuer: str
    clock: Clock

    @property
    def now(self) -> int:
        """Epoch seconds."""
        return int(self.clock.now().timestamp())


def settled(act: Callable[[bool], T]) -> T:
    """Reads, decides and commits again while others write; raises Busy at the deadline.

    `act` is told whether it may read `lately`: the first time, since what it then decides on old
    values is refused as stale.
    """
    for lately in chain((True,), repeat(False)):
        try:
            return act(lately)
        except StaleRecord:
            if deadline.remaining() <= _PAUSE_S:
                raise Busy() from None
            time.sleep(random.uniform(0, _PAUSE_S))
    raise AssertionError  # repeats for ever
