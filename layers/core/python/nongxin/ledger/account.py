"""An account as its latest entry tells it: the latest entry *is* the balance."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from typing import ClassVar

from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.value import value
from nongxin.kernel.wording import Names, Words
from nongxin.ledger import holds
from nongxin.ledger.holds import Hold
from nongxin.ledger.kinds import AccountKind, LimitRule, Side, account_kinds

STATE_WORDS: Names = {
    "open": ("正常", "open"),
    "receive_only": ("只收不付", "open to receipts only"),
    "frozen": ("冻结", "frozen"),
    "dormant": ("久悬", "dormant"),
    "closed": ("销户", "closed"),
}


class InsufficientFunds(Rule):
    code = "insufficient-funds"
    zh = "账户可用余额不足"
    en = "The account's available balance does not suffice"


class AccountNotOpen(Conflict):
    code = "account-not-open"
    zh = "账户状态为{state}，不能记账"
    en = "The account is {state}: nothing can be booked"
    words: ClassVar[Words] = {"state": STATE_WORDS}


class StateNotAllowed(Conflict):
    code = "account-state-not-allowed"
    zh = "账户状态不能由{state}变为{wanted}"
    en = "An account that is {state} cannot become {wanted}"
    words: ClassVar[Words] = {"state": STATE_WORDS, "wanted": STATE_WORDS}


class BookedBackwards(Conflict):
    """A day that ended for this account cannot come again: somebody's date is wrong."""

    code = "booked-backwards"
    zh = "账户已记至{booked_on}，不能再记{booking_date}"
    en = "The account is booked up to {booked_on}: {booking_date} is over"


class AccountState(Enum):
    """What may be booked: both ways, in only (只收不付), nothing (不收不付), nothing any more."""

    OPEN = "open"
    RECEIVE_ONLY = "receive_only"
    FROZEN = "frozen"
    DORMANT = "dormant"
    CLOSED = "closed"


_GROWS = frozenset({AccountState.OPEN, AccountState.RECEIVE_ONLY, AccountState.DORMANT})
_SEIZED = frozenset({AccountState.RECEIVE_ONLY, AccountState.FROZEN, AccountState.DORMANT})


@value
class Moment:
    """What an entry says of its posting. `journal` is the digest of the command's key."""

    journal: str
    text: str
    value_date: date
    booking_date: date
    at: datetime

    @cached_property
    def stamped(self) -> str:
        return stamp(self.at)


@value
class Movement:
    """One leg on its account. `hold` is used for it; with `last` the rest of the hold is
    released.
    """

    side: Side
    amount_fen: int
    hold: str = ""
    last: bool = False


