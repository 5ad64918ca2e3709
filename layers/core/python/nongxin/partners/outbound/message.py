"""A message to a partner: written once, sent until it is taken, under one id and one number."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from nongxin.kernel.value import value

_TRIES_SHOWN = 12
# What says that the message itself is at fault, not the partner's state: sending on helps little.
_REFUSALS = frozenset({400, 409, 413, 415, 422})
_GONE = 410


class State(Enum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"  # given up; ops see it and can send it again
    DISMISSED = "dismissed"  # ops have looked at it: nothing is to be done


@value
class Try:
    """`status` is the partner's answer, 0 for none (`why` then says what was in the way)."""

    at: str
    status: int
    why: str = ""
    ms: int = 0

    @property
    def was_taken(self) -> bool:
        return 200 <= self.status < 300

    @property
    def was_refused(self) -> bool:
        return self.status in _REFUSALS

    @property
    def wants_no_more(self) -> bool:
        """410 Gone: the specification's word for an address that is closed for good."""
        return self.status == _GONE


@value
class Message:
    """`id` is the webhook's id, `body` what is signed, to the byte; `county` is the loan's."""

    partner_id: str
    sequence: int
    id: str
    kind: str
    county: str
    about: str
    body: str
    made_at: str
    state: State = State.WAITING
    tries: tuple[Try, ...] = ()
    version: int = 0

    def tried(self, one: Try, state: State) -> Message:
        """What was delivered before stays so, whatever a repeat is answered."""
        after = self.state if self.state is State.DELIVERED else state
        return replace(self, state=after, tries=(*self.tries, one)[-_TRIES_SHOWN:])

    def dismissed(self) -> Message:
        return replace(self, state=State.DISMISSED)
