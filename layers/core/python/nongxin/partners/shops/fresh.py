"""Join what is there with what came, again as long as somebody else writes in between."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence

from nongxin.kernel import deadline
from nongxin.kernel.records import StaleRecord, Write
from nongxin.kernel.storage import Storage

_LONGEST_PAUSE_S = 0.3


def until_fresh(act: Callable[[], Sequence[Write]], storage: Storage) -> None:
    """`act` reads and answers the writes; none means that there is nothing to say.

    For joins, which may be made twice; money has keys. Raises what `act` refuses, Busy, and
    StaleRecord when there is no time left.
    """
    pause = 0.01
    with deadline.bounded():
        while True:
            try:
                if writes := act():
                    storage.commit(*writes)
            except StaleRecord:
                if deadline.remaining() <= pause:
                    raise
            else:
                return
            time.sleep(random.uniform(0, pause))
            pause = min(pause * 2, _LONGEST_PAUSE_S)