@value
class Account:
    """`balance_fen` is on the kind's normal side and may go down to -`limit_fen`, if the kind has
    a credit limit; `at` is when the latest entry was made; `seal` chains the entries by hash."""

    id: str
    kind_code: str
    entity: str
    owner: str
    seq: int = -1  # entry 0 opens it
    balance_fen: int = 0
    holds: tuple[Hold, ...] = ()
    state: AccountState = AccountState.OPEN
    limit_fen: int = 0
    booked_on: str = ""
    at: str = ""
    seal: str = ""

    @property
    def kind(self) -> AccountKind:
        return account_kinds()[self.kind_code]

    @property
    def floor_fen(self) -> int:
        return -self.limit_fen if self.kind.limit is LimitRule.CREDIT else 0

    def time(self, now: datetime) -> datetime:
        """Now, but never before the latest entry: servers' clocks differ, an account has one time.

        A hold that has ended for one entry has so for every later one.
        """
        return max(now, parse_stamp(self.at)) if self.at else now

    def active_holds(self, now: datetime) -> tuple[Hold, ...]:
        return holds.active(self.holds, self.time(now)) if self.holds else ()

    def available_fen(self, now: datetime) -> int:
        """What may be taken now; below 0 if an authority holds more than there is."""
        held = holds.total_fen(self.active_holds(now))
        return self.balance_fen - self.floor_fen - held

    def moved(self, movement: Movement, moment: Moment) -> Account:
        """The account after one more entry.

        Raises InsufficientFunds, HoldNotActive, HoldExceeded, AccountNotOpen, BookedBackwards.
        """
        standing = self.active_holds(moment.at)
        grows = movement.side is self.kind.side
        if grows:
            self._check_state(_GROWS)
            return self._next(moment, movement, self.balance_fen + movement.amount_fen, standing)
        after = standing
        room = self.balance_fen - self.floor_fen
        if movement.hold:
            used = holds.find(standing, movement.hold)
            self._check_state(_SEIZED if used.forced else frozenset())
            after = holds.taken(standing, used, movement.amount_fen, last=movement.last)
            room -= holds.ahead_of(standing, used)
        else:
            self._check_state(frozenset())
            room -= holds.total_fen(standing)
        if self.kind.exact and movement.amount_fen > room:
            raise InsufficientFunds()
        return self._next(moment, movement, self.balance_fen - movement.amount_fen, after)

    def held(self, hold: Hold, moment: Moment) -> Account:
        """With one hold more. Raises InsufficientFunds, TooManyHolds, AccountNotOpen."""
        standing = self.active_holds(moment.at)
        self._check_state(_SEIZED if hold.forced else frozenset())
        holds.check_room(standing, hold)
        if not hold.forced and hold.amount_fen > self.available_fen(moment.at):
            raise InsufficientFunds()
        return self._next(moment, "hold", self.balance_fen, (*standing, hold))

    def released(self, hold_id: str, moment: Moment) -> Account:
        """Without a hold. Raises HoldNotActive, AccountNotOpen (closed)."""
        standing = self.active_holds(moment.at)
        hold = holds.find(standing, hold_id)
        self._check_state(_SEIZED)
        kept = holds.taken(standing, hold, hold.amount_fen, last=True)
        return self._next(moment, "release", self.balance_fen, kept)

    def renewed(self, hold_id: str, ends_at: int, moment: Moment) -> Account:
        """With another end of a hold, which keeps its place among the others (续冻).

        Raises HoldNotActive (one that has ended is not renewed), AccountNotOpen (closed).
        """
        standing = self.active_holds(moment.at)
        hold = holds.find(standing, hold_id)
        self._check_state(_SEIZED)
        longer = replace(hold, ends_at=ends_at)
        kept = tuple(longer if each.id == hold_id else each for each in standing)
        return self._next(moment, "renew", self.balance_fen, kept)

    def turned(self, state: AccountState, moment: Moment) -> Account:
        """In another state. To close it, nothing may be on it or held. Raises StateNotAllowed."""
        standing = self.active_holds(moment.at)
        empty = not standing and self.balance_fen == 0
        closing = state is AccountState.CLOSED
        frozen = self.state in (AccountState.FROZEN, AccountState.RECEIVE_ONLY)
        over = self.state in (AccountState.CLOSED, state)
        if over or (closing and (frozen or not empty)):
            raise StateNotAllowed(state=self.state.value, wanted=state.value)
        return replace(self, state=state)._next(moment, "state", self.balance_fen, standing)

    def opened(self, moment: Moment) -> Account:
        """With entry 0, which moves nothing."""
        return self._next(moment, "open", 0, ())

    def sealed(self, before: str, what: str, moment: Moment) -> Account:
        """As sealed by an entry that says so, after the one sealed `before`."""
        object.__setattr__(self, "seal", seal_of(before, self, what, moment))
        return self

    def _check_state(self, besides: frozenset[AccountState]) -> None:
        if self.state is not AccountState.OPEN and self.state not in besides:
            raise AccountNotOpen(state=self.state.value)

    def _next(
        self,
        moment: Moment,
        what: Movement | str,
        balance_fen: int,
        kept: tuple[Hold, ...],
    ) -> Account:
        booked_on = moment.booking_date.isoformat()
        if booked_on < self.booked_on:
            raise BookedBackwards(booked_on=self.booked_on, booking_date=booked_on)
        said = f"{what}|0" if isinstance(what, str) else f"{what.side.value}|{what.amount_fen}"
        # Without `replace`, which takes longer than all the rest: every posting comes by here.
        return Account(
            self.id, self.kind_code, self.entity, self.owner, self.seq + 1, balance_fen, kept,
            self.state, self.limit_fen, booked_on, max(self.at, moment.stamped),
        ).sealed(self.seal, said, moment)  # fmt: skip


def seal_of(before: str, after: Account, what: str, moment: Moment) -> str:
    """The hash of an entry: of the one before it and of everything that it says (128 bits, hex)."""
    words = (
        before, after.id, after.kind_code, after.entity, after.owner, after.seq, after.balance_fen,
        holds.to_text(after.holds), after.state.value, after.limit_fen, what, moment.journal,
        moment.text, moment.value_date, after.booked_on, after.at,
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(map(str, words)).encode()).hexdigest()[:32]
