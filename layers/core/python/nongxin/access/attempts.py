"""Counting attempts (尝试次数): five, then a pause of 15 minutes that doubles with every further five.

An attempt is counted before it is judged, under the record's version, so that a thousand at once
are still only five. Success clears the count; so does a day without attempts.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from nongxin.access.problems import Locked
from nongxin.kernel.value import value

LIMIT = 5
FIRST_PAUSE_S = 15 * 60
LONGEST_PAUSE_S = 24 * 3600
FORGOTTEN_AFTER_S = 24 * 3600


class What(Enum):
    """What is counted; codes are counted per purpose, so that no door can lock another."""

    PASSWORD = "password"  # noqa: S105 - a name, no secret
    CODE = "code"  # a code typed
    SENT = "sent"  # a code sent and not used


@value
class Attempts:
    """Of one person and kind. Times are epoch seconds; version 0 has never been stored."""

    person_id: str
    kind: str
    failures: int = 0
    last_at: int = 0
    locked_until: int = 0
    version: int = 0

    def counted(self, now: int) -> Attempts:
        """With one more attempt, taken as failed until it is cleared; raises Locked."""
        if now < self.locked_until:
            raise Locked(retry_after_s=self.locked_until - now)
        before = 0 if now - self.last_at > FORGOTTEN_AFTER_S else self.failures
        failures = before + 1
        locked_until = now + _pause_s(failures) if failures % LIMIT == 0 else 0
        return replace(self, failures=failures, last_at=now, locked_until=locked_until)

    def cleared(self) -> Attempts:
        return replace(self, failures=0, locked_until=0)

    @property
    def has_just_locked(self) -> bool:
        return self.failures > 0 and self.failures % LIMIT == 0


def kind_of(what: What, purpose: str = "") -> str:
    return f"{what.value}-{purpose}" if purpose else what.value


def _pause_s(failures: int) -> int:
    doublings = min(failures // LIMIT - 1, 10)
    return min(FIRST_PAUSE_S << doublings, LONGEST_PAUSE_S)
