"""How many payees a person may name wrongly in a day, however many are named at once.

A guess is taken before anybody looks, and given back when the payee is right: so the tenth wrong
one is the last. What was taken and never given back (its process died) is wrong after half a
minute.
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import datetime, timedelta

from nongxin.kernel.value import value

# Wrong names and numbers that one person may try a day (assumed).
MOST_WRONG = 10
# Beyond any door's deadline.
_LOOKING = timedelta(seconds=30)


@value
class Guesses:
    """A person's day. `open`: being looked at, the latest since `since`."""

    person_id: str
    day: str
    wrong: int = 0
    open: int = 0
    since: datetime | None = None
    version: int = field(default=0, compare=False)

    def settled(self, now: datetime) -> Guesses:
        """With what nobody will give back any more counted as wrong."""
        if self.since is None or now - self.since <= _LOOKING:
            return self
        return replace(self, wrong=self.wrong + self.open, open=0, since=None)

    @property
    def used_up(self) -> bool:
        return self.wrong >= MOST_WRONG

    @property
    def must_wait(self) -> bool:
        """All that are left are being looked at."""
        return self.wrong + self.open >= MOST_WRONG

    def taken(self, now: datetime) -> Guesses:
        return replace(self, open=self.open + 1, since=now)

    def told(self, *, right: bool) -> Guesses:
        """One of the open ones was looked at; it may have been counted as wrong meanwhile."""
        if not self.open:
            return self
        return replace(self, open=self.open - 1, wrong=self.wrong + (not right))
