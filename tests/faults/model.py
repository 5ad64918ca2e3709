"""What every account must be, by plain arithmetic: the oracle that the books are held against.

The sum of all balances is blind (money posted twice keeps it), so each account has its own model.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from nongxin.kernel.errors import Problem
from nongxin.ledger.account import InsufficientFunds
from nongxin.ledger.backdate import OverdrawnThen
from nongxin.ledger.holds import HoldExceeded, HoldNotActive
from nongxin.ledger.reverse_posting import NotReversible
from nongxin.ledger.store import AlreadyReversed

Refusals = tuple[type[Problem], ...]
NONE: Refusals = ()
NO_MONEY: Refusals = (InsufficientFunds, OverdrawnThen)
NO_HOLD: Refusals = (HoldNotActive,)


@dataclass
class ModelHold:
    amount_fen: int
    ends_at: datetime


@dataclass
class ModelAccount:
    """`moves`: value date and change of each entry, in order; `latest`: the account's own time."""

    latest: datetime
    moves: list[tuple[date, int]] = field(default_factory=list)
    holds: dict[str, ModelHold] = field(default_factory=dict)
    entries: int = 0

    @property
    def balance_fen(self) -> int:
        return sum(change for _, change in self.moves)

    def held_fen(self, now: datetime) -> int:
        return sum(hold.amount_fen for hold in self.active(now).values())

    def active(self, now: datetime) -> dict[str, ModelHold]:
        at = self.time(now)
        return {name: hold for name, hold in self.holds.items() if at < hold.ends_at}

    def time(self, now: datetime) -> datetime:
        return max(now, self.latest)

    def lowest_since(self, day: date) -> int:
        """The lowest balance by value date at the end of any day from `day` on."""
        days = {day} | {on for on, _ in self.moves if on > day}
        return min(sum(change for on, change in self.moves if on <= d) for d in days)

    def may_give(self, amount_fen: int, day: date, now: datetime) -> bool:
        room = self.balance_fen - self.held_fen(now)
        return amount_fen <= room and amount_fen <= self.lowest_since(day)

    def touch(self, now: datetime) -> None:
        self.holds = self.active(now)
        self.latest = self.time(now)
        self.entries += 1


@dataclass
class Posted:
    """What a key did: changes by account, on a value date."""

    changes: dict[int, int]
    day: date
    is_reversal: bool = False
    reversed: bool = False


class Model:
    def __init__(self, accounts: int, opened_at: datetime) -> None:
        self.accounts = [ModelAccount(latest=opened_at) for _ in range(accounts)]
        self.posted: dict[str, Posted | None] = {}  # None: a key that moved no money
        self.voided: set[str] = set()

    def refuses_post(self, changes: dict[int, int], day: date, now: datetime,
                     hold: str = "") -> Refusals:  # fmt: skip
        for number, change in changes.items():
            account = self.accounts[number]
            if change >= 0:
                continue
            if hold:
                held = account.active(now).get(hold)
                if held is None:
                    return NO_HOLD
                if -change > held.amount_fen:
                    return (HoldExceeded,)
            elif not account.may_give(-change, day, now):
                return NO_MONEY
        return NONE

    def post(self, key: str, posted: Posted, now: datetime, hold: str = "", *,
             last: bool = False) -> None:  # fmt: skip
        for number, change in posted.changes.items():
            account = self.accounts[number]
            account.touch(now)
            account.moves.append((posted.day, change))
            if hold and change < 0:
                held = account.holds[hold]
                held.amount_fen += change
                if last or not held.amount_fen:
                    del account.holds[hold]
        self.posted[key] = posted

    def refuses_reversal(self, key: str, of: str, day: date, now: datetime) -> Refusals:
        if key == of:
            return (NotReversible,)
        if of in self.voided:
            return (AlreadyReversed,)
        if of not in self.posted:
            return NONE
        original = self.posted[of]
        if original is not None and original.reversed:
            return (AlreadyReversed,)
        if original is None or original.is_reversal:
            return (NotReversible,)
        back = {number: -change for number, change in original.changes.items()}
        return self.refuses_post(back, day, now)

    def reverse(self, key: str, of: str, day: date, now: datetime) -> None:
        original = self.posted.get(of)
        if original is None:
            self.voided.add(of)
            self.posted[key] = None
            return
        original.reversed = True
        back = {number: -change for number, change in original.changes.items()}
        self.post(key, Posted(back, day, is_reversal=True), now)
